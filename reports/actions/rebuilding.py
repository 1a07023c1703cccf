"""Counting everything again, and proving that what is rolled up is what a count of everything says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, Min

from reports.actions.recounting import MOST_DAYS, count_rows, recount
from reports.measures import MEASURES
from reports.measures._measure import Measure
from reports.models import Tally
from reports.period import Period

DAY = dt.timedelta(days=1)
_SAME = ("day", "cut", "by", "line", "channel", "country", "team", "n", "hits", "amount", "buckets", "counts")


@dataclass(frozen=True)
class Wrong:
    """Rows of a measure's roll-up that a count of everything does not say, and rows that it says and that miss."""

    measure: str
    days: list[dt.date]


def extent_of(measure: Measure) -> Period | None:
    """From the first to the last day with a row, in the tables or in the roll-up; None when there is none."""
    rows = measure.counted().aggregate(first=Min(measure.day), last=Max(measure.day))
    kept = Tally.objects.filter(measure=measure.code).aggregate(first=Min("day"), last=Max("day"))
    firsts = [day for day in (rows["first"], kept["first"]) if day]
    lasts = [day for day in (rows["last"], kept["last"]) if day]
    return Period(min(firsts), max(lasts)) if firsts else None


def rebuild(*, measure: Measure, period: Period | None = None) -> Iterator[int]:
    """Count a measure again, a stretch at a time (each its own transaction); yields the rows of each stretch.

    Without a period: from its first day to its last. It may be stopped and begun again at any time.
    """
    period = period or extent_of(measure)
    for days in stretches(period):
        yield recount(measure=measure, days=days)


def stretches(period: Period | None) -> list[list[dt.date]]:
    """A period's days in lists of at most MOST_DAYS."""
    days = [period.first + number * DAY for number in range(period.days)] if period else []
    return [days[at : at + MOST_DAYS] for at in range(0, len(days), MOST_DAYS)]


def check(period: Period | None = None) -> Iterator[Wrong]:
    """Count every measure again beside its roll-up; yields those that differ, with their days. Nothing is written."""
    for measure in MEASURES:
        days = {day for stretch in stretches(period or extent_of(measure)) for day in _differing(measure, stretch)}
        if days:
            yield Wrong(measure.code, sorted(days))


def _differing(measure: Measure, days: list[dt.date]) -> set[dt.date]:
    """Both are read in one snapshot, and what the count wrote is taken back."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        kept = _told(measure, days)
        Tally.objects.filter(measure=measure.code, day__in=days).delete()
        count_rows(measure, days)
        found = _told(measure, days)
        transaction.set_rollback(True)
    return {row[0] for row in kept ^ found}


def _told(measure: Measure, days: list[dt.date]) -> set[tuple]:
    rows = Tally.objects.filter(measure=measure.code, day__in=days).values_list(*_SAME)
    return {tuple(tuple(value) if isinstance(value, list) else value for value in row) for row in rows}
