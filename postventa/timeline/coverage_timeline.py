"""What covers a unit, drawn over time: a decision and its facts become rows of bars. Pure.

`templates/_coverage_timeline.html` draws them: per cent across, so that it is as wide as its place; pixels down. Words
stand beside the drawing as text, so that they wrap and are never laid one over the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from postventa.timeline.axis import Axis, Stretch, Tick
from postventa.timeline.flags import Flag, flags
from warranties.decision import Decision, Line
from warranties.facts import Facts, Stay
from warranties.states import Regime
from warranties.terms import MENDED
from warranties.why import Why

# What runs longer (a guarantee for life) leaves the drawing at its right edge instead of flattening all the rest.
HORIZON = timedelta(days=30 * 366)


class Phase(StrEnum):
    AHEAD = "ahead"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Row:
    """One regime. Without `bar` it is a recall: a mark on its day, `since`."""

    regime: Regime
    name: str
    phase: Phase
    since: date
    until: date | None = None
    bar: Stretch | None = None
    mark: str = ""
    presumed: Stretch | None = None
    presumption_until: date | None = None
    stays: tuple[Stretch, ...] = ()
    days_added: int = 0
    stay: Stay | None = None
    replaced: str = ""
    replaced_on: date | None = None
    tail: Stretch | None = None
    same_defect_until: date | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    first: date
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    today: Flag
    fault: Flag | None


def coverage_timeline(decision: Decision, facts: Facts, today: date) -> Timeline | None:
    """The rows of the regimes that reach the sale and have dates; None when there is nothing to draw."""
    spans = [(line, start) for line in decision.lines if (start := _start(line, facts)) is not None]
    recalls = sorted(facts.recalls, key=lambda recall: recall.announced_on)
    if not spans and (not recalls or facts.delivery_date is None):
        return None
    axis = _axis([start for _, start in spans], [line for line, _ in spans], facts, today)
    rows = [_row(line, start, facts, axis, today) for line, start in spans]
    rows += [
        Row(Regime.RECALL, one.title, Phase.RUNNING, one.announced_on, mark=axis.place(one.announced_on))
        for one in recalls
    ]
    fault, now = flags(facts.defect_date, today, axis)
    return Timeline(axis.first, tuple(rows), axis.ticks(), now, fault)


def _start(line: Line, facts: Facts) -> date | None:
    if not line.in_scope or line.until is None or line.regime == Regime.RECALL:
        return None
    # Decisions that were kept before a line knew its first day count from the delivery.
    start = line.start or facts.delivery_date
    return start if start is not None and start <= line.until else None


def _axis(starts: list[date], lines: list[Line], facts: Facts, today: date) -> Axis:
    known = [*starts, *([facts.delivery_date] if facts.delivery_date else [])]
    marks = [recall.announced_on for recall in facts.recalls]
    ends = [day for line in lines for day in (line.until, line.same_defect_until) if day]
    days = [*known, *marks, *ends, today, *([facts.defect_date] if facts.defect_date else [])]
    horizon = max(today, *known) + min(HORIZON, date.max - max(today, *known))
    # A fault before the sale is a slip of the pen: it is shown at the edge.
    return Axis(min([*known, *marks, today]), min(max(days), horizon))


def _row(line: Line, start: date, facts: Facts, axis: Axis, today: date) -> Row:
    assert line.until, "_start leaves out what has no last day"
    phase = Phase.ENDED if line.until < today else Phase.AHEAD if today < start else Phase.RUNNING
    row = Row(line.regime, line.name, phase, start, line.until, axis.stretch(start, line.until))
    return _with_history(row, line, facts, axis, today) if line.regime == Regime.LEGAL else row


def _with_history(row: Row, line: Line, facts: Facts, axis: Axis, today: date) -> Row:
    """The bar of the law also shows who must prove what, and what happened to the unit since."""
    stays = [stay for stay in facts.custody if _stood_still(stay, row)]
    replaced = facts.replaced_on if facts.replaced_on and facts.replaced_on >= row.since else None
    mended = [stay.returned for stay in stays if stay.returned and stay.outcome in MENDED]
    conformed = max([*mended, *([replaced] if replaced else [])], default=None)
    again = line.same_defect_until if conformed else None
    presumed = line.presumption_until
    return replace(
        row,
        presumed=axis.stretch(row.since, presumed) if presumed and presumed >= row.since else None,
        presumption_until=presumed,
        stays=tuple(axis.stretch(stay.handed_in, stay.returned or max(today, stay.handed_in)) for stay in stays),
        days_added=_days_added(line),
        stay=stays[-1] if stays else None,
        replaced=axis.place(replaced) if replaced else "",
        replaced_on=replaced,
        tail=axis.stretch(conformed, again) if conformed and again else None,
        same_defect_until=again,
    )


def _stood_still(stay: Stay, row: Row) -> bool:
    """Whether the bar shows it: for a fault under guarantee, begun while the term ran, with dates that fit."""
    fits = stay.returned is None or stay.returned >= stay.handed_in
    return stay.corrects and fits and row.since <= stay.handed_in <= (row.until or row.since)


def _days_added(line: Line) -> int:
    """The days in the workshop that moved the end, as the decision says."""
    return next((int(dict(step.params)["days"]) for step in line.reasons if step.code == Why.SUSPENDED), 0)
