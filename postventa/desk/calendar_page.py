"""What the page of a calendar shows beside its form: the holidays that follow from its place, and an example."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_skeleton
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.hours import blocks_text
from core.models import WorkCalendar
from core.places import RestDays, regions
from core.queries import calendar_of
from core.worktime import Blocks, Calendar, NoHours
from postventa.desk.forms.calendars import WEEKDAYS
from postventa.instants import exact_day, locale
from warranties.jurisdictions import country_name

EXAMPLE_HOURS = 8
FRIDAY = 4


@dataclass(frozen=True)
class Holidays:
    """Those of a year: the day as it is written, its name, and whether a day of its own stands over it."""

    year: int
    days: list[tuple[str, str, bool]]


def holidays_of(row: WorkCalendar | None, now: dt.datetime) -> list[Holidays]:
    """Those of this year and the next."""
    if row is None or not row.country:
        return []
    rest, own = RestDays(row.country, row.region), set(row.days.values_list("day", flat=True))
    year = timezone.localdate(now).year
    return [
        Holidays(one, [(_short(day), name, day in own) for day, name in rest.names(one, get_language() or "").items()])
        for one in (year, year + 1)
    ]


def example(row: WorkCalendar | None, now: dt.datetime) -> str:
    """What eight hours come to from next Friday at 17:30, by the clock of the calendar; nothing without a calendar."""
    if row is None:
        return ""
    calendar = calendar_of(row)
    today = timezone.localdate(now, calendar.zone)
    friday = today + dt.timedelta(days=(FRIDAY - today.weekday()) % 7)
    start = dt.datetime.combine(friday, dt.time(17, 30), tzinfo=calendar.zone)
    try:
        due = calendar.add(start, EXAMPLE_HOURS * 60)
    except NoHours:
        return ""
    return _("A case opened on %(opened)s, with %(hours)s hours to answer it, is due on %(due)s.") % {
        "opened": _written(start), "hours": EXAMPLE_HOURS, "due": _written(due.astimezone(calendar.zone)),
    }  # fmt: skip


def place_of(row: WorkCalendar) -> str:
    """«Madrid, España»: whose holidays it keeps."""
    if not row.country:
        return ""
    country = country_name(row.country)
    region = regions(row.country).get(row.region, row.region)
    return f"{region}, {country}" if region else country


def week_of(calendar: Calendar) -> list[tuple[str, str]]:
    """Its days, those that follow each other with the same hours as one: («Monday – Friday», «9:00–18:00»)."""
    names = [str(name) for name in WEEKDAYS.values()]
    runs: list[tuple[int, int, Blocks]] = []
    for day, blocks in enumerate(calendar.week):
        if runs and runs[-1][2] == blocks:
            runs[-1] = (runs[-1][0], day, blocks)
        else:
            runs.append((day, day, blocks))
    return [
        (names[first] if first == last else f"{names[first]} – {names[last]}", blocks_text(blocks))
        for first, last, blocks in runs
    ]


def _short(day: dt.date) -> str:
    return format_skeleton("MMMEd", day, locale=locale())


def _written(local: dt.datetime) -> str:
    return _("%(day)s at %(time)s") % {"day": exact_day(local.date()), "time": date_format(local, "H:i")}
