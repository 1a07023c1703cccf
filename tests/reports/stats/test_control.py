"""Control charts against the textbooks' charts, charts by hand, and what limits must always do."""

from __future__ import annotations

from math import inf, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.control import Limits, Method, c_chart, individuals, p_chart, p_scatter, u_chart, u_scatter
from reports.stats.tails import ALARM, binomial_at_least, binomial_at_most, poisson_at_least, poisson_at_most
from tests.reports.stats.examples import example

SIGMAS = {"exact_under": 0, "laney_over": inf}  # the textbooks' limits, whatever is expected


def out(points, limits):
    """Which points are out, from 1."""
    return [place for place, (point, its) in enumerate(zip(points, limits, strict=True), 1) if its.is_out(point)]


def shares(points):
    return [count / size for count, size in points]


def test_p_chart_gives_the_nist_example():
    worked = example("p_chart_nist")
    points = [(count, worked.given["n"]) for count in worked.given["defectives"]]
    limits = p_chart(points, **SIGMAS)
    assert sum(count for count, _n in points) == worked.expected["sum"]
    assert limits[0].centre == worked.near("p_bar")
    assert limits[0].low == worked.near("lcl")
    assert limits[0].high == worked.near("ucl")
    assert len(set(limits)) == 1
    assert out(shares(points), limits) == worked.expected["out_of_control_1based"]
    # With so few expected the exact tails are due, and find the same.
    exact = p_chart(points, laney_over=inf)
    assert set(exact) == {Limits(347 / 1500, 0.08, 0.42, Method.EXACT)}
    assert out(shares(points), exact) == worked.expected["out_of_control_1based"]
    # These scatter so much from one to the next that by itself the chart takes none of them for out.
    assert p_scatter(points) == pytest.approx(1.6609, abs=1e-4)
    assert out(shares(points), p_chart(points)) == []


def test_p_chart_gives_the_example_with_totals_that_differ():
    worked = example("p_chart_variable_n")
    points = list(zip(worked.given["defectives"], worked.given["n"], strict=True))
    limits = p_chart(points, **SIGMAS)
    assert limits[0].centre == worked.near("p_bar")
    assert shares(points)[10] == worked.near("p_11")
    assert limits[10].high == worked.near("ucl_11")
    assert points[0][1] == 100
    assert (limits[0].low, limits[0].high) == (worked.near("lcl_n100"), worked.near("ucl_n100"))
    assert out(shares(points), limits) == worked.expected["out_of_control_1based"]


def test_c_chart_gives_the_nist_example():
    worked = example("c_chart_nist")
    counts = worked.given["counts"]
    limits = c_chart(counts, exact_under=0)
    assert limits[0].centre == worked.near("c_bar")
    assert (limits[0].low, limits[0].high) == (worked.near("lcl"), worked.near("ucl"))
    assert out(counts, limits) == worked.expected["out_of_control_1based"]
    assert out(counts, c_chart(counts)) == worked.expected["out_of_control_1based"]


def test_u_chart_gives_the_sas_example():
    worked = example("u_chart_sas_fabric")
    points = [(count, worked.given["area_each"]) for count in worked.given["counts"]]
    limits = u_chart(points, **SIGMAS)
    assert limits[0].centre == worked.near("u_bar")
    assert (limits[0].low, limits[0].high) == (worked.near("lcl"), worked.near("ucl"))
    assert out(shares(points), limits) == worked.expected["out_of_control_1based"]


def test_u_chart_gives_the_example_with_areas_that_differ():
    worked = example("u_chart_dyedcloth")
    points = list(zip(worked.given["counts"], worked.given["area"], strict=True))
    limits = u_chart(points, **SIGMAS)
    assert limits[0].centre == worked.near("u_bar")
    found = [[its.low, its.high] for its in limits]
    assert found == [pytest.approx(pair, **worked.tolerance) for pair in worked.expected["limits"]]
    assert out(shares(points), limits) == worked.expected["out_of_control_1based"]


