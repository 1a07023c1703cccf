"""How much a team has to call on a day, by the days of where its customers are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import connection

from followups.models import Call, Lane
from followups.schedule import DAY
from followups.states import Rank

# What somebody waits for comes first and is never moved.
FIXED = (Rank.AGREED, Rank.LOOP)

_TODAY = """
SELECT
  (SELECT count(*) FROM unnest(%(lanes)s::bigint[], %(ends)s::timestamptz[]) AS today (lane, ends)
     JOIN followups_call call ON call.lane_id = today.lane AND call.state = 'planned' AND call.due_at < today.ends),
  (SELECT count(*) FROM unnest(%(lanes)s::bigint[], %(starts)s::timestamptz[]) AS today (lane, starts)
     JOIN followups_call call ON call.lane_id = today.lane
     JOIN followups_callattempt attempt ON attempt.call_id = call.id AND attempt.at >= today.starts
     WHERE attempt.at >= %(first)s)
"""

_OVER = """
SELECT call.id FROM unnest(%(lanes)s::bigint[], %(ends)s::timestamptz[]) AS today (lane, ends)
JOIN followups_call call ON call.lane_id = today.lane AND call.state = 'planned' AND call.due_at < today.ends
WHERE call.rank <> ALL(%(fixed)s) AND (call.held_by_id IS NULL OR call.held_until <= %(now)s)
ORDER BY call.rank DESC, call.due_at DESC, call.id DESC
LIMIT %(many)s
"""

_AHEAD = """
SELECT (call.due_at AT TIME ZONE lane.zone)::date, count(*)
FROM followups_lane lane JOIN followups_call call ON call.lane_id = lane.id
WHERE lane.id = ANY(%(lanes)s) AND call.state = 'planned' AND call.due_at >= %(now)s AND call.due_at < %(until)s
GROUP BY 1
"""


def over_today(lanes: Collection[Lane], most: int, now: dt.datetime, limit: int) -> list[int]:
    """Calls of today that are more than `most`, with those that were made: the least urgent by id, at most `limit`.

    Those of other days that were not made are calls of today.
    """
    if not lanes:
        return []
    given = _days(lanes, now)
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, given)
        due, made = cursor.fetchone()
        over = min(due, due + made - most)
        if over <= 0:
            return []
        cursor.execute(_OVER, given | {"now": now, "fixed": [int(rank) for rank in FIXED], "many": min(over, limit)})
        return [pk for (pk,) in cursor.fetchall()]


def planned_by_day(lanes: Collection[Lane], now: dt.datetime, until: dt.datetime) -> Counter[dt.date]:
    """How many calls of these lanes are planned for each day to come, by the customers' own days."""
    given: dict[str, Any] = {"lanes": [lane.pk for lane in lanes], "now": now, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, given)
        return Counter(dict(cursor.fetchall()))


def _days(lanes: Collection[Lane], now: dt.datetime) -> dict[str, Any]:
    """When today begins and ends in each lane."""
    starts, ends = [], []
    for lane in lanes:
        place = lane.place
        today = now.astimezone(place.zone).date()
        starts.append(place.at(today, dt.time()))
        ends.append(place.at(today + DAY, dt.time()))
    return {"lanes": [lane.pk for lane in lanes], "starts": starts, "ends": ends, "first": min(starts)}


def calls_by_id(ids: Collection[int]) -> dict[int, Call]:
    """Those of them that still wait and nobody is just taking, held, with what tells how long they are worth making."""
    calls = Call.objects.planned().filter(pk__in=ids).select_related("customer", "delivery", "ticket", "plan", "lane")
    return {call.pk: call for call in calls.select_for_update(of=("self",), skip_locked=True)}
