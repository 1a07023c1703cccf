"""How the law counts: months date to date, last day inclusive, days without the first, suspensions. Pure.

Sources: Spanish Civil Code art. 5.1 (months run date to date; a day that does not exist becomes the last of its month;
days leave the first one out and are calendar days, 5.2); TRLGDCU art. 122.1-2 (suspension from hand-in to return).
Dates are local dates of the place of delivery.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

Span = tuple[date, date]


def add_months(start: date, months: int) -> date:
    """Last day, inclusive, of a term of `months` that starts on `start`. Stays inside what `date` can hold."""
    index = start.year * 12 + start.month - 1 + max(months, 0)
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def add_days(start: date, days: int) -> date:
    """Last day, inclusive, of a term of calendar `days` that leaves `start` out."""
    return start + timedelta(days=min(max(days, 0), (date.max - start).days))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap joined, so that no day is counted twice."""
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def suspended(end: date, spans: Sequence[Span]) -> date:
    """`end` moved by the days of each span that began while the term still ran. `spans` as merged() gives them."""
    for begin, finish in spans:
        if begin <= end:
            end = add_days(end, (finish - begin).days)
    return end
