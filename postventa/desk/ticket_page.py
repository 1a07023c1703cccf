"""The page of a case, whole or in parts. Each part is read from the database only if its template is rendered."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from core.models import User
from postventa.desk.coverage_card import CoverageCard
from postventa.desk.coverage_history import Past, history_of
from postventa.desk.forms.coverage import CoverageForm, OverrideForm
from postventa.desk.forms.fields import AssigneeForm, PriorityForm, ResolutionForm, UnitForm
from postventa.desk.forms.messages import MessageForm
from postventa.desk.rail import rail
from postventa.desk.story import Entry, story
from tickets.models import Message, Ticket
from tickets.queries import earlier_cases, told
from tickets.states import Status


class TicketPage:
    """What the templates of a case ask for."""

    def __init__(self, request: HttpRequest, ticket: Ticket, now: dt.datetime) -> None:
        self.user, self.ticket, self.now = request.user, ticket, now

    @cached_property
    def _told(self) -> tuple[list[Message], list]:
        return told(self.ticket)

    @cached_property
    def story(self) -> list[Entry]:
        return story(self.ticket, *self._told)

    @cached_property
    def last_seen(self) -> int:
        """The newest message that both sides can read, as shown on this page."""
        return max((message.pk for message in self._told[0] if message.is_public), default=0)

    @cached_property
    def last_touch(self) -> User | None:
        """The colleague who last did something, for «who is on this»."""
        said, happened = self._told
        touches = [(message.created_at, message.author) for message in said]
        touches += [(event.at, event.actor) for event in happened]
        staff = [(at, person) for at, person in touches if person is not None and person.is_agent]
        return max(staff, key=lambda touch: touch[0])[1] if staff else None

    @cached_property
    def coverage(self) -> CoverageCard | None:
        return CoverageCard.newest(self.ticket, timezone.localdate(self.now))

    @cached_property
    def coverage_history(self) -> list[Past]:
        return history_of(self.ticket)

    @cached_property
    def earlier(self) -> list[Ticket]:
        return earlier_cases(self.ticket)

    @property
    def moves(self) -> list[Status]:
        """The states that one click leads to; resolving has a form of its own, and so has opening again."""
        if not self.ticket.is_active:
            return [status for status in self.ticket.next_statuses if status == Status.CLOSED]
        return [status for status in self.ticket.next_statuses if status != Status.RESOLVED]

    @cached_property
    def message_form(self) -> MessageForm:
        return MessageForm(seen=self.last_seen)

    @cached_property
    def assignee_form(self) -> AssigneeForm:
        return AssigneeForm(initial={"assignee": self.ticket.assignee_id}, auto_id="fields_%s")

    @cached_property
    def priority_form(self) -> PriorityForm:
        return PriorityForm(initial={"priority": self.ticket.priority}, auto_id="fields_%s")

    @cached_property
    def resolution_form(self) -> ResolutionForm:
        return ResolutionForm(auto_id="resolution_%s", seen=self.last_seen)

    @cached_property
    def unit_form(self) -> UnitForm:
        return UnitForm(ticket=self.ticket)

    @cached_property
    def coverage_form(self) -> CoverageForm:
        return CoverageForm(card=self.coverage)

    @cached_property
    def override_form(self) -> OverrideForm:
        return OverrideForm()


def render_page(request: HttpRequest, ticket: Ticket, *, status: int = 200, **given: object) -> HttpResponse:
    """The whole page."""
    now = timezone.now()
    context = {"page": _page(request, ticket, now, given), "ticket": ticket, "now": now, "nav": "cases", **given}
    return render(request, "desk/tickets/ticket.html", context | rail(request), status=status)


def done(request: HttpRequest, ticket: Ticket, *parts: str, said: str) -> HttpResponse:
    """After a success: the parts that changed and the rail's counts, or without HTMX the page again by redirect."""
    if request.htmx:  # type: ignore[attr-defined]
        return _parts(request, ticket, (*parts, "rail"), {"said": said, "nav": "cases"} | rail(request))
    messages.success(request, said)
    return redirect("desk:ticket", ticket.reference)


def refused(request: HttpRequest, ticket: Ticket, *parts: str, why: str = "", **forms: Form) -> HttpResponse:
    """After a refusal: the sentence, the parts as they are now, and what was typed in its form. Nothing was written."""
    if request.htmx:  # type: ignore[attr-defined]
        return _parts(request, ticket, parts, {"why": why, **forms})
    return render_page(request, ticket, status=409 if why else 422, why=why, **forms)


def _parts(request: HttpRequest, ticket: Ticket, parts: tuple[str, ...], given: dict[str, object]) -> HttpResponse:
    now = timezone.now()
    context = {"page": _page(request, ticket, now, given), "ticket": ticket, "now": now, "swap": True, **given}
    names = ("notice", *parts)
    return HttpResponse("".join(render_to_string(f"desk/tickets/_{name}.html", context, request) for name in names))


def _page(request: HttpRequest, ticket: Ticket, now: dt.datetime, given: dict[str, object]) -> TicketPage:
    """The page, with the forms that were sent in the place of the empty ones."""
    page = TicketPage(request, ticket, now)
    for name, form in given.items():
        if isinstance(form, Form):
            setattr(page, name, form)
    return page
