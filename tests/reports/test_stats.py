"""The statistics against published and independently computed values."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.stats import Z, newcombe, percentile, wilson

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


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([1], 0.9, 1),
        ([1, 2], 0.5, 1.5),
        ([4, 1, 3, 2], 0.5, 2.5),
        ([10, 20, 30, 40, 50], 0.9, 46),
        ([10, 20, 30, 40, 50], 0, 10),
        ([10, 20, 30, 40, 50], 1, 50),
    ],
)
def test_percentile_interpolates_between_neighbours(values, share, expected):
    assert percentile(values, share) == pytest.approx(expected)


def test_impossible_numbers_are_refused():
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="-1 of 2"):
        wilson(-1, 2)
    with pytest.raises(ValueError, match="not a share"):
        percentile([1.0], 1.1)


def test_nothing_has_no_interval():
    assert wilson(0, 0) is None
    assert percentile([], 0.5) is None
    assert newcombe(0, 0, 3, 4) is None
    assert newcombe(3, 4, 0, 0) is None


@given(counts)
def test_wilson_holds_the_share_and_solves_its_equation(pair):
    hits, total = pair
    low, high = wilson(hits, total)
    p = hits / total
    assert 0 <= low <= p <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(p - end) == pytest.approx(Z * (end * (1 - end) / total) ** 0.5, rel=1e-6, abs=1e-9)


@given(counts, counts)
def test_newcombe_holds_the_difference_and_mirrors(one, two):
    low, high = newcombe(*one, *two)
    difference = one[0] / one[1] - two[0] / two[1]
    assert -1 - 1e-12 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1 + 1e-12
    assert newcombe(*two, *one) == pytest.approx((-high, -low))


@given(st.lists(st.floats(-1e9, 1e9), min_size=1), st.floats(0, 1))
def test_percentile_stays_among_the_values(values, share):
    found = percentile(values, share)
    assert min(values) - 1e-6 <= found <= max(values) + 1e-6
    assert found < inf
