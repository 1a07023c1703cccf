"""Rates of events against printed values, sums term by term, and what their intervals must always do."""

from __future__ import annotations

from math import exp, factorial, fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.rates import exact_rate, poisson_limits, rate_difference
from reports.stats.tails import ALARM, poisson_at_most
from tests.reports.stats.examples import example

events = st.integers(0, 2000)
exposures = st.floats(0.01, 1e6)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0.0, 3.6889),  # Garwood 1936, table I
        (1, 0.0253, 5.5716),
        (2, 0.2422, 7.2247),
        (5, 1.6235, 11.6683),
        (10, 4.7954, 18.3904),
        (50, 37.1110, 65.9187),
    ],
)
def test_exact_rate_gives_published_values(count, low, high):
    assert exact_rate(count) == pytest.approx((low, high), abs=6e-4)


def test_exact_rate_gives_the_worked_example():
    worked = example("intervals")
    assert exact_rate(worked.given["poisson_x"], worked.given["exposure"]) == worked.near("garwood_x5")


def test_observed_over_expected_gives_the_worked_example():
    worked = example("prevented_claims")
    seen, due = worked.given["observed"], worked.given["expected"]
    assert seen / due == worked.near("ratio")
    assert exact_rate(seen, due) == worked.near("ratio_ci95")
    low, high = exact_rate(seen)
    assert due - seen == worked.near("avoided")
    assert [due - high, due - low] == worked.near("avoided_ci95")
    assert poisson_at_most(seen, due) == worked.near("p_lower_one_sided")


@settings(deadline=None)
@given(events, exposures)
def test_exact_rate_holds_the_rate_and_widens_with_less_exposure(count, exposure):
    low, high = exact_rate(count, exposure)
    assert 0 <= low <= count / exposure <= high
    assert (low == 0) == (count == 0)
    narrow = exact_rate(4 * count, 4 * exposure)
    assert narrow[1] - narrow[0] < high - low


@settings(deadline=None)
@given(st.integers(0, 60))
def test_exact_rate_leaves_exactly_its_tails_out(count):
    low, high = exact_rate(count)
    assert fsum(chances(high)[: count + 1]) == pytest.approx(0.025, rel=1e-10)
    if count:
        assert fsum(chances(low)[count:]) == pytest.approx(0.025, rel=1e-10)


@settings(deadline=None)
@given(events, exposures, events, exposures)
def test_rate_difference_holds_the_difference_and_mirrors(count, exposure, other, theirs):
    low, high = rate_difference(count, exposure, other, theirs)
    assert low <= count / exposure - other / theirs <= high
    assert rate_difference(other, theirs, count, exposure) == pytest.approx((-high, -low))


def test_rate_difference_from_nothing_is_the_interval_that_is_left():
    """With no events in an endless exposure the other rate is all there is."""
    assert rate_difference(5, 1, 0, 1e15) == pytest.approx(exact_rate(5), rel=1e-9)


@pytest.mark.parametrize(("mean", "other"), [(0.3, 0.3), (2, 2), (5, 10), (20, 4), (30, 30)])
def test_rate_difference_covers_the_truth(mean, other):
    """Over all that may be counted, weighted by its chance; the exposure of the second is three times the first's."""
    ours, theirs = chances(mean)[:90], chances(other)[:90]
    truth, caught = mean - other / 3, 0.0
    for count, chance in enumerate(ours):
        for others, their_chance in enumerate(theirs):
            low, high = rate_difference(count, 1, others, 3) if chance * their_chance > 1e-9 else (0, 0)
            caught += chance * their_chance * (low <= truth <= high)
    assert caught >= 0.95


@pytest.mark.parametrize(("mean", "first_out"), [(0.2, 3), (0.5, 5), (1, 6), (2, 8), (4, 12), (9, 20), (20, 36)])
def test_poisson_limits_end_where_the_alarm_begins(mean, first_out):
    low, high = poisson_limits(mean)
    assert high + 1 == first_out
    assert fsum(chances(mean)[high + 1 :]) <= ALARM < fsum(chances(mean)[high:])
    assert fsum(chances(mean)[:low]) <= ALARM < fsum(chances(mean)[: low + 1])


def test_poisson_limits_let_nothing_be_where_nothing_is_expected():
    assert poisson_limits(0) == (0, 0)


def test_without_exposure_there_is_no_rate():
    assert exact_rate(0, 0) is None
    assert rate_difference(0, 0, 3, 4) is None
    assert rate_difference(3, 4, 0, 0) is None


@pytest.mark.parametrize(("count", "exposure"), [(-1, 2), (1, -2), (1, 0), (1, float("nan")), (1, float("inf"))])
def test_impossible_rates_are_refused(count, exposure):
    with pytest.raises(ValueError, match=f"^{count} events in an exposure of {exposure} are not a rate$"):
        exact_rate(count, exposure)


def chances(mean):
    return [exp(-mean) * mean**k / factorial(k) for k in range(160)]
