"""Intervals of proportions against published values, brute force, and what they must always do."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.proportions import Z, exact, mantel_haenszel, newcombe, wilson
from tests.reports.stats.examples import example

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 20, 0.0, 0.16113),
        (7, 120, 0.02854, 0.11553),
        (20, 20, 0.83887, 1.0),
        (81, 263, 0.25527, 0.36621),  # Newcombe 1998 (a), table I
        (15, 148, 0.06238, 0.16047),
        (1, 29, 0.00611, 0.17176),
    ],
)
def test_wilson_gives_published_values(hits, total, low, high):
    assert wilson(hits, total) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (81, 263, 0.2527, 0.3676),  # Newcombe 1998 (a), table I, method 5
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
        (20, 20, 0.8316, 1.0),
    ],
)
def test_exact_gives_published_values(hits, total, low, high):
    assert exact(hits, total) == pytest.approx((low, high), abs=5.1e-5)


def test_intervals_give_the_worked_example():
    worked = example("intervals")
    pairs = list(zip(worked.given["binom_x"], worked.given["n"], strict=True))
    assert pairs == [(0, 20), (7, 120)]
    assert exact(*pairs[0]) == worked.near("clopper_pearson_0_20")
    assert exact(*pairs[1]) == worked.near("clopper_pearson_7_120")
    assert wilson(*pairs[0]) == worked.near("wilson_0_20")
    assert wilson(*pairs[1]) == worked.near("wilson_7_120")


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),  # Newcombe 1998 (b), table II, method 10, examples (a)–(h)
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_gives_published_values(one, two, low, high):
    assert newcombe(*one, *two) == pytest.approx((low, high), abs=1e-4)


def test_impossible_counts_are_refused():
    for interval in (wilson, exact):
        with pytest.raises(ValueError, match="3 of 2 is not a proportion"):
            interval(3, 2)
        with pytest.raises(ValueError, match="-1 of 2 is not a proportion"):
            interval(-1, 2)


def test_nothing_has_no_interval():
    assert wilson(0, 0) is None
    assert exact(0, 0) is None
    assert newcombe(0, 0, 3, 4) is None
    assert newcombe(3, 4, 0, 0) is None
    assert mantel_haenszel([]) is None
    assert mantel_haenszel([(0, 0, 3, 4)]) is None


@settings(deadline=None)
@given(counts)
def test_wilson_holds_the_share_and_solves_its_equation(pair):
    hits, total = pair
    low, high = wilson(hits, total)
    p = hits / total
    assert 0 <= low <= p <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(p - end) == pytest.approx(Z * (end * (1 - end) / total) ** 0.5, rel=1e-6, abs=1e-9)


@settings(deadline=None)
@given(counts, counts)
def test_newcombe_holds_the_difference_and_mirrors(one, two):
    low, high = newcombe(*one, *two)
    difference = one[0] / one[1] - two[0] / two[1]
    assert -1 - 1e-12 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1 + 1e-12
    assert newcombe(*two, *one) == pytest.approx((-high, -low))


@settings(deadline=None)
@given(counts)
def test_exact_holds_the_share_mirrors_and_widens_with_less_data(pair):
    hits, total = pair
    low, high = exact(hits, total)
    assert 0 <= low <= hits / total <= high <= 1
    assert exact(total - hits, total) == pytest.approx((1 - high, 1 - low), abs=1e-12)
    narrow = exact(4 * hits, 4 * total)
    assert narrow[1] - narrow[0] < high - low


@settings(deadline=None)
@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_exact_leaves_exactly_its_tails_out(pair):
    """At each end, what was seen or anything further away has a chance of 2.5 %, added up term by term."""
    hits, total = pair
    low, high = exact(hits, total)
    if hits:
        assert sum(chances(total, low)[hits:]) == pytest.approx(0.025, rel=1e-10)
    if hits < total:
        assert sum(chances(total, high)[: hits + 1]) == pytest.approx(0.025, rel=1e-10)
    assert (low == 0, high == 1) == (hits == 0, hits == total)


@pytest.mark.parametrize("total", [1, 2, 5, 12, 25])
def test_exact_covers_every_truth(total):
    intervals = [exact(hits, total) for hits in range(total + 1)]
    for truth in [step / 200 for step in range(1, 200)]:
        weights = chances(total, truth)
        caught = sum(w for w, (low, high) in zip(weights, intervals, strict=True) if low <= truth <= high)
        assert caught >= 0.95


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Solved with 40 digits; for one hit the low end is 1 − 0.975^(1/n).
        (1, 10_000_000, 2.5317807950e-9, 5.571642616e-7),
        (1, 4_388_450, 5.76919137993e-9, 1.26961467801e-6),
        (5_000_000, 10_000_000, 0.499690052521, 0.500309947479),
    ],
)
def test_exact_is_right_for_millions(hits, total, low, high):
    assert exact(hits, total) == pytest.approx((low, high), rel=1e-9)


def chances(total, p):
    return [comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(total + 1)]
