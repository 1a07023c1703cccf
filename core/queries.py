"""Reads of the ground: the work calendars as `core/worktime.py` counts with them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db import connection

from core.models import CalendarDay, WorkCalendar, WorkHours
from core.places import RestDays
from core.worktime import Block, Blocks, Calendar, together
from core.zones import zone_of

# Which version of which rows: PostgreSQL gives every change of a row another place or another transaction. One text, so
# that who needs to know of other rows too can ask for both at once.
CALENDARS_WHICH = """
(SELECT concat_ws(';',
  (SELECT string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY id) FROM core_workcalendar),
  (SELECT string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY id) FROM core_workhours),
  (SELECT string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY id) FROM core_calendarday)))
"""
_at_hand: tuple[str | None, dict[int, Calendar]] = (None, {})


def calendars(which: str | None = None) -> Mapping[int, Calendar]:
    """All work calendars by their id; one small query as long as they are the same rows as before.

    `which` is what CALENDARS_WHICH gave, from somebody who has asked already: then no query at all.
    """
    global _at_hand
    if which is None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {CALENDARS_WHICH}")
            (which,) = cursor.fetchone()
    known, found = _at_hand
    if known != which:
        found = _read()
        _at_hand = (which, found)
    return found


def calendar_of(row: WorkCalendar) -> Calendar:
    """The hours of a calendar as it is now in the database."""
    return calendars()[row.pk]


def _read() -> dict[int, Calendar]:
    # A row of another making (two blocks that overlap) must not take every case down with it: its hours count once.
    weeks: dict[int, list[list[Block]]] = defaultdict(lambda: [[] for _ in range(7)])
    for block in WorkHours.objects.all():
        weeks[block.calendar_id][block.weekday].append((block.starts, block.ends))
    days: dict[int, dict[dt.date, Blocks]] = defaultdict(dict)
    for own in CalendarDay.objects.all():
        days[own.calendar_id][own.day] = pairs(own.hours)
    return {
        row.pk: Calendar(
            zone_of(row.zone), tuple(map(together, weeks[row.pk])), RestDays(row.country, row.region), days[row.pk]
        )
        for row in WorkCalendar.objects.all()
    }


def pairs(minutes: list[int]) -> Blocks:
    """Blocks of minutes that are kept one after the other."""
    return together(zip(minutes[::2], minutes[1::2], strict=False))