def test_laney_gives_the_worked_example():
    worked = example("laney_p_prime")
    points = list(zip(worked.given["defectives"], worked.given["n"], strict=True))
    limits = p_chart(points, exact_under=0, laney_over=0)
    assert p_scatter(points) == worked.near("sigma_z")
    assert limits[10].high == worked.near("ucl_11")
    assert limits[10].method == Method.LANEY
    assert out(shares(points), limits) == worked.expected["out_of_control_1based"]
    # These scatter less than chance would have it: by itself the chart leaves Laney out.
    assert {its.method for its in p_chart(points, exact_under=0)} == {Method.SIGMA}


def test_p_chart_widens_by_hand_computed_scatter():
    """46 and 54 of 100 in turn: z is ∓0.8, so that σ_z is 1.6 / 1.128 and the half width 3 · 0.05 · σ_z."""
    points = [(46, 100), (54, 100)] * 5
    scatter = 1.6 / 1.128
    assert p_scatter(points) == pytest.approx(scatter)
    (limits,) = set(p_chart(points))
    assert limits == Limits(0.5, pytest.approx(0.5 - 0.15 * scatter), pytest.approx(0.5 + 0.15 * scatter), Method.LANEY)
    assert p_chart(points, laney_over=1.5) == [Limits(0.5, pytest.approx(0.35), pytest.approx(0.65))] * 10


def test_u_chart_widens_by_hand_computed_scatter():
    """90 and 110 events in 4 units in turn: z is ∓1."""
    points = [(90, 4), (110, 4)] * 5
    scatter = 2 / 1.128
    assert u_scatter(points) == pytest.approx(scatter)
    (limits,) = set(u_chart(points))
    half = 3 * sqrt(25 / 4) * scatter
    assert limits == Limits(25, pytest.approx(25 - half), pytest.approx(25 + half), Method.LANEY)


def test_few_that_scatter_never_get_narrower_limits_than_chance():
    """Laney's limits hold the exact ones, whether the scatter is great or, as of the last, less than chance makes."""
    points = [(0, 1), (4, 1)] * 6
    exact, laney = u_chart(points, laney_over=inf)[0], u_chart(points)[0]
    assert (exact.method, laney.method) == (Method.EXACT, Method.LANEY)
    assert (exact.low, exact.high) == (0, 7)
    assert laney.low == 0
    assert laney.high == pytest.approx(2 + 3 * sqrt(2) * u_scatter(points))
    assert laney.high > exact.high
    barely = u_chart([(2, 1), (2, 1), (1, 1), (3, 1)] * 3, laney_over=0)[0]
    assert (barely.low, barely.high, barely.method) == (0, 7, Method.LANEY)
    # Where 9.8 of 10 hit, 8 are still chance, and 0.98 − 3 · √(0.0196 / 10) · σ_z is 0.914 by itself.
    points = [(10, 10)] * 4 + [(9, 10)]
    low = p_chart(points, laney_over=0)[0]
    assert 0.98 - 3 * sqrt(0.00196) * p_scatter(points) > 0.8
    assert (low.low, low.high, low.method) == (0.8, 1.0, Method.LANEY)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([4.0], [None]),
        ([4.0, 4.0], [Limits(4.0, 4.0, 4.0)] * 2),
        ([10.0, 12.0, 11.0], [Limits(11.0, pytest.approx(7.01), pytest.approx(14.99))] * 3),
        ([1.0, -1.0], [Limits(0.0, pytest.approx(-5.32), pytest.approx(5.32))] * 2),
    ],
)
def test_individuals_are_mean_and_moving_ranges(values, expected):
    assert individuals(values) == expected


def test_individuals_stop_at_their_floor():
    assert individuals([1.0, 3.0], floor=0) == [Limits(2.0, 0, pytest.approx(7.32))] * 2


def test_values_that_are_all_alike_are_in_whatever_their_last_digit():
    values = [0.1] * 3
    assert out(values, individuals(values)) == []


def test_out_is_strictly_beyond():
    limits = Limits(16.0, 4.0, 28.0)
    assert [limits.is_out(value) for value in (3.999, 4.0, 16.0, 28.0, 28.001)] == [True, False, False, False, True]
    assert not Limits(0.3, 0.0, 0.1 + 0.2).is_out(0.3)
    assert not Limits(0.3, 0.1 + 0.2, 1.0).is_out(0.3)


