"""Asking the customer for what is missing, and until when (Ley 10/2025 art. 13.3-13.4)."""

from __future__ import annotations

import datetime as dt
import uuid
from html import escape

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.actors import Actor
from core.errors import Refused
from core.richtext import Words
from customers.actions.known import check_known
from tickets.actions._ledger import check_in_hand, locked
from tickets.actions.clocks import keep_clocks
from tickets.actions.completed import complete, note_request, withdraw
from tickets.actions.conversation import reply_to_customer
from tickets.actions.legal_cases import take_up_request
from tickets.actions.messages import already_sent, said_before
from tickets.completing import FURTHEST, earliest
from tickets.deadlines import END_OF_DAY
from tickets.models import CompletionRequest, Ticket
from tickets.queries.deadlines import place_of
from tickets.queries.law import days_to_complete
from tickets.states import Status


@transaction.atomic
def ask_to_complete(
    *,
    ticket: Ticket,
    words: Words,
    until: dt.date | None = None,
    seen: int | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> CompletionRequest:
    """Write to the customer what is missing and the last day for it, and leave the case with them, all or nothing.

    Without `until` they have as many working days as the law of their country asks for, or USUAL_DAYS. The reply is
    held for a moment as others are; taking it back withdraws the request. One that was over is ended by it. The same
    `submission` twice is one request. Refused while they still have time from an earlier one ("asked_already"), for
    less time than the law gives them ("too_short"), for a day that is not to come ("too_short") or too far off
    ("too_far"), for a form with which something else was sent ("sent_already"), for who is not staff, and as
    `reply_to_customer` refuses.
    """
    if not by.is_staff or by.user_id is None:
        raise Refused(_("Only a person of the company does that."), code="not_staff")
    check_known(ticket.customer_id)
    ticket = locked(ticket)
    if (said := said_before(ticket, submission)) is not None:
        if (asked := CompletionRequest.objects.filter(message=said).first()) is None:
            raise already_sent()
        return asked
    check_in_hand(ticket)
    due_at, last_day = _until(ticket, until, now)
    _end_the_last(ticket, by, now)
    sentence, marked = _with_day(ticket, words, last_day)
    message = reply_to_customer(
        ticket=ticket, text=sentence, html=marked, then=Status.WAITING_CUSTOMER, hold=True, seen=seen,
        submission=submission, by=by, now=now,
    )  # fmt: skip
    request = CompletionRequest.objects.create(
        ticket=ticket, message=message, asked_at=now, asked_by_id=by.user_id, due_at=due_at
    )
    note_request(request, "asked", by=by, now=now)
    keep_clocks(locked(ticket), now=now)
    return request


@transaction.atomic
def complete_request(*, request: CompletionRequest, by: Actor, now: dt.datetime) -> CompletionRequest:
    """What was missing is here: a term that stood still meanwhile begins again. Nothing is written when it was said
    already.

    Refused when it was withdrawn ("request_over") and for a case that was set aside.
    """
    request, ticket = _held(request)
    if request.withdrawn_at:
        raise Refused(_("This request was withdrawn. Ask again if something is missing."), code="request_over")
    if request.completed_at is None:
        complete(request, by=by, now=now)
        keep_clocks(ticket, now=now)
    return request


@transaction.atomic
def withdraw_request(*, request: CompletionRequest, by: Actor, now: dt.datetime) -> CompletionRequest:
    """It was asked by mistake: the term goes on as if nobody had asked. Nothing is written when it was already.

    Refused when it was completed or its day has passed ("request_over"), and for a case that was set aside.
    """
    request, ticket = _held(request)
    if request.withdrawn_at:
        return request
    if request.completed_at or request.due_at <= now:
        raise Refused(
            _("This request cannot be withdrawn any more: it was completed, or its day has passed."),
            code="request_over",
        )
    withdraw(request, by=by, now=now)
    take_up_request(ticket)
    keep_clocks(ticket, now=now)
    return request


def _until(ticket: Ticket, until: dt.date | None, now: dt.datetime) -> tuple[dt.datetime, dt.date]:
    """The last second of the last day, by the customer's clock, and that day."""
    place = place_of(ticket.customer)
    today = now.astimezone(place.zone).date()
    days, cites = days_to_complete(ticket, now)
    soonest = earliest(today, days, place) if cites else today + dt.timedelta(days=1)
    last_day = until or earliest(today, days, place)
    if last_day < soonest and cites:
        told = {"day": date_format(soonest, "DATE_FORMAT"), "n": days, "cites": cites}
        words = ngettext(
            "The law gives the customer at least %(n)s working day: until %(day)s (%(cites)s).",
            "The law gives the customer at least %(n)s working days: until %(day)s (%(cites)s).",
            days,
        )
        raise Refused(words % told, code="too_short")
    if last_day < soonest:
        raise Refused(_("Give the customer at least until tomorrow."), code="too_short")
    if last_day > today + FURTHEST:
        raise Refused(_("That day is more than a year away. Look at the year again."), code="too_far")
    return place.at(last_day, END_OF_DAY), last_day


def _end_the_last(ticket: Ticket, by: Actor, now: dt.datetime) -> None:
    """One request at a time: whoever asks again after the day of the last one ends that."""
    last = ticket.completions.filter(completed_at=None, withdrawn_at=None).first()  # type: ignore[attr-defined]
    if last is None:
        return
    if last.due_at > now:
        raise Refused(
            _("The customer was asked already and still has time, until %(day)s. Withdraw that request to ask anew.")
            % {"day": date_format(last.due_at.astimezone(place_of(ticket.customer).zone), "DATE_FORMAT")},
            code="asked_already",
        )
    last.withdrawn_at = now
    last.save(update_fields=["withdrawn_at"])
    note_request(last, "over", by=by, now=now)


def _with_day(ticket: Ticket, words: Words, last_day: dt.date) -> tuple[str, str]:
    """The words, and the day after them in the language of the case: as text and as HTML."""
    if not words:
        raise Refused(_("Write what is missing."), code="text_empty")
    with override(ticket.language):
        day = date_format(last_day, "DATE_FORMAT")
        sentence = _("Please send it to us by %(day)s, that day included.") % {"day": day}
    return f"{words.text}\n\n{sentence}", f"{words.html}<p>{escape(sentence)}</p>" if words.html else ""


def _held(request: CompletionRequest) -> tuple[CompletionRequest, Ticket]:
    ticket = locked(request.ticket)
    check_in_hand(ticket)
    return ticket.completions.select_related("message").get(pk=request.pk), ticket  # type: ignore[attr-defined]
