"""The geometry of the charts on plain values."""

from __future__ import annotations

import datetime as dt

import pytest

from postventa.dashboards.charts import flow_bars, nice, open_line, share_line, whisker
from reports.figures import Flow, Share, TrendPoint
from reports.period import Step

DAYS = [dt.date(2026, 3, day) for day in range(1, 32)]


def points(*shares: tuple[int, int]) -> list[TrendPoint]:
    return [TrendPoint(start=day, share=Share(*share)) for day, share in zip(DAYS, shares, strict=False)]


def test_share_line_leaves_a_gap_where_there_are_few():
    line = share_line(points((9, 10), (10, 10), (3, 4), (8, 10), (10, 10)), Step.DAY, Share(90, 100))
    assert line.paths == ["M1.00 33.33 L25.50 0.00", "M74.50 66.67 L99.00 0.00"]
    assert [rule.text for rule in line.rules] == ["70\u00a0%", "85\u00a0%", "100\u00a0%"]
    assert (line.label.text, line.baseline.text, line.baseline.y) == ("100,0\u00a0%", "90,0\u00a0%", "33.33")
    assert len(line.dots) == 4


def test_share_line_is_not_drawn_of_one_point():
    assert share_line(points((9, 10), (3, 4)), Step.DAY, None) is None
    assert share_line([], Step.DAY, None) is None


def test_share_line_of_nothing_satisfied_stands_on_the_ground():
    line = share_line(points((0, 10), (0, 10)), Step.DAY, Share(0, 3))
    assert line.paths == ["M1.00 100.00 L99.00 100.00"]
    assert line.baseline is None


def test_open_line_begins_where_the_period_found_it():
    flows = [Flow(DAYS[0], came=3, left=1, open=6), Flow(DAYS[1], came=0, left=2, open=4)]
    line = open_line(flows, Step.DAY)
    assert (line.baseline.text, line.label.text) == ("4", "4")
    assert [rule.text for rule in line.rules] == ["0", "3", "6"]
    assert open_line([Flow(DAYS[0]), Flow(DAYS[1])], Step.DAY) is None
    assert open_line(flows[:1], Step.DAY) is None


def test_flow_bars_share_one_scale():
    bars = flow_bars([Flow(DAYS[0], came=2, back=1, left=0), Flow(DAYS[1], came=0, left=1)], Step.DAY)
    assert (bars.middle, bars.most.text, bars.least.text) == ("75.00", "3", "1")
    assert [(bar.y, bar.height) for bar in bars.came] == [("0.00", "75.00"), ("75.00", "0.00")]
    assert [(bar.y, bar.height) for bar in bars.left] == [("75.00", "0.00"), ("75.00", "25.00")]
    assert flow_bars([Flow(DAYS[0])], Step.DAY) is None


def test_whisker_holds_its_dot():
    row = whisker("x", Share(47, 160))
    assert (row.dot, row.low, row.high, row.value) == ("29.38", "22.87", "36.85", "29,4\u00a0%")
    assert whisker("x", Share(9, 9)) is None


@pytest.mark.parametrize(
    ("value", "top"),
    [(1, 2), (2, 2), (3, 4), (9, 10), (11, 12), (22, 24), (61, 80), (100, 100), (101, 120)],
)
def test_nice_ends_an_axis_at_an_even_round_number(value, top):
    assert nice(value) == top


def test_ticks_name_the_ends():
    line = share_line(points(*[(9, 10)] * 31), Step.DAY, None)
    assert [(tick.text, tick.anchor, tick.minor) for tick in line.ticks] == [
        ("1 mar", "start", False),
        ("9 mar", "middle", True),
        ("16 mar", "middle", True),
        ("23 mar", "middle", True),
        ("31 mar", "end", False),
    ]
    assert len(line.dots) == 1
