"""Where somebody is: their clock and the days on which their country rests. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from core import spain

SATURDAY = 5
# Of regions, as people write them and `holidays` does not know them.
OTHER_NAMES = {"ES": spain.BY_NAME, "PT": {"Açores": "20", "Azores": "20", "Madeira": "30"}}


@dataclass(frozen=True)
class RestDays(Container[dt.date]):
    """The public holidays of a country (ISO 3166 alpha-2) and a region as people write it, as far as they are known."""

    country: str = ""
    region: str = ""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and day in self.names(day.year)

    def names(self, year: int, language: str = "") -> dict[dt.date, str]:
        """Those of a year by their day, with their names in a language («es») or, without one, in the country's own."""
        return _holidays(self.country.upper(), self.region, year, language)


@dataclass(frozen=True)
class Place:
    """A time zone, a country (ISO 3166 alpha-2, may be empty) and a region as people write it (may be empty)."""

    zone: ZoneInfo
    country: str = ""
    region: str = ""

    @classmethod
    def of(cls, country: str, region: str, postal_code: str, *, zone: ZoneInfo) -> Place:
        """Where an address is: its region as it is written or, where that is not known, by the postal code."""
        return cls(zone=zone, country=country, region=region_code(country, region, postal_code) or region)

    def is_working_day(self, day: dt.date) -> bool:
        """Neither a Saturday, a Sunday nor a public holiday there, as far as the country and the region are known."""
        return day.weekday() < SATURDAY and day not in RestDays(self.country, self.region)

    def at(self, day: dt.date, clock: dt.time) -> dt.datetime:
        """The UTC instant at which their clock shows that; the first of both when it shows it twice."""
        return dt.datetime.combine(day, clock, tzinfo=self.zone).astimezone(dt.UTC)


def countries() -> frozenset[str]:
    """Those whose holidays are known, by their code."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


def region_code(country: str, region: str, postal_code: str = "") -> str:
    """The code of a region: «MD», «Madrid» and «Comunidad de Madrid» are the same. Empty when it is not known.

    In Spain a province is of its community («Sevilla» is «AN»; of «Barcelona» `holidays` knows the city too, whose own
    days are not those of the province), and where no region is known the postal code says it.
    """
    country = country.upper()
    code = _region_code(country, region)
    return spain.BY_NAME.get(code, code) or spain.community_of(postal_code) if country == "ES" else code


@lru_cache(maxsize=64)
def regions(country: str) -> dict[str, str]:
    """The regions of a country that have holidays of their own: their names by their code."""
    if country.upper() not in countries():
        return {}
    known = holidays.country_holidays(country.upper())
    names = {code: code for code in known.subdivisions}
    for name, code in getattr(known, "subdivisions_aliases", {}).items():
        names[code] = name if names.get(code, code) == code else names[code]
    return names


@lru_cache(maxsize=4096)
def _region_code(country: str, region: str) -> str:
    if country not in countries():
        return ""
    return _subdivision(holidays.country_holidays(country), region) or ""


@lru_cache(maxsize=4096)
def _holidays(country: str, region: str, year: int, language: str) -> dict[dt.date, str]:
    # Of a whole year at once: an object that grows while it is read would be shared by several threads. A holiday that
    # is kept on another day may come from the year beside.
    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return {}
    found = holidays.country_holidays(
        country,
        subdiv=_subdivision(known, region),
        years=(year - 1, year, year + 1),
        language=_spoken(known, language),
    )
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def _spoken(country: holidays.HolidayBase, language: str) -> str | None:
    """A language in which the names are known: «en» is «en_US» too. None: as the country says them."""
    return next((one for one in country.supported_languages if language and one.split("_")[0] == language), None)


def _subdivision(country: holidays.HolidayBase, region: str) -> str | None:
    """The code of a region: «MD», «Madrid» and «Comunidad de Madrid» are the same. None when it is not known."""
    written = _plain(region)
    names = getattr(country, "subdivisions_aliases", {}) | OTHER_NAMES.get(country.country, {})
    aliases = {_plain(name): code for name, code in names.items()}
    codes = {_plain(code): code for code in country.subdivisions}
    if written in codes or written in aliases:
        return codes.get(written) or aliases[written]
    # The longest name wins: «West Virginia» holds «Virginia» too.
    within = [name for name in aliases if len(name) > 3 and f" {name} " in f" {written} "]
    return aliases[max(within, key=len)] if within else None


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()
