"""The geometry of the charts. Templates in `dashboards/charts/` draw it as SVG inside the page.

Why our own SVG and not pygal: what a chart library writes (inline styles, a script for its tooltips) is refused by our
content policy, and a picture at its own address would not take the page's colours, fonts, dark mode or zoom. Here the
plot stretches with the page (percentages across, pixels down), while words and strokes keep their size on a phone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from postventa.dashboards.wording import number, percent, share_value, step_name
from reports.figures import Flow, Share, TrendPoint
from reports.period import Step

TICKS = 5
EDGE = 1.0  # per cent of the width kept free at each side, so that a dot is not cut


@dataclass(frozen=True)
class Tick:
    """Words at a place: `x` in per cent of the width, `y` in per cent of the plot's height from its top."""

    text: str
    x: str = "0"
    y: str = "0"
    anchor: str = "middle"
    minor: bool = False


@dataclass(frozen=True)
class Line:
    """A line (with gaps where nothing is known) on a ruled ground, and what it is compared with."""

    paths: list[str]
    area: str
    dots: list[Tick]
    rules: list[Tick]
    ticks: list[Tick]
    label: Tick
    baseline: Tick | None


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True)
class Flows:
    """Bars up for what came in, bars down for what went out."""

    came: list[Bar]
    left: list[Bar]
    middle: str
    most: Tick
    least: Tick
    ticks: list[Tick]


@dataclass(frozen=True)
class Whisker:
    """A share as a dot with its interval, on a scale of 0 to 100 %."""

    name: str
    share: Share
    dot: str
    low: str
    high: str
    width: str
    value: str


def place(value: float) -> str:
    """A coordinate: always with a dot, whatever the language."""
    return f"{value:.2f}"


def _across(index: int, count: int) -> float:
    return 50.0 if count < 2 else EDGE + (100 - 2 * EDGE) * index / (count - 1)


def _ticks(starts: Sequence[dt.date], step: Step, centre: float = 0.0, width: float | None = None) -> list[Tick]:
    """At most TICKS dates, the first and the last among them; those between are left out on a phone."""
    count = len(starts)
    chosen = sorted({round(i * (count - 1) / (TICKS - 1)) for i in range(TICKS)}) if count > 1 else [0]
    found = []
    for index in chosen:
        x = _across(index, count) if width is None else index * width + centre
        ends = {chosen[0]: "start", chosen[-1]: "end"} if count > 1 else {}
        edge = {"start": 0.0, "end": 100.0}.get(ends.get(index, ""), x)
        found.append(
            Tick(
                text=step_name(starts[index], step),
                x=place(edge),
                anchor=ends.get(index, "middle"),
                minor=index not in (chosen[0], chosen[-1]),
            )
        )
    return found


def _line(
    values: Sequence[float | None], bottom: float, top: float, rules: list[tuple[float, str]], starts: list[dt.date],
    step: Step, label: str, baseline: tuple[float, str] | None,
) -> Line:  # fmt: skip
    def down(value: float) -> float:
        return 100 - 100 * (value - bottom) / (top - bottom)

    points = [(_across(i, len(values)), down(v)) if v is not None else None for i, v in enumerate(values)]
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    known = [point for point in points if point]
    last = known[-1]
    return Line(
        paths=["M" + " L".join(f"{place(x)} {place(y)}" for x, y in run) for run in runs if len(run) > 1],
        area=_area(runs),
        dots=[Tick("", place(x), place(y)) for x, y in known] if len(known) <= 16 else [Tick("", *map(place, last))],
        rules=[Tick(text, "0", place(down(value))) for value, text in rules],
        ticks=_ticks(starts, step),
        label=Tick(label, place(min(last[0], 100)), place(last[1]), anchor="end" if last[0] > 85 else "start"),
        baseline=_beside(baseline[1], down(baseline[0]), known) if baseline else None,
    )


