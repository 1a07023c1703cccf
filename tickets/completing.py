"""Asking a customer for what is missing: until when they have. Pure.

Ley 10/2025 art. 13.3: at least ten working days; the term of the company begins again when they have completed it.
"""

from __future__ import annotations

import datetime as dt
from typing import Protocol

USUAL_DAYS = 10  # working days offered where no rule says how many
FURTHEST = dt.timedelta(days=366)


class Days(Protocol):
    """Where a customer is: their working days."""

    def is_working_day(self, day: dt.date) -> bool: ...


def earliest(asked: dt.date, days: int, place: Days) -> dt.date:
    """The last of so many working days after the day on which they are asked, which is not counted (CC art. 5.1)."""
    day = asked
    while days:
        day += dt.timedelta(days=1)
        days -= place.is_working_day(day)
    return day
