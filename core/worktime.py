"""Time in which somebody works: how much of it lies between two instants, and when so much of it has passed. Pure.

Instants are aware; results are UTC. A block is what the wall clock of the zone shows, and its length is real time: a
night block over a change of the clocks lasts an hour more or less. A time that the clock skips is the moment at which
it skips; one that it shows twice is the first of both (so no block ever overlaps the next).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise
from zoneinfo import ZoneInfo

Block = tuple[int, int]  # minutes after midnight: 540 is nine o'clock, 1440 the midnight that ends the day
Blocks = tuple[Block, ...]
Spell = tuple[dt.datetime, dt.datetime | None]

DAY_MINUTES = 24 * 60
NONE = dt.timedelta()
ONE_DAY = dt.timedelta(days=1)
ONE_SECOND = dt.timedelta(seconds=1)
BARREN_MONTHS = 24
MOST_MONTHS = 10 * 12 + 1


class NoHours(ValueError):
    """The calendar has no hours at all in two years from there on, or too few in ten: so much work is never done."""


@dataclass(frozen=True)
class Calendar:
    """The hours of a week in a zone, Monday first; closed on `holidays`, and on each of `days` as that one says.

    ValueError for blocks that are out of order, overlap or lie outside of their day.
    """

    zone: ZoneInfo
    week: tuple[Blocks, ...]
    holidays: Container[dt.date] = field(default=frozenset(), hash=False)
    days: Mapping[dt.date, Blocks] = field(default_factory=dict, hash=False)
    _months: dict[tuple[int, int], _Month] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not all(map(are_in_order, [*self.week, *self.days.values()])):
            raise ValueError("a week has seven days, and the blocks of a day come one after the other")

    def blocks(self, day: dt.date) -> Blocks:
        """Those of a day. A day of its own stands over holidays and over its weekday."""
        own = self.days.get(day)
        if own is not None:
            return own
        return () if day in self.holidays else self.week[day.weekday()]

    @property
    def usual_day(self) -> int:
        """Minutes of a working day: what the days of the week that have hours have on average; a whole day for none."""
        lengths = [sum(end - start for start, end in blocks) for blocks in self.week if blocks]
        return round(sum(lengths) / len(lengths)) if lengths else DAY_MINUTES

    def worked(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """How much working time lies between two instants; none when the second comes first."""
        if end <= start:
            return NONE
        last = _month_of(_day_after(self._day(end)))
        total = NONE
        for key, month in self._from(start):
            total += month.upto(end) - month.upto(start)
            if key >= last:
                break
        return total

    def add(self, start: dt.datetime, minutes: int) -> dt.datetime:
        """The first moment, from `start` on, by which so many working minutes have passed. NoHours when it never comes.

        A block that is used up to its end gives that end, not the beginning of the next one.
        """
        if minutes < 0:
            raise ValueError("working time is counted forwards")
        return self.after(start, dt.timedelta(minutes=minutes))

    def after(self, start: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """As `add`, with a length instead of minutes."""
        if work <= NONE:
            return start.astimezone(dt.UTC)
        left, barren = work, 0
        for _key, month in islice(self._from(start), MOST_MONTHS):
            before = month.upto(start)
            if month.total - before >= left:
                return month.at(before + left)
            left -= month.total - before
            barren = 0 if month.total > before else barren + 1
            if barren > BARREN_MONTHS:
                break
        raise NoHours("no hours in two years, or too few in ten")

    def _from(self, start: dt.datetime) -> Iterator[tuple[tuple[int, int], _Month]]:
        """The months from an instant on. A clock that goes back over midnight may show the day before: one day less."""
        day = self._day(start)
        year, number = _month_of(day - ONE_DAY if day > dt.date.min else day)
        while year < dt.MAXYEAR:  # the last year has no midnight at its end
            key = (year, number)
            found = self._months.get(key)
            if found is None:
                found = self._months[key] = _Month.of(self, year, number)
            yield key, found
            year, number = (year, number + 1) if number < 12 else (year + 1, 1)

    def _day(self, instant: dt.datetime) -> dt.date:
        return instant.astimezone(self.zone).date()


def spent(calendar: Calendar, spells: Iterable[Spell], until: dt.datetime) -> dt.timedelta:
    """How much working time lies in the spells up to an instant. A spell without an end still goes on."""
    return sum((calendar.worked(start, until if end is None else min(end, until)) for start, end in spells), start=NONE)


def moment(calendar: Calendar, spells: Iterable[Spell], minutes: int) -> dt.datetime | None:
    """By when so many working minutes of the spells have passed, the spells in their order.

    None when it does not come: the last spell closes before, or the calendar has too few hours from there on.
    """
    left = dt.timedelta(minutes=minutes)
    for start, end in spells:
        done = None if end is None else calendar.worked(start, end)
        if done is None or done >= left:
            try:
                return calendar.after(start, left)
            except NoHours:
                return None
        left -= done
    return None


def are_in_order(blocks: Blocks) -> bool:
    """Whether each block ends after it begins and before the next one, all within a day."""
    edges = [edge for block in blocks for edge in block]
    inside = not edges or (edges[0] >= 0 and edges[-1] <= DAY_MINUTES)
    in_order = all(a <= b for a, b in pairwise(edges))
    return inside and in_order and all(a < b for a, b in blocks)


def together(blocks: Iterable[Block]) -> Blocks:
    """The same hours as blocks in order: those that overlap become one, those that are none are left out."""
    found: list[Block] = []
    for start, end in sorted((max(0, start), min(end, DAY_MINUTES)) for start, end in blocks):
        if start < end:
            if found and start < found[-1][1]:
                start, end = found[-1][0], max(end, found.pop()[1])
            found.append((start, end))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Month:
    """The blocks of a month as instants, and how much has been worked at the end of each."""

    starts: tuple[dt.datetime, ...]
    ends: tuple[dt.datetime, ...]
    sums: tuple[dt.timedelta, ...]  # of what came before each block; the last is the whole month

    @classmethod
    def of(cls, calendar: Calendar, year: int, number: int) -> _Month:
        day, spans = dt.date(year, number, 1), []
        while day.month == number:
            spans += [_span(day, block, calendar.zone) for block in calendar.blocks(day)]
            day += ONE_DAY
        lengths = [end - start for start, end in spans]
        return cls(tuple(a for a, _b in spans), tuple(b for _a, b in spans), tuple(accumulate(lengths, initial=NONE)))

    @property
    def total(self) -> dt.timedelta:
        return self.sums[-1]

    def upto(self, instant: dt.datetime) -> dt.timedelta:
        """What of this month has been worked by then."""
        begun = bisect_right(self.starts, instant)
        if not begun:
            return NONE
        return self.sums[begun - 1] + (min(instant, self.ends[begun - 1]) - self.starts[begun - 1])

    def at(self, work: dt.timedelta) -> dt.datetime:
        """The first moment at which that much of it has been worked; more than none, and no more than there is."""
        block = bisect_left(self.sums, work) - 1
        return self.starts[block] + (work - self.sums[block])


def _span(day: dt.date, block: Block, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    midnight = dt.datetime.combine(day, dt.time())
    start, end = (first_instant(midnight + dt.timedelta(minutes=edge), zone) for edge in block)
    return start, end


def first_instant(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first instant at which the clock of the zone shows that or more."""
    found = wall.replace(tzinfo=zone).astimezone(dt.UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    # Skipped: the change lies between what both readings of that time give.
    early, late = wall.replace(tzinfo=zone, fold=1).astimezone(dt.UTC), found
    old = early.astimezone(zone).utcoffset()
    while late - early > ONE_SECOND:
        middle = early + dt.timedelta(seconds=(late - early) // ONE_SECOND // 2)
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == old else (early, middle)
    return late


def _month_of(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _day_after(day: dt.date) -> dt.date:
    return day + ONE_DAY if day < dt.date.max else day
