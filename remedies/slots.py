"""The hours of a pattern: «Mondays and Tuesdays, from 9:00 to 14:00, two hours each». Pure.

An hour is what the wall clock of the zone shows at its beginning and its end. On a day on which the clocks change, one
that the change would make longer, shorter or impossible is left out: nobody would know when it begins or ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Pattern:
    """Which days, first and last included (Monday is 0), and which minutes after midnight; `length` in minutes."""

    weekdays: frozenset[int]
    starts: int
    ends: int
    length: int
    first: dt.date
    last: dt.date
    zone: ZoneInfo


class Hour(NamedTuple):
    """Two UTC instants."""

    starts_at: dt.datetime
    ends_at: dt.datetime


def hours(pattern: Pattern, rest: Container[dt.date] = frozenset()) -> list[Hour]:
    """All hours of a pattern in their order, one after the other; none on the days of `rest`.

    What is left of a day after its last whole hour is not offered.
    """
    return [hour for day in _days(pattern) if day not in rest for hour in _of_day(pattern, day)]


def _days(pattern: Pattern) -> Iterator[dt.date]:
    day = pattern.first
    while day <= pattern.last:
        if day.weekday() in pattern.weekdays:
            yield day
        day += ONE_DAY


def _of_day(pattern: Pattern, day: dt.date) -> Iterator[Hour]:
    if pattern.length <= 0:
        raise ValueError("an hour has a length")
    midnight, length = dt.datetime.combine(day, dt.time()), dt.timedelta(minutes=pattern.length)
    for minute in range(pattern.starts, pattern.ends - pattern.length + 1, pattern.length):
        wall = midnight + dt.timedelta(minutes=minute)
        starts_at, ends_at = _instant(wall, pattern.zone), _instant(wall + length, pattern.zone)
        if starts_at and ends_at and ends_at - starts_at == length:
            yield Hour(starts_at, ends_at)


def _instant(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """When the clock shows that, the first of both times; None when it skips it."""
    found = wall.replace(tzinfo=zone).astimezone(dt.UTC)
    return found if found.astimezone(zone).replace(tzinfo=None) == wall else None
