"""What becomes of a call that is not made now: later, or not at all."""

from __future__ import annotations

import datetime as dt

from followups.attempts import Attempts, Tried, next_attempt
from followups.models import Call, CallMove
from followups.queries.people import place_of
from followups.queries.standing import hours_of, quiet_for, window_end
from followups.states import CallKind, CallState, MoveReason, Rank, Reason
from followups.windows import NoHours


def move_call(*, call: Call, until: dt.datetime, why: MoveReason, now: dt.datetime) -> None:
    """A held row is due then, with the move written down; what the customer agreed to is over unless this is it."""
    if until != call.due_at:
        CallMove.objects.create(call=call, at=now, why=why, due_before=call.due_at, due_after=until)
    call.due_at = until
    call.rank = Rank.AGREED if why == MoveReason.AGREED else own_rank(call)
    call.held_by, call.held_until = None, None


def suppress_call(*, call: Call, reason: Reason, now: dt.datetime) -> None:
    """A held row is not to be made, and says why."""
    call.state, call.reason, call.finished_at = CallState.SUPPRESSED, reason, now
    call.held_by, call.held_until = None, None


def own_rank(call: Call) -> Rank:
    """The rank that a call has of itself, without an agreed hour."""
    if call.kind == CallKind.LOOP:
        return Rank.LOOP
    return Rank.LATE if call.delivery and call.delivery.late else Rank.USUAL


def next_try(call: Call) -> dt.datetime | None:
    """When its plan has somebody tried again whom the last attempt did not reach; None: not any more."""
    plan, tried = call.plan, [Tried(one.at, one.outcome) for one in call.attempts.all()]
    policy = Attempts(plan.attempts, plan.attempt_days, plan.dayparts, plan.spacing_minutes) if plan else Attempts()
    try:
        return next_attempt(tried, policy, place_of(call.customer), quiet_for(call), hours_of(call), window_end(call))
    except NoHours:  # the plan leaves none where they live now
        return None


# What both write.
ENDED = ["state", "reason", "finished_at", "due_at", "rank", "held_by", "held_until", "lane"]
