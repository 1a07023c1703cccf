"""The calls that come next for somebody: one look into each lane that may ring, along the index `call_next`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import prepared
from core.models import Team
from followups.models import Call, Lane
from followups.schedule import AGREED_SLACK, may_call, next_callable
from followups.states import Rank
from followups.windows import Hours, NoHours

# Whoever asks at the same time as fifty others finds one that is free.
MOST = 64
OF_EACH = 4

# A person whom somebody has on the telephone is known by all of their records.
_NEXT = """
WITH rung AS MATERIALIZED (
  SELECT customer.id, customer.email, customer.phone FROM followups_call held
  JOIN customers_customer customer ON customer.id = held.customer_id
  WHERE held.held_by_id IS NOT NULL AND held.held_until > %(now)s::timestamptz
), busy AS MATERIALIZED (
  SELECT id FROM rung
  UNION SELECT twin.id FROM rung JOIN customers_customer twin ON twin.email = rung.email AND twin.email <> ''
  UNION SELECT twin.id FROM rung JOIN customers_customer twin ON twin.phone = rung.phone
    AND twin.phone <> '' AND left(twin.phone, 1) = '+'
), next AS MATERIALIZED (
  SELECT found.*, place.until
  FROM unnest(%(lanes)s::bigint[], %(ranks)s::smallint[], %(until)s::timestamptz[]) AS place (lane, rank, until)
  CROSS JOIN LATERAL (
    SELECT call.id, call.rank, call.due_at,
      CASE WHEN call.rank = %(loop)s::smallint THEN call.deadline_at END AS deadline
    FROM followups_call call
    WHERE call.lane_id = place.lane AND call.rank = place.rank AND call.state = 'planned' AND call.due_at <= place.until
      AND (call.held_by_id IS NULL OR call.held_until <= %(now)s::timestamptz)
      AND call.customer_id NOT IN (SELECT id FROM busy) AND call.id <> ALL (%(tried)s::bigint[])
    ORDER BY call.due_at, call.id
    LIMIT %(of_each)s::int
  ) AS found
  ORDER BY found.rank, found.deadline, found.due_at, found.id
  LIMIT %(most)s::int
)
"""
_WAITING = _NEXT + "SELECT count(*) FROM next"  # noqa: S608 (words of ours)
# Those that others are just taking are passed over; one that was taken meanwhile is seen to be when it is held.
_HELD = (
    _NEXT
    + """
SELECT call.id FROM next JOIN followups_call call ON call.id = next.id
WHERE call.state = 'planned' AND call.due_at <= next.until
  AND (call.held_by_id IS NULL OR call.held_until <= %(now)s::timestamptz)
ORDER BY next.rank, next.deadline, next.due_at, next.id
LIMIT 1 FOR NO KEY UPDATE OF call SKIP LOCKED
"""
)


class Opening(NamedTuple):
    """A rank of a lane that may ring now, and until when what is due may be."""

    lane: int
    rank: int
    until: dt.datetime


def lanes_of(user_id: int) -> QuerySet[Lane]:
    """The lanes of somebody's teams and of no team."""
    return Lane.objects.filter(Q(team=None) | Q(team__in=Team.objects.filter(members=user_id)))


def openings(lanes: Iterable[Lane], now: dt.datetime) -> list[Opening]:
    """What may ring of these lanes: agreed hours by the law's and from a little before, the rest by their own."""
    return [opening for lane in lanes for opening in _open_now(lane, now)]


def first_hour(lanes: QuerySet[Lane], now: dt.datetime) -> dt.datetime | None:
    """From when on one of the calls that are due in these lanes may ring; `now` or before when one may already.

    None when none is due. One look into each lane, along the index `call_next`.
    """
    planned = Call.objects.planned().filter(lane=OuterRef("pk"))
    found = lanes.annotate(
        agreed=Exists(planned.filter(rank=Rank.AGREED, due_at__lte=now + AGREED_SLACK)),
        usual=Exists(planned.filter(rank__in=[rank for rank in Rank if rank != Rank.AGREED], due_at__lte=now)),
    ).filter(Q(agreed=True) | Q(usual=True))
    return min((first for lane in found if (first := _first_of(lane, now))), default=None)


def hold_next(places: Sequence[Opening], now: dt.datetime, tried: Sequence[int] = ()) -> int | None:
    """The most urgent call of these, held until the end of the transaction; None when none is free.

    Agreed hours come first; then unhappy answers by their deadline; late deliveries; the longest due. None of those
    `tried`, none that somebody has in hand or is taking, nor another of a person whom somebody rings.
    """
    return _look(_HELD, places, now, tried)


def is_waiting(places: Sequence[Opening], now: dt.datetime) -> bool:
    """Whether there is a call that nobody has in hand, be it that somebody is just taking it."""
    return bool(_look(_WAITING, places, now, ()))


def in_hand_of(user_id: int, now: dt.datetime) -> int | None:
    """The call that somebody has in hand."""
    return Call.objects.planned().held(now).filter(held_by=user_id).values_list("pk", flat=True).first()


def _look(statement: str, places: Sequence[Opening], now: dt.datetime, tried: Sequence[int]) -> int | None:
    if not places:
        return None
    lanes, ranks, until = zip(*places, strict=True)
    given = {
        "now": now, "lanes": list(lanes), "ranks": list(ranks), "until": list(until), "loop": int(Rank.LOOP),
        "tried": list(tried), "of_each": max(OF_EACH, 2 * MOST // len(places)), "most": MOST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        prepared.execute(cursor, statement, given)
        found = cursor.fetchone()
    return found[0] if found else None


def _first_of(lane: Lane, now: dt.datetime) -> dt.datetime | None:
    hours = None if lane.agreed else Hours(lane.call_from, lane.call_until)  # type: ignore[attr-defined]
    try:
        return next_callable(now, lane.place, None, hours)
    except NoHours:
        return None


def _open_now(lane: Lane, now: dt.datetime) -> list[Opening]:
    place = lane.place
    if not may_call(now, place, None, None):
        return []
    agreed = Opening(lane.pk, int(Rank.AGREED), now + AGREED_SLACK)
    if not may_call(now, place, None, Hours(lane.call_from, lane.call_until)):
        return [agreed]
    return [agreed, *(Opening(lane.pk, int(rank), now) for rank in Rank if rank != Rank.AGREED)]
