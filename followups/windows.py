"""The hours at which the law lets the telephone of a consumer ring, by country and weekday. Pure.

They are written for calls that sell. A follow-up call sells nothing, and yet nobody is called outside of them. On a
public holiday nobody is called at all, wherever it is one. A plan narrows these hours and never widens them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from customers.rules import QuietHours

Span = tuple[dt.time, dt.time]
AFTERNOON, EVENING = dt.time(13, 0), dt.time(17, 0)
PARTS = ((dt.time.min, AFTERNOON), (AFTERNOON, EVENING), (EVENING, dt.time.max))


class NoHours(ValueError):
    """There is no hour of the week at which the law, the plan and the customer all agree to a call."""


@dataclass(frozen=True)
class Hours:
    """From `start` on and before `until`, of every day; no hours at all when `until` is not after `start`."""

    start: dt.time
    until: dt.time


class Law(NamedTuple):
    """The hours of each weekday, Monday first, and how often a day somebody may be called; None: no limit."""

    source: str
    week: tuple[Hours | None, ...]
    per_day: int | None = None


# What a company does that leaves its plans as they are: nobody likes the telephone at nine sharp or at dinner.
USUAL = Hours(dt.time(9, 30), dt.time(20, 0))

SPAIN = Law(
    "ES: Real Decreto Legislativo 1/2007 (TRLGDCU), art. 96.2", (Hours(dt.time(9), dt.time(21)),) * 5 + (None,) * 2
)
COLOMBIA = Law(
    "CO: Ley 2300 de 2023",
    (Hours(dt.time(7), dt.time(19)),) * 5 + (Hours(dt.time(8), dt.time(15)), None),
    per_day=1,
)
LAWS = {"ES": SPAIN, "CO": COLOMBIA}


def law_of(country: str) -> Law:
    """That of a country (ISO 3166 alpha-2); the Spanish one, which is strict, where we know none."""
    return LAWS.get(country.upper(), SPAIN)


def widest(country: str) -> Hours:
    """From the first hour of the week at which its law lets the telephone ring to the last, whatever the day."""
    legal = [hours for hours in law_of(country).week if hours is not None]
    return Hours(min(hours.start for hours in legal), max(hours.until for hours in legal))


def per_day(country: str) -> int | None:
    """How many times a day somebody may be called; None: the law does not say."""
    return law_of(country).per_day


@lru_cache(maxsize=4096)
def free_spans(country: str, weekday: int, hours: Hours | None, quiet: QuietHours | None) -> tuple[Span, ...]:
    """What of a weekday (Monday is 0) the law, the `hours` of a plan and the customer's quiet leave, in order.

    Without `hours`, all that the law leaves.
    """
    legal = law_of(country).week[weekday]
    if legal is None:
        return ()
    start, until = legal.start, legal.until
    if hours is not None:
        start, until = max(start, hours.start), min(until, hours.until)
    if start >= until:
        return ()
    return tuple(quiet.free(start, until)) if quiet else ((start, until),)


def leaves_hours(country: str, hours: Hours | None, quiet: QuietHours | None) -> bool:
    """Whether there is any hour in a week."""
    return any(free_spans(country, weekday, hours, quiet) for weekday in range(7))


def part_of(clock: dt.time) -> int:
    """Morning, afternoon or evening: 0, 1, 2."""
    return (clock >= AFTERNOON) + (clock >= EVENING)


@lru_cache(maxsize=4096)
def parts_left(country: str, hours: Hours | None, quiet: QuietHours | None) -> frozenset[int]:
    """The parts of the day in which there is an hour to call on some weekday."""
    spans = [span for weekday in range(7) for span in free_spans(country, weekday, hours, quiet)]
    return frozenset(
        number
        for number, (begins, ends) in enumerate(PARTS)
        if any(start < ends and begins < until for start, until in spans)
    )
