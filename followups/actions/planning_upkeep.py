"""Calls that wait while the world goes on: dropped, put off or due at another moment.

Whoever picks a call up looks at the world again; this keeps the list short for them. What somebody has in hand, or is
writing to, is left alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, CharField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from followups import queries
from followups.actions.fallbacks import survey_instead
from followups.models import Call, CallMove
from followups.queries.standing import AWAITED, answered_instead, hours_of
from followups.schedule import first_call_at, leaves_time, next_callable
from followups.states import CallKind, CallState, Means, MoveReason, Rank, Reason
from tickets.models.ticket import RESOLVED_STATES

BATCH = 1000
DAY = dt.timedelta(days=1)
# They may still be asked.
ASKED_INSTEAD = (Reason.OPTED_OUT, Reason.NO_ADDRESS, Reason.TOO_LATE)
_COMPLETED = Coalesce("delivery__installed_at", "delivery__delivered_at", "ticket__resolved_at")
_WINDOW = ExpressionWrapper((F("plan__call_window_days") + 1) * Value(DAY), output_field=DurationField())


class Batch(NamedTuple):
    """How many of some calls changed, and the last of them by its number; None when there were none."""

    changed: int
    last: int | None


def drop_idle_calls(*, now: dt.datetime) -> int:
    """Suppress due calls that are not to be made any more, each with its reason; how many.

    The person does not want any, has died, has no phone now; nothing is delivered any more, the case was opened again;
    they answered the survey for want of whose answer they were to be called; nobody called within the plan's window,
    unless the customer waits for it. Whom no call reaches so is asked in writing where the plan wants that.
    """
    return _in_batches(lambda after: _drop(now, after))


def put_off_calls(*, now: dt.datetime) -> int:
    """Move due calls to somebody who wants quiet just now to the first moment at which they may be called; how many."""
    return _in_batches(lambda after: _put_off(now, after))


@transaction.atomic
def redate_calls(*, now: dt.datetime) -> int:
    """Move calls that nobody tried yet, where the delivery was completed later than it seemed; how many."""
    plain = Q(rank__in=[Rank.LATE, Rank.USUAL], attempts=None, moves=None, plan__isnull=False)
    later = Q(delivery__installed_at__isnull=False) | Q(delivery__delivered_at__gt=F("created_at"))
    calls = _free(now).filter(plain, later, kind=CallKind.DELIVERY, delivery__delivered_at__isnull=False)
    calls = calls.filter(due_at__gte=now - DAY).select_related("customer", "delivery", "plan", "lane")
    due = {}
    for call in calls.select_for_update(of=("self",), skip_locked=True):
        assert call.plan
        assert call.delivery
        assert call.delivery.completed_at
        place, quiet, hours = queries.place_of(call.customer), queries.quiet_of(call.customer), hours_of(call)
        if leaves_time(quiet, place, hours):
            at = call.delivery.completed_at
            due[call] = first_call_at(at, call.plan.call_delay, call.plan.call_unit, place, quiet, hours)
    return _move({call: at for call, at in due.items() if at > call.due_at}, MoveReason.LATER, now)


@transaction.atomic
def _drop(now: dt.datetime, after: int) -> Batch:
    due = _free(now).filter(due_at__lte=now, pk__gt=after).alias(over=_COMPLETED + _WINDOW)
    found = due.annotate(why=_why_not(now)).exclude(why="").order_by("pk")
    locked = found.select_for_update(of=("self",), skip_locked=True)[:BATCH]
    by_reason, last = defaultdict(list), None
    for pk, why in locked.values_list("pk", "why"):
        by_reason[why].append(pk)
        last = pk
    for why, ids in by_reason.items():
        Call.objects.filter(pk__in=ids).update(
            state=CallState.SUPPRESSED, reason=why, finished_at=now, held_by=None, held_until=None
        )
    _ask_instead([pk for why in ASKED_INSTEAD for pk in by_reason[why]], now)
    return Batch(sum(map(len, by_reason.values())), last)


def _ask_instead(calls: list[int], now: dt.datetime) -> None:
    """Whom no call reaches is asked in writing where the plan has both."""
    found = Call.objects.filter(pk__in=calls, plan__means=Means.CALL_ELSE_SURVEY).order_by("pk")
    for call in found.select_related("plan", "customer", "delivery"):
        survey_instead(call=call, now=now)


def _why_not(now: dt.datetime) -> Case:
    """The reason for which a call is not made, in the order in which they weigh; empty where there is none."""
    undone = ~Q(ticket__status__in=RESOLVED_STATES) | ~Q(ticket__aside="")
    whys = (
        (Q(kind=CallKind.DELIVERY, delivery__delivered_at=None), Reason.NOT_DELIVERED),
        (Q(kind=CallKind.RESOLUTION) & undone, Reason.REOPENED),
        (Q(kind=CallKind.RESOLUTION, ticket__safety=True), Reason.SAFETY),
        (Q(customer__erased_at__isnull=False), Reason.ERASED),
        (Q(customer__deceased=True), Reason.DECEASED),
        (Q(customer__minor=True), Reason.MINOR),
        (Q(customer__in_dispute=True), Reason.DISPUTE),
        (queries.call_opted_out(), Reason.OPTED_OUT),
        (~Q(customer__phone__startswith="+"), Reason.NO_ADDRESS),
        (answered_instead(), Reason.CONTACTED_US),
        (_window_is_over(now), Reason.TOO_LATE),
    )
    cases = [When(found, then=Value(reason)) for found, reason in whys]
    return Case(*cases, default=Value(""), output_field=CharField())


def _window_is_over(now: dt.datetime) -> Q:
    """The last local day of the plan's window is over wherever the customer is."""
    after_fact = Q(kind__in=[CallKind.DELIVERY, CallKind.RESOLUTION], plan__isnull=False, over__lt=now)
    return ~Q(rank__in=AWAITED) & (after_fact | Q(about_on__lt=now.date() - DAY))


@transaction.atomic
def _put_off(now: dt.datetime, after: int) -> Batch:
    quiet = _free(now).filter(due_at__lte=now, pk__gt=after, customer__quiet_from__isnull=False)
    quiet = quiet.exclude(rank=Rank.AGREED)
    calls = quiet.filter(queries.in_quiet_hours(now)).select_related("customer", "lane").order_by("pk")
    due, last = {}, None
    for call in calls.select_for_update(of=("self",), skip_locked=True)[:BATCH]:
        last = call.pk
        place, wish, hours = queries.place_of(call.customer), queries.quiet_of(call.customer), hours_of(call)
        if leaves_time(wish, place, hours):
            due[call] = next_callable(now, place, wish, hours)
    return Batch(_move(due, MoveReason.QUIET, now), last)


def _free(now: dt.datetime) -> QuerySet[Call]:
    """To be made, and in nobody's hands."""
    return Call.objects.planned().exclude(held_until__gt=now)


def _move(due: dict[Call, dt.datetime], why: MoveReason, now: dt.datetime) -> int:
    moves = [CallMove(call=call, at=now, why=why, due_before=call.due_at, due_after=at) for call, at in due.items()]
    CallMove.objects.bulk_create(moves)
    for call, at in due.items():
        call.due_at = at
    return Call.objects.bulk_update(due, ["due_at"], batch_size=BATCH) if due else 0


def _in_batches(do: Callable[[int], Batch]) -> int:
    total, last = 0, 0
    while (batch := do(last)).last is not None:
        total, last = total + batch.changed, batch.last
    return total
