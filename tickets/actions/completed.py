"""What becomes of a request to complete, in the transaction of whatever brought it about."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from core.actors import Actor
from tickets.actions._ledger import record
from tickets.actions.legal_cases import left_behind
from tickets.models import Clock, CompletionRequest, Message, Ticket
from tickets.queries.deadlines import place_of
from tickets.states import ClockState, Due, EventKind


def complete_by_words(ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """The customer of a held case answered: what they were asked for counts as completed.

    Whoever finds that something is still missing asks again. A request that is held nobody has read yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [ticket.pk, now])
        found = cursor.fetchone()
    if found:
        complete(CompletionRequest.objects.select_related("ticket__customer").get(pk=found[0]), by=by, now=now)


def complete(request: CompletionRequest, *, by: Actor, now: dt.datetime) -> None:
    """What was missing is here, and with it what was asked in cases that go on in this one."""
    for one in (request, *left_behind(request.ticket)):
        one.completed_at = now
        one.save(update_fields=["completed_at"])
        note_request(one, "completed", by=by, now=now, stopped=_stands_still(one))


def withdraw(request: CompletionRequest, *, by: Actor, now: dt.datetime) -> None:
    """As if it had never been asked."""
    request.withdrawn_at = now
    request.save(update_fields=["withdrawn_at"])
    note_request(request, "withdrawn", by=by, now=now, stopped=_stands_still(request))


def unask(message: Message, *, by: Actor, now: dt.datetime) -> None:
    """A reply is taken back, and with it what it asked for; the request that it ended stands again."""
    asked = CompletionRequest.objects.filter(message=message, completed_at=None, withdrawn_at=None)
    if (request := asked.select_related("ticket__customer").first()) is None:
        return
    withdraw(request, by=by, now=now)
    ended = CompletionRequest.objects.filter(ticket=request.ticket, withdrawn_at=request.asked_at, due_at__lte=now)
    if (before := ended.select_related("ticket__customer").first()) is not None:
        before.withdrawn_at = None
        before.save(update_fields=["withdrawn_at"])
        note_request(before, "restored", by=by, now=now)


def note_request(request: CompletionRequest, to: str, *, stopped: bool = False, by: Actor, now: dt.datetime) -> None:
    """Its line in the ledger: asked, completed, withdrawn, over, or restored; `until` is the customer's last day.

    `stopped`: a term of law that binds us stood still by it until now.
    """
    until = request.due_at.astimezone(place_of(request.ticket.customer).zone).date()
    data = {"request": request.pk, "to": to, "due_at": request.due_at.isoformat(), "until": until.isoformat()}
    data |= {"stopped": True} if stopped else {}
    record(request.ticket, EventKind.COMPLETION, data=data, by=by, now=now)


def _stands_still(request: CompletionRequest) -> bool:
    """Whether a term of law waits for it, by the clocks as they are before it ends."""
    return Clock.objects.filter(ticket=request.ticket_id, due=Due.LEGAL, state=ClockState.PAUSED).exists()


# Asked of every message of a customer, and nearly never so.
_OPEN = """
SELECT r.id FROM tickets_completionrequest r LEFT JOIN tickets_message m ON m.id = r.message_id
WHERE r.ticket_id = %s AND r.completed_at IS NULL AND r.withdrawn_at IS NULL
    AND (m.held_until IS NULL OR m.held_until <= %s)
"""
