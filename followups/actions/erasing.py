"""What is forgotten of calls and surveys: words. Scores, outcomes and moments stay, and so does every figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from core.erased import ERASED
from followups.actions.import_answers import ONE_BATCH
from followups.models import Answer, Call, CallAttempt, Invitation, Trouble
from followups.states import CallState, InvitationState, Reason


def forget_followups(*, customers: Collection[int], now: dt.datetime) -> int:
    """Empty what they wrote and what was noted of their calls, in the caller's transaction; how many rows.

    What is planned is not done any more, for there is nobody to reach.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_BATCH])
    theirs = Q(invitation__customer__in=customers) | Q(call__customer__in=customers)
    count = forget_answers(answers=Answer.objects.filter(theirs))
    count += forget_call_notes(attempts=CallAttempt.objects.filter(call__customer__in=customers))
    calls = Call.objects.filter(customer__in=customers, state=CallState.PLANNED)
    # One that was due and not made was wanted all the same: forgetting must not make the figure better.
    reason = Case(When(due_at__lte=now, then=Value(Reason.TOO_LATE)), default=Value(Reason.ERASED))
    calls.update(state=CallState.SUPPRESSED, reason=reason, finished_at=now, held_by=None, held_until=None)
    waiting = Invitation.objects.filter(
        customer__in=customers, state__in=[InvitationState.PLANNED, InvitationState.STUCK]
    )
    waiting.update(state=InvitationState.SUPPRESSED, reason=Reason.ERASED)
    Trouble.objects.open().filter(_about(customers)).update(settled_at=now)
    return count


def forget_answers(*, answers: QuerySet[Answer]) -> int:
    """That something was written stays, and not what; how many."""
    return answers.exclude(text__in=["", ERASED]).update(text=ERASED)


def forget_call_notes(*, attempts: QuerySet[CallAttempt]) -> int:
    """How many had one."""
    return attempts.exclude(note="").update(note="")


def _about(customers: Collection[int]) -> Q:
    found = (
        Q(customer__in=customers) | Q(delivery__purchase__customer__in=customers) | Q(ticket__customer__in=customers)
    )
    return found | Q(call__customer__in=customers) | Q(invitation__customer__in=customers)
