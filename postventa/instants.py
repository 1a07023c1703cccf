"""Days and moments in words, in the active language and by the active clock. What Babel says of a day is kept."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_name
from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext

# Pages speak of the days of a few years, in two languages.
DAYS_KEPT = 4096


def locale() -> str:
    """Babel's name of the active language; English is written the European way, day before month."""
    language = (get_language() or settings.LANGUAGE_CODE).replace("-", "_")
    return "en_GB" if language == "en" else language


def moment_in_words(local: dt.datetime, today: dt.date) -> str:
    """«today 12:00», «3 days ago», «10 Nov»: as exactly as it matters so far away."""
    away = (local.date() - today).days
    if away == 0:
        return gettext("today %(time)s") % {"time": f"{local:%H:%M}"}
    if away == -1:
        return gettext("yesterday %(time)s") % {"time": f"{local:%H:%M}"}
    if -7 < away < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -away) % {"n": -away}
    if 0 < away < 7:
        return f"{day_in_words(local.date(), today)}, {local:%H:%M}"
    return day_in_words(local.date(), today)


def day_in_words(day: dt.date, today: dt.date) -> str:
    away = (day - today).days
    if away == 0:
        return gettext("today")
    if away == -1:
        return gettext("yesterday")
    if away == 1:
        return gettext("tomorrow, %(day)s") % {"day": _shape(day, "Ed", locale())}
    if 1 < away < 7:
        return _shape(day, "Ed", locale())
    return _shape(day, "MMMd" if day.year == today.year else "yMMMd", locale())


def exact_day(day: dt.date) -> str:
    return _written(day, "full", locale())


def exact_moment(local: dt.datetime) -> str:
    """«Tuesday 17 November 2026, 12:00:00 CET»."""
    here = locale()
    zone = get_timezone_name(local, width="short", locale=_parsed(here))
    return f"{_written(local.date(), 'EEEE d MMMM y', here)}, {local:%H:%M:%S} {zone}"


def moment_as_set(local: dt.datetime) -> str:
    """By the DATETIME_FORMAT of the language."""
    return _as_set(local.replace(tzinfo=None), get_language())


_parsed = lru_cache(16)(Locale.parse)


@lru_cache(DAYS_KEPT)
def _shape(day: dt.date, skeleton: str, here: str) -> str:
    return format_skeleton(skeleton, day, locale=here)


@lru_cache(DAYS_KEPT)
def _written(day: dt.date, pattern: str, here: str) -> str:
    return format_date(day, pattern, locale=here)


@lru_cache(DAYS_KEPT)
def _as_set(naive: dt.datetime, language: str | None) -> str:
    return formats.date_format(naive, "DATETIME_FORMAT")
