"""How the law counts: months date to date, last day inclusive, days without the first. Pure.

Sources: Spanish Civil Code art. 5.1 (months run date to date; a day that does not exist becomes the last of its month;
days leave the first one out and are calendar days, 5.2), and so BGB 187-188 and CCyC (AR) 6; for terms that count their
first day, Consumer Rights Act 2015 s. 19(14). Dates are local dates of the place of delivery.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Length:
    """A term in months, or in calendar days when `days` is given."""

    months: int = 0
    days: int | None = None

    def end(self, start: date) -> date:
        """Its last day, inclusive."""
        return add_months(start, self.months) if self.days is None else add_days(start, self.days)


def add_months(start: date, months: int) -> date:
    """Last day, inclusive, of a term of `months` that starts on `start`. Stays inside what `date` can hold."""
    found = _month_after(start, months)
    if found is None:
        return date.max
    year, month, last = found
    return date(year, month, min(start.day, last))


def months_with_first_day(start: date, months: int) -> date:
    """Last day, inclusive, of a term of `months` that counts `start` itself: six from 1 March end on 31 August."""
    found = _month_after(start, months)
    if found is None:
        return date.max
    year, month, last = found
    return date(year, month, last) if start.day > last else date(year, month, start.day) - ONE_DAY


def add_days(start: date, days: int) -> date:
    """Last day, inclusive, of a term of calendar `days` that leaves `start` out."""
    return start + timedelta(days=min(max(days, 0), (date.max - start).days))


def _month_after(start: date, months: int) -> tuple[int, int, int] | None:
    """Year, month and its last day; None past the end of the calendar."""
    year, month = divmod(start.year * 12 + start.month - 1 + max(months, 0), 12)
    return None if year > date.max.year else (year, month + 1, monthrange(year, month + 1)[1])
