"""A visit, on plain values: from when on a customer may not move it any more, and how it is said. Pure."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, to_locale
from django.utils.translation import gettext as _

from remedies.states import VisitKind

# What the hour is for, as its customer reads it.
KINDS = {
    VisitKind.VISIT: gettext_lazy("A technician comes"),
    VisitKind.COLLECTION: gettext_lazy("We come to collect it"),
    VisitKind.DROP_OFF: gettext_lazy("You bring it to us"),
}
# A customer books nothing that begins sooner: somebody has to read of it and set out.
NOTICE = dt.timedelta(hours=2)


def read_day(text: str) -> dt.date | None:
    """The day that an address names; None for what is none, or is none of these two centuries."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 < day.year < 2200 else None


def on_the_clock(instant: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """What the clock of the zone shows then, as a time without a zone, which no page turns into that of another."""
    return instant.astimezone(zone).replace(tzinfo=None)


def may_move(starts_at: dt.datetime, hours: int, now: dt.datetime) -> bool:
    """Whether the customer may still choose another hour: up to so many hours before the one that is booked."""
    return now <= starts_at - dt.timedelta(hours=hours)


def can_choose(until: dt.date | None, zone: ZoneInfo, now: dt.datetime) -> bool:
    """Whether the last day of an offer, if it has one, has not passed by the clock of the zone."""
    return until is None or until >= now.astimezone(zone).date()


def visit_sentence(kind: str, starts_at: dt.datetime, ends_at: dt.datetime, zone: ZoneInfo) -> str:
    """What was agreed, in the active language and by the clock of the zone."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    told = {"day": day_in_full(starts), "from": date_format(starts, "H:i"), "to": date_format(ends, "H:i")}
    return _SENTENCES[VisitKind(kind)]() % told


def happened_sentence(to: str, starts_at: dt.datetime, ends_at: dt.datetime, zone: ZoneInfo) -> str:
    """What became of an hour, for its customer, in the active language and by the clock of the zone."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    told = {"day": day_in_full(starts), "from": date_format(starts, "H:i"), "to": date_format(ends, "H:i")}
    return _HAPPENED[to]() % told


def day_in_full(local: dt.datetime | dt.date, *, within: bool = False) -> str:
    """«Monday, 23 November 2026»; `within` a sentence Spanish writes it small: «martes, 24 de noviembre de 2026»."""
    weekday = format_date(local, "EEEE", locale=to_locale(get_language() or settings.LANGUAGE_CODE))
    return _("%(weekday)s, %(day)s") % {
        "weekday": weekday if within else capfirst(weekday), "day": date_format(local, "DATE_FORMAT"),
    }  # fmt: skip


_HAPPENED = {
    "booked": lambda: _("Your hour was booked. %(day)s, between %(from)s and %(to)s"),
    "moved": lambda: _("Your hour was changed. %(day)s, between %(from)s and %(to)s"),
    "cancelled": lambda: _("Your hour was cancelled. %(day)s, between %(from)s and %(to)s"),
    "kept": lambda: _("Your hour stays booked. %(day)s, between %(from)s and %(to)s"),
    "done": lambda: _("The visit took place. %(day)s, between %(from)s and %(to)s"),
    "missed": lambda: _("The visit did not take place. %(day)s, between %(from)s and %(to)s"),
}
_SENTENCES = {
    VisitKind.VISIT: lambda: _("A technician comes. %(day)s, between %(from)s and %(to)s"),
    VisitKind.COLLECTION: lambda: _("We come to collect it. %(day)s, between %(from)s and %(to)s"),
    VisitKind.DROP_OFF: lambda: _("You bring it and we are there. %(day)s, between %(from)s and %(to)s"),
}