@pytest.mark.parametrize("chart", [p_chart, u_chart])
def test_points_without_data_have_no_limits(chart):
    assert chart([]) == []
    assert chart([(0, 0), (0, 0)]) == [None, None]
    assert chart([(3, 10), (0, 0), (2, 10)])[1] is None
    assert chart([(3, 10), (0, 0), (2, 10)])[::2] == chart([(3, 10), (2, 10)])


def test_all_or_none_stay_on_their_line():
    assert p_chart([(0, 5), (0, 9)]) == [Limits(0.0, 0.0, 0.0, Method.EXACT)] * 2
    assert p_chart([(5, 5), (9, 9)]) == [Limits(1.0, 1.0, 1.0, Method.EXACT)] * 2
    assert u_chart([(0, 5), (0, 9)]) == [Limits(0.0, 0.0, 0.0, Method.EXACT)] * 2
    assert c_chart([0, 0]) == [Limits(0.0, 0.0, 0.0, Method.EXACT)] * 2
    assert p_scatter([(0, 5), (0, 9)]) is None
    assert p_scatter([(5, 5), (9, 9)]) is None
    assert u_scatter([(4, 2), (0, 0)]) is None


def test_the_rarer_outcome_decides_whether_few_are_expected():
    """95 satisfied of 100 are 5 that are not: as lopsided as 5 hits of 100, and mirrored."""
    few, many = p_chart([(5, 100)] * 3)[0], p_chart([(95, 100)] * 3)[0]
    assert (few.method, many.method) == (Method.EXACT, Method.EXACT)
    assert (many.low, many.high) == (pytest.approx(1 - few.high), pytest.approx(1 - few.low))
    assert p_chart([(20, 100)] * 3)[0].method == Method.SIGMA
    assert p_chart([(80, 100)] * 3)[0].method == Method.SIGMA
    assert u_chart([(20, 3)] * 3)[0].method == Method.SIGMA


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=8)
)
def test_p_limits_hold_the_centre_and_exact_ones_keep_their_word(points):
    for (_hits, total), its in zip(points, p_chart(points), strict=True):
        assert 0 <= its.low <= its.centre * (1 + 1e-12)
        assert its.centre * (1 - 1e-12) <= its.high <= 1
        if its.method == Method.EXACT:
            fewest, most = round(its.low * total), round(its.high * total)
            assert binomial_at_most(fewest - 1, total, its.centre) <= ALARM
            assert binomial_at_least(most + 1, total, its.centre) <= ALARM
            assert [its.is_out(k / total) for k in (fewest - 1, fewest, most, most + 1)] == [True, False, False, True]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0.1, 50)), min_size=1, max_size=8))
def test_u_limits_hold_the_centre_and_exact_ones_keep_their_word(points):
    for (_count, exposure), its in zip(points, u_chart(points), strict=True):
        assert 0 <= its.low <= its.centre <= its.high
        if its.method == Method.EXACT:
            fewest, most = round(its.low * exposure), round(its.high * exposure)
            assert poisson_at_most(fewest - 1, its.centre * exposure) <= ALARM
            assert poisson_at_least(most + 1, its.centre * exposure) <= ALARM
            assert [its.is_out(k / exposure) for k in (fewest, most, most + 1)] == [False, False, True]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: p_chart([(3, 2)]), "3 of 2 is not a proportion"),
        (lambda: p_scatter([(-1, 2)]), "-1 of 2 is not a proportion"),
        (lambda: u_chart([(1, 0)]), "1 events in an exposure of 0 are not a rate"),
        (lambda: u_scatter([(1, -2.0)]), "-2.0 are not a rate"),
        (lambda: c_chart([-1]), "-1 events in an exposure of 1 are not a rate"),
        (lambda: individuals([1.0, float("nan")]), "a value to chart is not a number"),
    ],
)
def test_impossible_points_are_refused(ask, said):
    with pytest.raises(ValueError, match=said):
        ask()
