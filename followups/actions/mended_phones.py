"""Calls to people who had no phone that could be dialled, or a wrong one, once it is mended."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from core.sms import can_text
from customers.former import last_corrected
from followups.actions.call_ends import move_call, next_try, own_rank
from followups.actions.planning_arms import draw_arms
from followups.deciding import Decided, Deciding
from followups.facts import CASE, DELIVERY, GUARANTEE, MAINTENANCE, Fact, Subject
from followups.models import Arm, Call, PlanVersion
from followups.queries.mended import fact_of, mended_calls, misdialled_calls
from followups.queries.standing import window_end
from followups.queries.wishes import wishes_of
from followups.states import BAD_NUMBER, CallKind, CallState, MoveReason, Reason
from followups.times import Drawer

BATCH = 500
_SUBJECTS = {subject.call: subject for subject in (DELIVERY, CASE, GUARANTEE, MAINTENANCE)}


def plan_mended_phones(*, now: dt.datetime) -> int:
    """Plan the calls again that were given up for want of a phone, where there is one now; how many.

    Each is the row that it was, due when it was due. One whose window is over stays given up; so does one that is not
    to be made for another reason, which it says then: they want none, are not in the sample or are held out. Those who
    would be called get their place in the experiment like any others, once.

    One that ended with a wrong number comes back too, if somebody corrected it since and the plan allows another
    attempt: due when that is. Otherwise it stays as it ended.
    """
    return _in_batches(mended_calls(now), _plan, now) + _in_batches(misdialled_calls(now), _dial_again, now)


def _in_batches(found: QuerySet[Call], plan: Callable[[Sequence[Call], dt.datetime], int], now: dt.datetime) -> int:
    count, after = 0, 0
    while True:
        with transaction.atomic():
            rows = found.filter(pk__gt=after).order_by("pk")
            calls = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:BATCH])
            count += plan(calls, now)
        if len(calls) < BATCH:
            return count
        after = calls[-1].pk


def _plan(calls: Sequence[Call], now: dt.datetime) -> int:
    for call in calls:
        call.rank = own_rank(call)  # an hour that they had agreed to is over
    open_still = [call for call in calls if (end := window_end(call)) is None or now < end]
    reasons = _reasons(open_still, now)
    for call in open_still:
        call.reason = reasons[call.pk]
        if not call.reason:
            call.state, call.finished_at = CallState.PLANNED, None
    Call.objects.bulk_update(open_still, ["state", "reason", "finished_at", "rank"])
    return sum(call.state == CallState.PLANNED for call in open_still)


def _dial_again(calls: Sequence[Call], now: dt.datetime) -> int:
    """One that is not to be made any more, for whatever reason, stays as it ended."""
    corrected = last_corrected([call.customer_id for call in calls], "phone")
    due = {call: again for call in calls if _is_corrected(call, corrected) and (again := _next_try(call, now))}
    reasons = _reasons(list(due), now)
    planned = [call for call in due if not reasons[call.pk]]
    for call in planned:
        move_call(call=call, until=due[call], why=MoveReason.MISSED, now=now)
        call.state, call.outcome, call.finished_at = CallState.PLANNED, "", None
    Call.objects.bulk_update(planned, ["state", "outcome", "finished_at", "due_at", "rank"])
    return len(planned)


def _is_corrected(call: Call, corrected: Mapping[int, dt.datetime]) -> bool:
    at, tried = corrected.get(call.customer_id), list(call.attempts.all())
    return at is not None and bool(tried) and at > tried[-1].at and tried[-1].outcome in BAD_NUMBER


def _next_try(call: Call, now: dt.datetime) -> dt.datetime | None:
    call.rank = own_rank(call)  # an hour that they had agreed to is over
    end = window_end(call)
    return next_try(call) if end is None or now < end else None


def _reasons(calls: Sequence[Call], now: dt.datetime) -> dict[int, str]:
    """Why each is not made, by its id; empty where it is."""
    facts = {call: fact_of(call) for call in calls}
    wished, drawer = wishes_of(fact.person for fact in facts.values()), Drawer(now)
    reasons, tried = {}, defaultdict(list)
    for call, fact in facts.items():
        plan, subject = call.plan, _SUBJECTS[CallKind(call.kind)]
        assert plan
        deciding, times = Deciding(subject, can_text(), now), drawer.times(plan, fact.person)
        reasons[call.pk] = reason = deciding.not_called(fact, plan, times, wished.of(fact.person))
        if deciding.is_tried(Decided(reason, None), plan):
            tried[subject].append((call.pk, (fact, plan, times.place.country)))
    for subject, some in tried.items():
        held_out = _assign(subject, [told for _pk, told in some], now)
        reasons |= {pk: Reason.HELD_OUT for pk, (fact, *_rest) in some if held_out[fact.id]}
    return reasons


def _assign(subject: Subject, tried: Sequence[tuple[Fact, PlanVersion, str]], now: dt.datetime) -> dict[int, bool]:
    drawn = draw_arms(subject, tried)
    Arm.objects.bulk_create(
        Arm(plan_id=plan, stratum=stratum, place=place, held_out=out, assigned_at=now, **{f"{subject.column}_id": fact})
        for fact, plan, stratum, place, out in drawn.new
    )
    return drawn.held_out
