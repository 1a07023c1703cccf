"""Lengths of time as people write them: «8 h», «2 d», «1 h 30 min». Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from core.errors import Refused

HOUR = 60
DAY = 24 * HOUR
MOST = 366 * DAY
PART = re.compile(r"\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*([a-z]+)\s*", re.ASCII | re.IGNORECASE)


def read_span(text: str, *, day: int = DAY) -> int:
    """Minutes. `day` is how many a day has: 1440, or the working hours of one.

    Refused for what cannot be read ("span_unreadable"), for none at all ("span_none") and for more than a year
    ("span_long").
    """
    units = {"d": day, "h": HOUR, "m": 1, "min": 1}
    total, rest = 0.0, text.strip()
    while rest:
        found = PART.match(rest)
        unit = found and units.get(found[3].casefold())
        if not found or not unit:
            raise Refused(
                _("«%(text)s» is no length of time. Examples: 30 min, 8 h, 2 d.") % {"text": text.strip()[:40]},
                code="span_unreadable",
            )
        total += float(f"{found[1]}.{found[2] or 0}") * unit
        rest = rest[found.end() :]
    return check_span(round(total))


def check_span(minutes: int) -> int:
    """The same minutes. Refused for none ("span_none") and for more than a year ("span_long")."""
    if minutes < 1:
        raise Refused(_("A time of zero is over before it begins. Write more, or leave it empty."), code="span_none")
    if minutes > MOST:
        raise Refused(_("A year is the longest time."), code="span_long")
    return minutes


def span_text(minutes: int, *, day: int = 0) -> str:
    """«45 h», «1 h 30 min»; with `day` whole days are told as days: «5 d»."""
    days, rest = divmod(minutes, day) if day else (0, minutes)
    hours, rest = divmod(rest, HOUR)
    told = [(days, "d"), (hours, "h"), (rest, "min")]
    return " ".join(f"{count} {unit}" for count, unit in told if count) or "0 min"
