"""A customer asks for a supervisor: how often, and by when they have an answer. Pure."""

from __future__ import annotations

import datetime as dt

from core.worktime import BARREN_MONTHS, Calendar, NoHours

ONCE_IN = dt.timedelta(days=7)
DAYS = 2  # working days for the answer
ONE_DAY = dt.timedelta(days=1)


def answer_by(calendar: Calendar, now: dt.datetime, days: int = DAYS) -> dt.datetime:
    """The end of the working hours of the last of so many working days; today is none of them. UTC.

    NoHours for a calendar on which nobody ever works.
    """
    day = now.astimezone(calendar.zone).date()
    for _day in range(BARREN_MONTHS * 31):
        day += ONE_DAY
        if not (blocks := calendar.blocks(day)):
            continue
        days -= 1
        if days == 0:
            midnight = dt.datetime.combine(day, dt.time(), calendar.zone)
            return (midnight + dt.timedelta(minutes=blocks[-1][1])).astimezone(dt.UTC)
    raise NoHours


def may_appeal(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a supervisor may be asked for again, the last time having been then."""
    return last is None or now >= last + ONCE_IN
