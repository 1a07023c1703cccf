"""One row's cells read as values. Faults are collected, so that a person mends all of them at once. Pure."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from core.normal import normal_email, normal_phone
from core.zones import zone_of

_SPANISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?$")
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}$|\d{8}$")
_AMOUNTS = (
    re.compile(r"(?P<whole>\d+)(?:[.,](?P<cents>\d{1,2}))?$"),
    re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+),(?P<cents>\d{1,2})$"),
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)\.(?P<cents>\d{1,2})$"),
)
_YEARS = range(1970, 2201)
_LONGEST_AMOUNT = 20
_LONGEST_WHOLE = 40
_SKEW = dt.timedelta(minutes=5)  # two clocks never agree


class Moment(NamedTuple):
    """An instant and its local date. `timed` is False when only a date was told: the instant is then its noon."""

    at: dt.datetime
    on: dt.date
    timed: bool

    def is_before(self, other: Moment) -> bool:
        """By instants when both have one, else by dates."""
        return self.at < other.at if self.timed and other.timed else self.on < other.on

    def is_after_now(self, now: dt.datetime, zone: str) -> bool:
        if self.timed:
            return self.at > now + _SKEW
        return self.on > now.astimezone(zone_of(zone)).date()


@lru_cache(maxsize=8192)
def parse_moment(text: str, zone: str) -> Moment:
    """An ISO or dd/mm/yyyy date, with or without time, local to `zone` without an offset; else ValueError."""
    if match := _SPANISH.match(text):
        day, month, year, time = match.groups()
        text = f"{year}-{month:>02}-{day:>02}" + (f"T{time:>0{8 if time.count(':') == 2 else 5}}" if time else "")
    timed = not _DATE_ONLY.match(text)
    value = dt.datetime.fromisoformat(text)
    local = zone_of(zone)
    if not timed:
        value = value.replace(hour=12)
    if value.year not in _YEARS:
        raise ValueError(text)
    value = value.replace(tzinfo=local) if value.tzinfo is None else value
    return Moment(value.astimezone(dt.UTC), value.astimezone(local).date(), timed)


@lru_cache(maxsize=4096)
def parse_amount(text: str) -> Decimal:
    """A price of at most two decimals: 1234.5, 1234,50, 1.234,50 or 1,234.50. ValueError for anything else."""
    for form in _AMOUNTS if len(text) <= _LONGEST_AMOUNT else ():
        if match := form.match(text):
            whole = match["whole"].replace(".", "").replace(",", "")
            amount = Decimal(f"{whole}.{match['cents'] or '0'}").quantize(Decimal("0.01"))
            if amount < 10**10:
                return amount
    raise ValueError(text)


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    return frozenset(list_currencies())


class Cells:
    """Reads named cells of one row; what is wrong lands in `faults`, a sentence each."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.faults: list[str] = []

    def fault(self, sentence: str, column: str = "", other: str = "", **words: object) -> None:
        words |= {"column": column, "value": self._shown(column), "other": other, "other_value": self._shown(other)}
        self.faults.append(sentence % words)

    def _shown(self, column: str) -> str:
        value = self._values.get(column, "")
        return value if len(value) <= 60 else f"{value[:57]}…"

    def says(self, column: str) -> bool:
        return bool(self._values.get(column))

    def text(self, column: str, limit: int, *, required: bool = False) -> str:
        value = self._values.get(column, "")
        if required and not value:
            self.fault(_("«%(column)s» is empty and has to be filled in."), column)
        if len(value) > limit:
            self.fault(_("«%(column)s» is longer than %(limit)s characters."), column, limit=limit)
        return value

    def choice(self, column: str, choices: Collection[str], default: str) -> str:
        value = self._values.get(column, "").lower() or default
        if value not in choices:
            words = ", ".join(choices)
            self.fault(_("«%(column)s» says «%(value)s»; it can be: %(choices)s."), column, choices=words)
        return value

    def zone(self, column: str, default: str) -> str:
        value = self._values.get(column, "") or default
        if value not in zones():
            self.fault(_("«%(column)s» says «%(value)s», which is no time zone; write it as Europe/Madrid."), column)
            return default
        return value

    def moment(self, column: str, zone: str, *, required: bool = False) -> Moment | None:
        value = self.text(column, 60, required=required)
        if not value:
            return None
        try:
            return parse_moment(value, zone)
        except (ValueError, OverflowError):
            self.fault(
                _("«%(column)s» says «%(value)s», which is no date; write it as 2026-03-31 or 31/03/2026."), column
            )
            return None

    def before(self, column: str, other: str) -> None:
        """The fault of a moment that is before the one it comes after."""
        self.fault(_("%(column)s (%(value)s) is before %(other)s (%(other_value)s). Check both."), column, other=other)

    def email(self, column: str) -> str:
        try:
            return normal_email(self._values.get(column, ""))
        except ValueError:
            self.fault(_("«%(column)s» says «%(value)s», which cannot be an e-mail address."), column)
            return ""

    def phone(self, column: str, country: str) -> str:
        try:
            return _phone(self._values.get(column, ""), country)
        except ValueError:
            self.fault(_("«%(column)s» says «%(value)s», which cannot be a phone; write it as +34600111222."), column)
            return ""

    def whole(self, column: str, low: int, high: int, *, required: bool = False) -> int | None:
        value = self.text(column, _LONGEST_WHOLE, required=required)
        if not value or len(value) > _LONGEST_WHOLE:
            return None
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            self.fault(
                _("«%(column)s» says «%(value)s»; it has to be a whole number from %(low)s to %(high)s."),
                column,
                low=low,
                high=high,
            )
            return None
        return int(value)

    def amount(self, column: str) -> Decimal | None:
        value = self._values.get(column, "")
        if not value:
            return None
        try:
            return parse_amount(value)
        except ValueError:
            self.fault(_("«%(column)s» says «%(value)s», which is no price; write it as 1234.50."), column)
            return None

    def currency(self, column: str) -> str:
        value = self._values.get(column, "").upper()
        if value and value not in currencies():
            self.fault(_("«%(column)s» says «%(value)s», which is no currency; write it as EUR."), column)
            return ""
        return value


@lru_cache(maxsize=8192)
def _phone(text: str, country: str) -> str:
    return normal_phone(text, country)
