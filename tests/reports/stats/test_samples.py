"""Percentiles and histograms of lengths: against the sorted values themselves."""

from __future__ import annotations

from math import comb, inf, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.samples import NO_TIME, Lengths, bucket, middle, percentile

lengths = st.just(0.0) | st.floats(1e-6, 3e9)
some = st.lists(lengths, min_size=1, max_size=80)


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


@settings(deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1), st.floats(0, 1))
def test_percentile_stays_among_the_values(values, share):
    found = percentile(values, share)
    assert min(values) - 1e-6 <= found <= max(values) + 1e-6
    assert found < inf


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, -1390),
        (1e-7, -1390),
        (1e-6, -1389),
        (0.5, -70),
        (1, 0),
        (1.009, 0),
        (1.011, 1),
        (60, 411),
        (3600, 822),
        (86_400, 1142),
        (3_155_760_000, 2198),  # a hundred years
    ],
)
def test_bucket_is_the_power_of_one_percent(seconds, expected):
    assert bucket(seconds) == expected


@settings(deadline=None)
@given(st.floats(1e-6, 1e12))
def test_buckets_are_at_most_one_percent_wide(seconds):
    number = bucket(seconds)
    assert number > NO_TIME
    assert 1.01**number * (1 - 1e-9) <= seconds <= 1.01 ** (number + 1) * (1 + 1e-9)
    assert middle(number) == pytest.approx(seconds, rel=0.005)
    assert bucket(middle(number)) == number


def test_no_time_is_told_apart_from_a_little():
    assert (bucket(0), middle(bucket(0))) == (NO_TIME, 0.0)
    assert Lengths.of([0, 0, 0, 10]).percentile(0.5) == 0.0


@settings(deadline=None)
@given(some, st.sampled_from([0.5, 0.9]) | st.floats(0, 1))
def test_percentile_of_a_histogram_is_that_of_the_values(values, share):
    found = Lengths.of(values).percentile(share)
    assert found == pytest.approx(percentile(values, share), rel=0.0051, abs=1e-15)


@settings(deadline=None)
@given(st.integers(0, 12).flatmap(lambda k: st.lists(lengths, min_size=10 * k + 1, max_size=10 * k + 1)))
def test_percentile_of_a_histogram_is_within_one_percent_of_the_one_in_that_place(values):
    """With 10·k + 1 lengths the place of a p50 and of a p90 is a whole one."""
    found, k = Lengths.of(values), len(values) // 10
    for share, place in ((0.5, 5 * k), (0.9, 9 * k)):
        assert found.percentile(share) == pytest.approx(sorted(values)[place], rel=0.01)


@settings(deadline=None)
@given(st.lists(st.lists(lengths, max_size=20), max_size=5))
def test_merged_histograms_are_the_histogram_of_all(parts):
    merged = Lengths.merged(Lengths.of(part) for part in parts)
    together = [value for part in parts for value in part]
    assert merged == Lengths.of(together)
    assert merged.total == len(together)


@pytest.mark.parametrize(
    ("total", "share", "ranks"),
    [
        # The table in every book on order statistics: the places, from 1, around a median.
        (6, 0.5, (1, 6)),
        (10, 0.5, (2, 9)),
        (20, 0.5, (6, 15)),
        (30, 0.5, (10, 21)),
        (100, 0.5, (40, 61)),
        (36, 0.9, (29, 36)),
    ],
)
def test_interval_ends_at_the_tabled_places(total, share, ranks):
    ordered = [2.0**place for place in range(total)]
    low, high = Lengths.of(ordered).interval(share)
    assert (low, high) == (
        pytest.approx(ordered[ranks[0] - 1], rel=0.005),
        pytest.approx(ordered[ranks[1] - 1], rel=0.005),
    )


@settings(deadline=None)
@given(st.integers(1, 60), st.sampled_from([0.1, 0.5, 0.75, 0.9]))
def test_interval_covers_the_truth_and_no_narrower_one_would(total, share):
    """So many lengths lie below the true percentile as hits fall in so many tries: added up, not looked up."""
    weights = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    found = Lengths({10 * place: 1 for place in range(total)}).interval(share)
    if found is None:
        assert weights[0] > 0.025 or weights[-1] > 0.025
        return
    low, high = (bucket(end) // 10 for end in found)
    assert sum(weights[: low + 1]) <= 0.025 < sum(weights[: low + 2])
    assert sum(weights[high + 1 :]) <= 0.025 + 1e-15
    assert sum(weights[high:]) > 0.025
    assert sum(weights[low + 1 : high + 1]) >= 0.95


@settings(deadline=None)
@given(some, st.sampled_from([0.5, 0.9]))
def test_interval_holds_its_percentile_and_narrows_with_more(values, share):
    """The same lengths forty times over: the places close in around the same percentile."""
    many = Lengths({number: 40 * count for number, count in Lengths.of(values).counts.items()})
    low, high = many.interval(share)
    assert low <= many.percentile(share) <= high
    wide = Lengths.of(values).interval(share)
    if wide is not None:
        assert wide[0] <= low
        assert high <= wide[1]


def test_interval_of_ten_million_ends_where_the_normal_curve_says():
    """1.96 · √(10⁷ / 4) = 3 099 places on either side of the middle, that is 15.5 buckets of two hundred."""
    even = Lengths(dict.fromkeys(range(50_000), 200))
    assert [round(log(end) / log(1.01) - 0.5) for end in even.interval(0.5)] == [24_984, 25_015]


@pytest.mark.parametrize(("total", "share"), [(0, 0.5), (1, 0.5), (5, 0.5), (35, 0.9), (50, 0), (50, 1)])
def test_interval_that_cannot_close_is_none(total, share):
    assert Lengths({5: total}).interval(share) is None


def test_nothing_has_no_percentile():
    assert percentile([], 0.5) is None
    assert Lengths().percentile(0.5) is None
    assert Lengths.merged([]) == Lengths()
    assert Lengths({7: 0}).percentile(0.5) is None


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: percentile([1.0], 1.1), "1.1 is not a share"),
        (lambda: Lengths.of([1.0]).percentile(-0.1), "-0.1 is not a share"),
        (lambda: Lengths.of([1.0]).interval(1.1), "1.1 is not a share"),
        (lambda: bucket(-1), "-1 seconds are no length of time"),
        (lambda: bucket(inf), "inf seconds are no length of time"),
        (lambda: Lengths.of([1.0, float("nan")]), "nan seconds are no length of time"),
        (lambda: middle(-1391), "there is no bucket -1391"),
        (lambda: Lengths({-1391: 1}), "1 lengths of time in bucket -1391 cannot be"),
        (lambda: Lengths({5: -1}), "-1 lengths of time in bucket 5 cannot be"),
    ],
)
def test_impossible_numbers_are_refused(ask, said):
    with pytest.raises(ValueError, match=f"^{said}$"):
        ask()
