"""The page of a case, whole or in parts. Each part is read from the database only if its template is rendered."""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from core.pages import read_mark
from postventa.desk.composer import Composer, Cursor
from postventa.desk.coverage_card import CoverageCard
from postventa.desk.forms.coverage import CoverageForm
from postventa.desk.presence import Viewer, viewers
from postventa.desk.rail import rail
from postventa.desk.side import Side
from postventa.desk.story import Story, tell, tell_more
from tickets.models import CoverageDecision, Ticket
from tickets.queries.earlier import Earlier, earlier_cases
from tickets.queries.families import family_ids
from tickets.queries.kin import Role
from tickets.states import Status


class TicketPage(Side, Composer):
    """What the templates of a case ask for."""

    def __init__(self, request: HttpRequest, ticket: Ticket, now: dt.datetime, *, cursor: Cursor | None = None) -> None:
        self.user, self.ticket, self.now, self.cursor = request.user, ticket, now, cursor
        self.within, self._before = request.GET.get("in", ""), read_mark(request.GET.get("before", ""))

    @cached_property
    def family(self) -> list[int]:
        return family_ids(self.ticket)

    def know_family(self) -> None:
        """A whole page reads all kin of the case, and so knows already when nothing was merged into it."""
        if not any(kin.role == Role.MERGED for kin in self.all_kin):
            self.family = [self.ticket.pk]

    @cached_property
    def story(self) -> Story:
        """The newest piece of the case's story, the one that the address asks for, or what came after a cursor."""
        if self.cursor:
            return tell_more(self.ticket, self.family, seen=self.cursor.seen, told=self.cursor.told)
        return tell(self.ticket, self.family, before=self._before)

    @property
    def is_past(self) -> bool:
        """Whether it shows an older piece than the newest."""
        return self._before is not None

    @cached_property
    def newest(self) -> Story:
        return tell(self.ticket, self.family) if self.is_past else self.story

    @cached_property
    def last_seen(self) -> int:
        """The newest message that its reader has seen."""
        return max(self.newest.seen, self.cursor.seen if self.cursor else 0)

    @cached_property
    def last_told(self) -> int:
        return max(self.newest.told, self.cursor.told if self.cursor else 0)

    @cached_property
    def viewers(self) -> list[Viewer]:
        return [viewer for viewer in viewers(self.ticket.pk, self.now) if viewer.user_id != self.user.pk]

    @property
    def tags(self) -> list[str]:
        return self.beside.tags

    @cached_property
    def coverage(self) -> CoverageCard | None:
        return CoverageCard.newest(self.ticket, timezone.localdate(self.now))

    @cached_property
    def earlier(self) -> list[Earlier]:
        return earlier_cases(self.ticket)

    @property
    def moves(self) -> tuple[Status, ...]:
        """The states that one click leads to; resolving has a form of its own, and so has opening again."""
        if not self.ticket.is_active:
            return tuple(status for status in self.ticket.next_statuses if status == Status.CLOSED)
        return tuple(status for status in self.ticket.next_statuses if status != Status.RESOLVED)

    @property
    def may_be_another(self) -> bool:
        """Whether the customer has another product that the case could be about."""
        return self.ticket.is_active and self.beside.other_units

    coverage_form: CoverageForm | None = None  # what was sent and could not be done, or asked for as a whole

    @property
    def questions(self) -> str:
        """What is still to be found out about the cover, as a form asks it."""
        card = self.coverage
        return _questions(card.row, card.told.today, get_language()) if card else ""


# A decision is never changed, and rows are equal by their key.
@lru_cache(256)
def _questions(row: CoverageDecision, today: dt.date, language: str | None) -> str:
    form = CoverageForm(card=CoverageCard.of(row, today))
    return render_to_string("desk/tickets/_coverage_asked.html", {"form": form}) if form.asked else ""


def render_page(request: HttpRequest, ticket: Ticket, *, status: int = 200, **given: object) -> HttpResponse:
    """The whole page."""
    now = timezone.now()
    page = _page(request, ticket, now, given)
    page.know_family()
    context = {"page": page, "ticket": ticket, "now": now, "nav": "cases", **given}
    return render(request, "desk/tickets/ticket.html", context | rail(request, known=True), status=status)


