"""Where a customer is: their clock and the days on which their country rests. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5


@dataclass(frozen=True)
class Place:
    """A time zone, a country (ISO 3166 alpha-2, may be empty) and a region as people write it (may be empty)."""

    zone: ZoneInfo
    country: str = ""
    region: str = ""

    def is_working_day(self, day: dt.date) -> bool:
        """Neither a Saturday, a Sunday nor a public holiday there, as far as the country and the region are known."""
        return day.weekday() < SATURDAY and day not in _holidays(self.country.upper(), self.region)

    def at(self, day: dt.date, clock: dt.time) -> dt.datetime:
        """The UTC instant at which their clock shows that; the first of both when it shows it twice."""
        return dt.datetime.combine(day, clock, tzinfo=self.zone).astimezone(dt.UTC)


@lru_cache(maxsize=512)
def _holidays(country: str, region: str) -> holidays.HolidayBase | frozenset[dt.date]:
    try:
        national = holidays.country_holidays(country)
    except NotImplementedError:
        return frozenset()
    code = _subdivision(national, region)
    return holidays.country_holidays(country, subdiv=code) if code else national


def _subdivision(country: holidays.HolidayBase, region: str) -> str | None:
    """The code of a region: «MD», «Madrid» and «Comunidad de Madrid» are the same. None when it is not known."""
    written = _plain(region)
    aliases = {_plain(name): code for name, code in getattr(country, "subdivisions_aliases", {}).items()}
    codes = {_plain(code): code for code in country.subdivisions}
    if written in codes or written in aliases:
        return codes.get(written) or aliases[written]
    # The longest name wins: «West Virginia» holds «Virginia» too.
    within = [name for name in aliases if len(name) > 3 and f" {name} " in f" {written} "]
    return aliases[max(within, key=len)] if within else None


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()
