"""A stretch of whole days of the company, and the days, weeks or months that it is drawn in. Pure but for the zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils import timezone


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included, as days are counted where the company is."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> dt.datetime:
        return midnight(self.first)

    @property
    def end(self) -> dt.datetime:
        """The first instant that is no longer in it."""
        return midnight(self.last + dt.timedelta(days=1))

    @property
    def previous(self) -> Period:
        """As many days, just before."""
        length = dt.timedelta(days=self.days)
        return Period(first=self.first - length, last=self.last - length)

    def steps(self, step: Step) -> list[dt.date]:
        """The first day of each day, week (from Monday) or month that touches the period."""
        found, day = [], start_of(self.first, step)
        while day <= self.last:
            found.append(day)
            day = after(day, step)
        return found


@dataclass(frozen=True)
class Scope:
    """What a figure is asked about: a period, and what only is meant of it: a line, a channel, a country, a team."""

    period: Period
    line: int | None = None
    channel: str = ""
    country: str = ""
    team: int | None = None

    @property
    def previous(self) -> Scope:
        return replace(self, period=self.period.previous)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out but by the period."""
        return self == Scope(self.period)


def midnight(day: dt.date) -> dt.datetime:
    """The instant at which a day begins for the company."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_default_timezone())


def start_of(day: dt.date, step: Step) -> dt.date:
    if step == Step.MONTH:
        return day.replace(day=1)
    return day - dt.timedelta(days=day.weekday()) if step == Step.WEEK else day


def after(day: dt.date, step: Step) -> dt.date:
    if step == Step.MONTH:
        return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return day + dt.timedelta(days=7 if step == Step.WEEK else 1)


def step_for_counts(days: int) -> Step:
    """Counts are drawn by the day as long as a reader can tell the days apart."""
    return Step.DAY if days <= 92 else Step.WEEK if days <= 400 else Step.MONTH


def step_for_shares(days: int, total: int) -> Step:
    """Shares want at least some fifteen rows in each step, or the line shows noise."""
    for step, length in ((Step.DAY, 1), (Step.WEEK, 7)):
        if days <= 31 * length and total * length >= 15 * days:
            return step
    return Step.MONTH