def unfolded(request: HttpRequest, ticket: Ticket, name: str, **given: object) -> HttpResponse:
    """What is folded away in the page: alone, for the fold that fetches it, or without HTMX the page with it open."""
    if not request.htmx:  # type: ignore[attr-defined]
        return render_page(request, ticket, **given)
    return render(request, f"desk/tickets/_{name}.html", {"ticket": ticket, "now": timezone.now(), **given})


def done(
    request: HttpRequest, ticket: Ticket, *parts: str, said: str, cursor: Cursor | None = None, sent: bool = False
) -> HttpResponse:
    """After a success: the parts that changed and the rail's counts, or without HTMX the page again by redirect.

    With a `cursor` the page adds what is new to what it shows, and fetches the rest of what changed by itself.
    """
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, said)
        return back_to(request, ticket)
    if cursor is None:
        return _parts(request, ticket, (*parts, "rail"), {"said": said, "nav": "cases"} | rail(request))
    response = _parts(request, ticket, parts, {"said": said, "cursor": cursor})
    response["HX-Trigger"] = f"{CHANGED}, composer-sent" if sent else CHANGED
    return response


def noted(request: HttpRequest, ticket: Ticket, *parts: str, said: str, quiet: bool = False) -> HttpResponse:
    """After a small deed beside the conversation: its parts; the page then asks for the line of what happened.

    `quiet`: the part says it by itself, and the sentence is for those who see the page again.
    """
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, said)
        return back_to(request, ticket)
    response = _parts(request, ticket, parts, {"quiet": True} if quiet else {"said": said})
    response["HX-Trigger"] = TOLD
    return response


def back_to(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The page of a case again, in the list that it was opened from."""
    within = request.GET.get("in", "")
    return redirect(
        reverse("desk:ticket", args=[ticket.reference]) + (f"?{urlencode({'in': within})}" if within else "")
    )


CHANGED = "case-changed"  # what a page hears, to fetch what stands around the conversation
TOLD = "case-told"  # what it hears, to fetch the lines of what happened
LATER = ("header", "proposals", "promises", "visits", "law", "steps", "fields", "tags", "checklist", "rail")


def later(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The parts beside the conversation, as they are now."""
    return _parts(request, ticket, LATER, {"nav": "cases", "quiet": True} | rail(request))


def arrived(request: HttpRequest, ticket: Ticket, cursor: Cursor) -> HttpResponse:
    """What came after a cursor, to be added to a page that shows the rest."""
    response = _parts(
        request, ticket, ("case_line", "arrived", "composer_says", "composer_state"), {"cursor": cursor, "quiet": True}
    )
    response["HX-Trigger"] = CHANGED
    return response


def earlier(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The piece of a long story before the one that a page shows."""
    now = timezone.now()
    context = {"page": TicketPage(request, ticket, now), "ticket": ticket, "now": now}
    return render(request, "desk/tickets/_earlier.html", context)


def refused(
    request: HttpRequest, ticket: Ticket, *parts: str, why: str = "", **forms: Form | Cursor | None
) -> HttpResponse:
    """After a refusal: the sentence, the parts as they are now, and what was typed in its form. Nothing was written."""
    if request.htmx:  # type: ignore[attr-defined]
        response = _parts(request, ticket, parts, {"why": why, **forms})
        if forms.get("cursor"):
            response["HX-Trigger"] = CHANGED
        return response
    return render_page(request, ticket, status=409 if why else 422, why=why, **forms)


def _parts(request: HttpRequest, ticket: Ticket, parts: tuple[str, ...], given: dict[str, object]) -> HttpResponse:
    now = timezone.now()
    context = {"page": _page(request, ticket, now, given), "ticket": ticket, "now": now, "swap": True, **given}
    names = parts if given.get("quiet") else ("notice", *parts)
    return HttpResponse("".join(render_to_string(f"desk/tickets/_{name}.html", context, request) for name in names))


def _page(request: HttpRequest, ticket: Ticket, now: dt.datetime, given: dict[str, object]) -> TicketPage:
    """The page, with the forms that were sent in the place of the empty ones."""
    cursor = given.get("cursor")
    page = TicketPage(request, ticket, now, cursor=cursor if isinstance(cursor, Cursor) else None)
    for name, form in given.items():
        if isinstance(form, Form):
            setattr(page, "sent" if name == "message_form" else name, form)
    return page
