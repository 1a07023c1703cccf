"""The filters of the pages, as they stand in the address: period and product line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reports.period import Period, Scope
from reports.queries.extent import first_day, lines

DEFAULT = "90d"
LENGTHS = {"7d": 7, "30d": 30, "90d": 90, "12m": 365}
NAMES: dict[str, Promise] = {
    "7d": gettext_lazy("7 days"),
    "30d": gettext_lazy("30 days"),
    "90d": gettext_lazy("90 days"),
    "12m": gettext_lazy("12 months"),
    "all": pgettext_lazy("period", "Everything"),
}
EARLIEST = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Filters:
    """What was asked for; with a `problem` in words, what is shown is the usual period instead."""

    chosen: str
    scope: Scope
    lines: list[tuple[int, str]]
    problem: str = ""

    @property
    def compares(self) -> bool:
        """Everything has nothing before it."""
        return self.chosen != "all"

    @property
    def choices(self) -> list[tuple[str, object, str]]:
        """(code, name, address) of each ready-made period, with the line kept."""
        return [(code, name, self.address(period=code)) for code, name in NAMES.items()]

    @property
    def everything(self) -> str:
        return self.address(period="all")

    def address(self, **changes: object) -> str:
        """This page's query string with something changed."""
        asked: dict[str, object] = {"period": self.chosen}
        if self.chosen == "custom":
            asked |= {"from": self.scope.period.first, "to": self.scope.period.last}
        asked |= {"line": self.scope.line} | changes
        if asked["period"] != "custom":
            asked = {key: asked[key] for key in ("period", "line")}
        return "?" + urlencode({key: value for key, value in asked.items() if value})


class Problem(ValueError):
    """What is wrong with the filters, in words."""


def read_filters(query: Mapping[str, str], now: dt.datetime) -> Filters:
    """The filters of an address. What makes no sense gives the usual period, with the problem in words."""
    today = timezone.localdate(now, timezone.get_default_timezone())
    known = lines()
    try:
        line = _line(query.get("line", ""), known)
        chosen, period = _period(query, today)
    except Problem as problem:
        return Filters(DEFAULT, Scope(_last(LENGTHS[DEFAULT], today)), known, problem=str(problem))
    return Filters(chosen, Scope(period, line), known)


def _line(text: str, known: list[tuple[int, str]]) -> int | None:
    if not text:
        return None
    found = [pk for pk, _name in known if str(pk) == text]
    if not found:
        raise Problem(_("There is no such product line."))
    return found[0]


def _period(query: Mapping[str, str], today: dt.date) -> tuple[str, Period]:
    dates = query.get("from", ""), query.get("to", "")
    chosen = query.get("period") or ("custom" if any(dates) else DEFAULT)
    if chosen in LENGTHS:
        return chosen, _last(LENGTHS[chosen], today)
    if chosen == "all":
        return chosen, Period(first=min(first_day() or today, today), last=today)
    if chosen == "custom":
        return chosen, _custom(_day(dates[0]), _day(dates[1]), today)
    raise Problem(_("There is no such period."))


def _custom(first: dt.date, last: dt.date, today: dt.date) -> Period:
    if last < first:
        raise Problem(_("The period ends before it begins: please swap the two dates."))
    if first > today:
        raise Problem(_("The period has not begun yet: please choose an earlier date."))
    if first < EARLIEST:
        raise Problem(_("The period begins too early: please choose a date from the year 2000 on."))
    return Period(first=first, last=min(last, today))


def _day(text: str) -> dt.date:
    if not text:
        raise Problem(_("Please give both dates of the period."))
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Problem(_("There is no such date: %(date)s.") % {"date": text[:20]}) from None


def _last(days: int, today: dt.date) -> Period:
    return Period(first=today - dt.timedelta(days=days - 1), last=today)
