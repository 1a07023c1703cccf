"""The preview of a plan, drawn: bars of calls and surveys by day, on one page with their numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django.utils import timezone

from followups.models import PlanVersion
from followups.queries.plans import capacities
from followups.queries.preview import Preview, preview
from followups.states import Reason
from postventa.instants import locale

DAY = dt.timedelta(days=1)
GAP = 0.2  # of the width of a day


@dataclass(frozen=True)
class Bar:
    """Across in per cent of the width, down in per cent of the plot's height."""

    x: str
    y: str
    width: str
    height: str
    over: bool


@dataclass(frozen=True)
class Day:
    """What falls due on a day, and whether that is more than the team makes."""

    day: dt.date
    calls: int
    surveys: int
    over: bool


@dataclass(frozen=True)
class Chart:
    """Bars of one kind; `limit` is where the team's capacity stands, in per cent from the top."""

    bars: list[Bar]
    most: int
    ticks: list[tuple[str, str, str]]  # words, x, anchor
    limit: str


@dataclass(frozen=True)
class Previewed:
    """A preview with what is drawn of it. `reasons`: why not, how many calls, how many surveys."""

    seen: Preview
    limit: int | None
    days: list[Day]
    calls: Chart | None
    surveys: Chart | None
    reasons: list[tuple[str, int, int]]

    @property
    def over(self) -> int:
        return sum(day.over for day in self.days)

    @property
    def taken(self) -> list[tuple[str, int]]:
        """The plans above that are asked first, and how much of what fits goes to each; the most first."""
        return self.seen.taken.most_common()

    @property
    def calls_a_day(self) -> str:
        return _decimal(self.seen.calls_a_day)

    @property
    def surveys_a_day(self) -> str:
        return _decimal(self.seen.surveys_a_day)

    @property
    def per_agent(self) -> str:
        each = self.seen.calls_an_agent_a_day
        return "" if each is None else _decimal(each)

    @property
    def call_count(self) -> int:
        return self.seen.calls.total()

    @property
    def survey_count(self) -> int:
        return self.seen.surveys.total()


def previewed(version: PlanVersion, now: dt.datetime) -> Previewed:
    """What a version would have made of the last days."""
    seen, limit = preview(version, now), capacities().get(version.team_id)
    first = timezone.localdate(now) - dt.timedelta(days=seen.days)
    last = max([*seen.calls, *seen.surveys, timezone.localdate(now)])
    first = min([*seen.calls, *seen.surveys, first])
    span = [first + DAY * number for number in range((last - first).days + 1)]
    days = [_day(day, seen, limit) for day in span]
    return Previewed(
        seen=seen,
        limit=limit,
        days=[day for day in days if day.calls or day.surveys],
        calls=_chart(span, seen.calls, limit),
        surveys=_chart(span, seen.surveys, None),
        reasons=_reasons(seen),
    )


def _day(day: dt.date, seen: Preview, limit: int | None) -> Day:
    calls = seen.calls[day]
    return Day(day, calls, seen.surveys[day], limit is not None and calls > limit)


def _chart(span: list[dt.date], counts: Mapping[dt.date, int], limit: int | None) -> Chart | None:
    most = max(counts.values(), default=0)
    if not most:
        return None
    top, width = max(most, limit or 0), 100 / len(span)
    bars = [
        Bar(
            x=_place(number * width + width * GAP / 2),
            y=_place(100 - 100 * counts[day] / top),
            width=_place(width * (1 - GAP)),
            height=_place(100 * counts[day] / top),
            over=limit is not None and counts[day] > limit,
        )
        for number, day in enumerate(span)
        if counts.get(day)
    ]
    marked = ((span[0], "0", "start"), (span[len(span) // 2], "50", "middle"), (span[-1], "100", "end"))
    ticks = [(_words(day), x, anchor) for day, x, anchor in marked]
    return Chart(bars, most, ticks, _place(100 - 100 * limit / top) if limit else "")


def _reasons(seen: Preview) -> list[tuple[str, int, int]]:
    reasons = {*seen.not_called, *seen.not_asked}
    rows = [(str(Reason(one).label), seen.not_called[one], seen.not_asked[one]) for one in reasons]
    return sorted(rows, key=lambda row: (-(row[1] + row[2]), row[0]))


def _place(value: float) -> str:
    """A coordinate: always with a dot, whatever the language."""
    return f"{value:.2f}"


def _words(day: dt.date) -> str:
    return format_skeleton("dMMM", day, locale=locale())


def _decimal(value: float) -> str:
    return format_decimal(value, format="#,##0.#", locale=locale())
