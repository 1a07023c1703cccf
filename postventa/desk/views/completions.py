"""Asking the customer for what is missing, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_completion, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.law import CompletionForm
from postventa.desk.ticket_page import back_to, noted, refused
from tickets.actions.completion import ask_to_complete, complete_request, withdraw_request
from tickets.completing import earliest
from tickets.models import CompletionRequest, Ticket
from tickets.queries.deadlines import place_of
from tickets.queries.earlier import said_after
from tickets.queries.law import days_to_complete, stopped_a_term

CHANGED = ("header", "law", "steps")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def completions(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the customer what is missing. Asked for: the words, and until when."""
    ticket, now = get_ticket(request, reference), timezone.now()
    told = _least(ticket, now)
    if request.method != "POST":
        newest = ticket.messages.standing().order_by("-pk").values_list("pk", flat=True).first()  # type: ignore[attr-defined]
        return ask(request, ticket, "completion", **told, form=CompletionForm(until=told["until"], seen=newest or 0))
    form = CompletionForm(request.POST)
    if not form.is_valid():
        return ask(request, ticket, "completion", **told, form=form)
    given = {"words": form.cleaned_data["text"]} | {
        name: form.cleaned_data[name] for name in ("until", "seen", "submission")
    }
    try:
        ask_to_complete(ticket=ticket, **given, by=actor(request), now=now)
    except Refused as error:
        newer = said_after(ticket, given["seen"], actor(request)) if error.code == "newer_message" else []
        form = form.seeing(newer[-1].pk) if newer else form
        return ask(request, ticket, "completion", why=str(error), **told, form=form, newer=newer)
    messages.success(request, _("Your words are on their way. The case waits for the customer."))
    return back_to(request, ticket)


def _least(ticket: Ticket, now: dt.datetime) -> dict:
    """Until when the customer has at least, and where the law says so."""
    days, cites = days_to_complete(ticket, now)
    place = place_of(ticket.customer)
    return {"until": earliest(now.astimezone(place.zone).date(), days, place), "days": days, "cites": cites}


@staff_required
@require_POST
def completion_done(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What was missing is here."""
    said = {True: _("It is complete: our term begins again today."), False: _("It is complete.")}
    return _end(request, reference, pk, complete_request, said)


@staff_required
@require_POST
def completion_withdrawal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It was asked by mistake."""
    said = {True: _("The request is withdrawn: our term goes on as it was."), False: _("The request is withdrawn.")}
    return _end(request, reference, pk, withdraw_request, said)


def _end(
    request: HttpRequest, reference: str, pk: int, verb: Callable[..., CompletionRequest], said: dict[bool, str]
) -> HttpResponse:
    """`said`: by whether a term of law stood still until now."""
    asked = get_completion(request, reference, pk)
    try:
        verb(request=asked, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), *CHANGED, why=str(error))
    return noted(request, get_ticket(request, reference), *CHANGED, said=said[stopped_a_term(asked)])
