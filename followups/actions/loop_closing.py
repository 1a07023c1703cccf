"""Seeing that a loop is closed: in rows that others wrote, for nobody says so."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from customers.actions.known import is_known
from followups.actions.loop_cases import case_of_answers
from followups.actions.loops import owner_of
from followups.actions.troubles import note_trouble, settle_troubles
from followups.models import Call, Loop
from followups.states import CallState, Reason, TroubleKind
from tickets.clocks import OURS

log = structlog.get_logger(__name__)

GONE = (Reason.DECEASED, Reason.ERASED, Reason.CANCELLED)

# What a person of us said to the customer, by reply or by phone, in the case or in the one where it goes on; not what
# a rule wrote, nor what can still be taken back.
_ANSWERED = """
WITH RECURSIVE way (loop, opened_at, id, next) AS (
    SELECT l.id, l.opened_at, t.id, t.merged_into_id
    FROM followups_loop l JOIN tickets_ticket t ON t.id = l.ticket_id WHERE l.closed_at IS NULL
    UNION SELECT w.loop, w.opened_at, t.id, t.merged_into_id FROM tickets_ticket t JOIN way w ON t.id = w.next
), said AS (
    SELECT w.loop, min(m.created_at) AS at
    FROM way w JOIN tickets_message m ON m.ticket_id = w.id AND m.created_at > w.opened_at
    WHERE m.kind = ANY(%(ours)s) AND m.author_id IS NOT NULL AND m.taken_back_at IS NULL
        AND (m.held_until IS NULL OR m.held_until <= %(now)s)
    GROUP BY w.loop
) UPDATE followups_loop l SET closed_at = said.at FROM said WHERE l.id = said.loop AND l.closed_at IS NULL
"""


def close_loops(*, now: dt.datetime) -> int:
    """Close the loops of whom a person has answered or spoken with since; how many.

    One whose customer died or was forgotten is dropped. Where a call reached nobody, or may not be made any more, a
    case is opened instead, with the deadline that there was.
    """
    closed = _answered(now) + _called() + _gone(now)
    for pk, customer in _not_reached().values_list("pk", "invitation__customer"):
        _open_case(pk, customer, now)
    return closed


def _answered(now: dt.datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, {"ours": [str(kind) for kind in OURS], "now": now})
        return cursor.rowcount


def _called() -> int:
    spoken = Q(call__state=CallState.DONE) | Q(call__state=CallState.SUPPRESSED, call__reason=Reason.CONTACTED_US)
    finished = Call.objects.filter(pk=OuterRef("call")).values("finished_at")
    return Loop.objects.open().filter(spoken).update(closed_at=Subquery(finished))


def _gone(now: dt.datetime) -> int:
    nobody = Q(invitation__customer__erased_at__isnull=False) | Q(invitation__customer__deceased=True)
    nobody |= Q(call__state=CallState.SUPPRESSED, call__reason__in=GONE)
    return Loop.objects.open().filter(nobody).update(closed_at=now, dropped=True)


def _not_reached() -> QuerySet[Loop]:
    """Whose call is over, and nobody was spoken with."""
    return Loop.objects.open().filter(ticket=None).exclude(call__state=CallState.PLANNED).order_by("pk")


@transaction.atomic
def _open_case(pk: int, customer: int, now: dt.datetime) -> None:
    is_known(customer)
    loop = _not_reached().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if loop is None:
        return
    invitation = loop.invitation
    try:
        with transaction.atomic():
            answers = {answer.question: answer for answer in invitation.answers.all()}
            loop.ticket = case_of_answers(invitation=invitation, answers=answers, now=now)
            if loop.ticket is None:  # it was spam after all
                loop.closed_at, loop.dropped = now, True
            loop.owner = loop.owner or owner_of(loop.ticket)
            loop.save(update_fields=["ticket", "owner", "closed_at", "dropped"])
            invitation.save(update_fields=["opened_ticket"])
    except Exception as error:
        log.exception("loop_without_case", loop=pk)
        note_trouble(kind=TroubleKind.NOT_CLOSED, detail=type(error).__name__, invitation=invitation, now=now)
    else:
        settle_troubles(kind=TroubleKind.NOT_CLOSED, invitation=invitation, now=now)
