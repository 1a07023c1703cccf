"""A team calls as many people in a day as it can; the rest are called another day, or asked in writing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import structlog
from django.db import connection, transaction

from followups import queries
from followups.actions.fallbacks import survey_instead
from followups.models import Call, CallMove, Lane
from followups.queries.standing import window_end
from followups.queries.team_days import calls_by_id, over_today, planned_by_day
from followups.schedule import local_day_end, next_callable
from followups.states import CallState, Means, MoveReason, Reason
from followups.windows import Hours, NoHours

log = structlog.get_logger(__name__)

ONE_FITTING = 5006  # the class of our advisory locks; any number that nobody else uses
BATCH = 1000
FURTHEST = dt.timedelta(days=92)

_MOVE = """
UPDATE followups_call call SET due_at = moved.due_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS moved (id, due_at) WHERE call.id = moved.id
"""


def fit_calls(*, now: dt.datetime) -> int:
    """Move what a team cannot call today to its next days with room; how many calls are no more of today.

    The least urgent go, never an agreed hour nor an unhappy answer. What would be too late by then is not called any
    more, and a survey goes instead where the plan says so. Twice is once; two at a time are one.
    """
    total = 0
    for team, most in queries.capacities().items():
        lanes = list(Lane.objects.filter(team=team))
        while moved := _fit(team, most, lanes, now):
            total += moved
    return total


@transaction.atomic
def _fit(team: int | None, most: int, lanes: list[Lane], now: dt.datetime) -> int:
    """A batch of those that are too many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ONE_FITTING, team or 0])
        if not cursor.fetchone()[0]:
            return 0
    over = over_today(lanes, most, now, BATCH)
    held = calls_by_id(over)
    calls = [held[pk] for pk in reversed(over) if pk in held]  # the most urgent finds the next day
    if not calls:
        return 0
    days = Days(planned_by_day(lanes, now, now + FURTHEST), most, now)
    fitted = {call: days.room_for(call) for call in calls}
    _move({call: at for call, at in fitted.items() if at}, now)
    _give_up([call for call, at in fitted.items() if at is None], now)
    log.info("calls_fitted", team=team, moved=len(calls))
    return len(calls)


class Days:
    """The days to come of a team, which fill up as calls are put into them."""

    def __init__(self, planned: Counter[dt.date], most: int, now: dt.datetime) -> None:
        self._planned, self._most, self._now = planned, most, now
        self._openings: dict[int, tuple[list[dt.datetime], Iterator[dt.datetime]]] = {}

    def room_for(self, call: Call) -> dt.datetime | None:
        """When the call may be made on the first day with room, which it takes; None when that is too late."""
        end = min(window_end(call) or self._now + FURTHEST, self._now + FURTHEST)
        zone = call.lane.place.zone
        for opening in self._days_of(call.lane):
            if opening >= end:
                return None
            day = opening.astimezone(zone).date()
            if self._planned[day] < self._most:
                self._planned[day] += 1
                return opening
        return None

    def _days_of(self, lane: Lane) -> Iterator[dt.datetime]:
        known, more = self._openings.setdefault(lane.pk, ([], _openings(lane, self._now)))
        yield from known
        for opening in more:
            known.append(opening)
            yield opening


def _openings(lane: Lane, now: dt.datetime) -> Iterator[dt.datetime]:
    """When the telephones of a lane may begin to ring on each of the days after today on which they may at all."""
    place, hours = lane.place, Hours(lane.call_from, lane.call_until)
    opening = now
    try:
        while True:
            opening = next_callable(local_day_end(opening, place), place, None, hours)
            yield opening
    except NoHours:
        return


def _move(fitted: dict[Call, dt.datetime], now: dt.datetime) -> None:
    CallMove.objects.bulk_create(
        CallMove(call=call, at=now, why=MoveReason.CAPACITY, due_before=call.due_at, due_after=at)
        for call, at in fitted.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [[call.pk for call in fitted], list(fitted.values())])


def _give_up(calls: list[Call], now: dt.datetime) -> None:
    """What would be too late on any day with room."""
    Call.objects.filter(pk__in=[call.pk for call in calls]).update(
        state=CallState.SUPPRESSED, reason=Reason.CAPACITY, finished_at=now, held_by=None, held_until=None
    )
    for call in calls:
        if call.plan and call.plan.means == Means.CALL_ELSE_SURVEY:
            survey_instead(call=call, now=now)
