"""The few that make most: by hand, and what the bars must always add up to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.pareto import Bar, pareto


def test_pareto_puts_the_heaviest_first_and_adds_up():
    assert pareto({"late": 30, "broken": 50, "wrong": 20}) == [
        Bar("broken", 50, 0.5, 0.5),
        Bar("late", 30, 0.3, 0.8),
        Bar("wrong", 20, 0.2, 1.0),
    ]


def test_the_same_weights_go_by_key():
    assert [bar.key for bar in pareto({"b": 1, "c": 2, "a": 1})] == ["c", "a", "b"]
    assert [bar.key for bar in pareto({("m2", "f1"): 1, ("m1", "f2"): 1})] == [("m1", "f2"), ("m2", "f1")]


def test_money_stays_decimal():
    assert pareto({"b": Decimal("7.50"), "a": Decimal("2.50")}) == [
        Bar("b", Decimal("7.50"), 0.75, 0.75),
        Bar("a", Decimal("2.50"), 0.25, 1.0),
    ]


def test_nothing_has_no_shares():
    assert pareto({}) == []
    assert pareto({"b": 0, "a": 0}) == [Bar("a", 0, None, None), Bar("b", 0, None, None)]
    assert pareto({"b": 0, "a": 3}) == [Bar("a", 3, 1.0, 1.0), Bar("b", 0, 0.0, 1.0)]


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1e9) | st.integers(0, 10**9), min_size=1))
def test_bars_fall_and_end_at_the_whole(weights):
    bars = pareto(weights)
    assert {bar.key: bar.weight for bar in bars} == weights
    assert [bar.weight for bar in bars] == sorted(weights.values(), reverse=True)
    if any(weights.values()):
        assert bars[-1].cumulative == 1.0
        assert sum(bar.share for bar in bars) == pytest.approx(1)
        assert [bar.cumulative for bar in bars] == sorted(bar.cumulative for bar in bars)


@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf"), Decimal("-0.01")])
def test_impossible_weights_are_refused(weight):
    with pytest.raises(ValueError, match=f"^{weight} is no weight for a$"):
        pareto({"a": weight})
