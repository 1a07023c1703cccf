"""What happens when a clock comes to a point: it is noted as late, a promise is broken, a step of its escalation acts.

Everything that one waking brings about is one transaction, with the note that it was done: so it happens once, however
many workers look, and whichever of them dies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from core.actors import SYSTEM, Actor, ActorKind
from core.errors import Refused
from customers.actions.known import is_known
from tickets.actions._ledger import locked, record
from tickets.actions.clocks import keep_clocks, note_late
from tickets.actions.deeds import do_deeds
from tickets.actions.promises import break_promise
from tickets.clock_facts import Wanted
from tickets.clock_rows import Row
from tickets.deeds import Deed, read_deeds
from tickets.models import Clock, EscalationStep, Promise, Ticket
from tickets.queries.clocks import sheet_of
from tickets.states import ClockState, EventKind

log = structlog.get_logger(__name__)

BATCH = 100
AT_ONCE = 200


class _NotPossible(Exception):
    """One of the deeds of a step cannot be done."""

    def __init__(self, deed: Deed, code: str) -> None:
        super().__init__(code)
        self.deed, self.code = deed, code


def wake_clocks(*, now: dt.datetime, limit: int = AT_ONCE) -> int:
    """Do what is due at the clocks that have come to a point, the longest waiting first; at how many.

    Each in a transaction of its own. A case that somebody else has in hand is left for the next sweep, and one at which
    something unexpected happens does not keep the others.
    """
    woken = 0
    for pk, ticket_id in _due(now):
        if woken == limit:
            break
        try:
            woken += _wake(pk, ticket_id, now)
        except Exception:
            log.exception("clock_not_woken", clock=pk, ticket=ticket_id)
    return woken


def _due(now: dt.datetime) -> Iterator[tuple[int, int]]:
    """Along the index, a batch at a time: those that stay because they are in hand are passed over."""
    after: tuple[dt.datetime | None, int] | None = None
    while True:
        waiting = Clock.objects.due(now).order_by("wakes_at", "pk")
        if after:
            waiting = waiting.filter(Q(wakes_at__gt=after[0]) | Q(pk__gt=after[1]), wakes_at__gte=after[0])
        batch = list(waiting.values_list("wakes_at", "pk", "ticket")[:BATCH])
        for wakes_at, pk, ticket_id in batch:
            after = (wakes_at, pk)
            yield pk, ticket_id
        if len(batch) < BATCH:
            return


@transaction.atomic
def _wake(pk: int, ticket_id: int, now: dt.datetime) -> bool:
    """Whether there was something to do, and nobody else was doing it."""
    # Whose it is before the case, and that before its clock, as everybody holds them.
    is_known(Ticket.objects.filter(pk=ticket_id).values_list("customer", flat=True).first())
    held = Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk=ticket_id)
    ticket = held.select_related("customer").first()
    if ticket is None or not Clock.objects.due(now).filter(pk=pk, ticket=ticket_id).exists():
        return False
    sheet = sheet_of(ticket)
    row = next(row for row in sheet.rows.values() if row.pk == pk)
    wanted = sheet.wanted(ticket).get(row.key)
    if wanted and wanted.state == ClockState.RUNNING and not (sheet.history and sheet.history.aside):
        _come_to_a_point(ticket, row, wanted, now)
    keep_clocks(locked(ticket), now=now)
    return True


def _come_to_a_point(ticket: Ticket, row: Row, wanted: Wanted, now: dt.datetime) -> None:
    assert row.pk, "it was found in the table"
    passed = [(at, step) for at, step in wanted.points if at <= now]
    acts = [(at, step) for at, step in passed if step not in row.fired]
    is_late = wanted.due_at is not None and wanted.due_at <= now
    # Written before the deeds, because these count the clocks of the case again. Whatever fails takes this along.
    Clock.objects.filter(pk=row.pk).update(
        late_at=wanted.due_at if is_late else None, fired=[*row.fired, *(step for _at, step in acts)]
    )
    if is_late and not row.late_at:
        if wanted.promise:
            break_promise(promise=Promise.objects.get(pk=wanted.promise), by=SYSTEM, now=now)
        note_late(ticket, row, row.pk, now=now)
    # Who could not come in time (an import, a policy that was changed, a step that was added) hears of the last point
    # only, and of none when that has acted.
    latest = max((at for at, _step in passed), default=None)
    for step in EscalationStep.objects.filter(pk__in=[step for at, step in acts if at == latest]).order_by("pk"):
        _escalate(ticket, row, step, now)


def _escalate(ticket: Ticket, row: Row, step: EscalationStep, now: dt.datetime) -> None:
    """Do what a step asks for. Its line comes first and says which deed was not possible; the others are done."""
    by = Actor(kind=ActorKind.SYSTEM, because={"step": step.pk})
    data = {"clock": row.pk, "due": row.due, "step": step.pk}
    try:
        deeds, why = list(read_deeds(step.deeds)), ""
    except Refused as refusal:
        deeds, why = [], str(refusal.code)
    while True:
        try:
            with transaction.atomic():
                record(ticket, EventKind.ESCALATED, data=data | ({"refused": why} if why else {}), by=by, now=now)
                for deed in deeds:
                    _do(ticket, deed, by, now)
            return
        except _NotPossible as fault:
            deeds.remove(fault.deed)
            why = why or fault.code


def _do(ticket: Ticket, deed: Deed, by: Actor, now: dt.datetime) -> None:
    try:
        do_deeds(ticket=ticket, deeds=[deed], by=by, now=now)
    except Refused as refusal:
        raise _NotPossible(deed, str(refusal.code)) from None
    except (OperationalError, InterfaceError):  # a connection lost, two who wait for each other: all of it again
        raise
    except Exception as fault:
        log.exception("step_failed", ticket=ticket.pk, deed=deed.do)
        raise _NotPossible(deed, "failed") from fault