def _beside(text: str, y: float, line: Sequence[tuple[float, float]]) -> Tick:
    """The words of the baseline, where the line is farthest from it."""

    def away(x: float) -> float:
        near = [abs(point[1] - y) for point in line if abs(point[0] - x) < 20]
        return sum(near) / len(near) if near else 100.0

    x = max((38.0, 70.0), key=away)
    return Tick(text, place(x), place(y))


def _area(runs: list[list[tuple[float, float]]]) -> str:
    shapes = []
    for run in runs:
        if len(run) > 1:
            line = " L".join(f"{place(x)} {place(y)}" for x, y in run)
            shapes.append(f"M{place(run[0][0])} 100 L{line} L{place(run[-1][0])} 100 Z")
    return " ".join(shapes)


def share_line(points: Sequence[TrendPoint], step: Step, before: Share | None) -> Line | None:
    """A share over time; steps with fewer than ten are gaps. None when fewer than two can be drawn."""
    values = [point.share.value if point.share.is_enough else None for point in points]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    compare = before.value if before is not None and before.is_enough else None
    lowest = min([*known, *([compare] if compare is not None else [])])
    bottom = max(0.0, floor(lowest * 10 - 0.5) / 10)
    rules = [(bottom, percent(bottom, 0)), ((bottom + 1) / 2, percent((bottom + 1) / 2, 0)), (1.0, percent(1, 0))]
    last = next(point.share for point in reversed(points) if point.share.is_enough)
    baseline = (compare, share_value(before)) if compare is not None and before else None
    return _line(values, bottom, 1.0, rules, [p.start for p in points], step, share_value(last), baseline)


def open_line(flows: Sequence[Flow], step: Step) -> Line | None:
    """The cases open at the end of each step, against those open at the beginning."""
    if len(flows) < 2 or not any(flow.open for flow in flows):
        return None
    first = flows[0].open - flows[0].came - flows[0].back + flows[0].left
    top = nice(max(*(flow.open for flow in flows), first, 1))
    rules = [(value, number(value)) for value in (0, top / 2, top)]
    values = [float(flow.open) for flow in flows]
    starts = [flow.start for flow in flows]
    baseline = (float(first), number(first)) if first else None
    return _line(values, 0, top, rules, starts, step, number(flows[-1].open), baseline)


def flow_bars(flows: Sequence[Flow], step: Step) -> Flows | None:
    """What came in (and came back) above, what went out below, on one scale."""
    up = max((flow.came + flow.back for flow in flows), default=0)
    down = max((flow.left for flow in flows), default=0)
    if up + down == 0:
        return None
    scale, width = 100 / (up + down), 100 / len(flows)
    gap = width * (0.25 if len(flows) < 60 else 0.15)
    middle = up * scale

    def bar(index: int, y: float, height: float) -> Bar:
        return Bar(place(index * width + gap / 2), place(width - gap), place(y), place(height))

    return Flows(
        came=[
            bar(i, middle - (flow.came + flow.back) * scale, (flow.came + flow.back) * scale)
            for i, flow in enumerate(flows)
        ],
        left=[bar(i, middle, flow.left * scale) for i, flow in enumerate(flows)],
        middle=place(middle),
        most=Tick(number(up)),
        least=Tick(number(down)),
        ticks=_ticks([flow.start for flow in flows], step, width / 2, width),
    )


def whisker(name: str, share: Share) -> Whisker | None:
    """A share with its interval; None when there are too few."""
    if not share.is_enough:
        return None
    low, high = share.interval
    return Whisker(
        name=name,
        share=share,
        dot=place(100 * share.value),
        low=place(100 * low),
        high=place(100 * high),
        width=place(100 * (high - low)),
        value=share_value(share),
    )


def nice(value: float) -> int:
    """The next even and round number: where an axis ends."""
    size = 10 ** max(0, len(str(ceil(value))) - 1)
    for tenths in (10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100):
        top = tenths * size // 10
        if value <= top and top % 2 == 0:
            return top
    return 2 * ceil(value / 2)
