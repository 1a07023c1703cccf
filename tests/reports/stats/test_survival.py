"""Survival against the handbook's table, the leukaemia trial, and the same words counted unit by unit."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.survival import LogRank, Tally, kaplan_meier, log_rank, survival_at
from tests.reports.stats.examples import example

# A unit: (entered at, left at, failed). Entered at −1 is watched from the start.
units = st.tuples(st.integers(-1, 8), st.integers(1, 6), st.booleans()).map(
    lambda unit: (unit[0], max(unit[0], 0) + unit[1], unit[2])
)
started = st.tuples(st.just(-1), st.integers(0, 9), st.booleans())


def tallies(those):
    failed = Counter(left for _entered, left, fell in those if fell)
    censored = Counter(left for _entered, left, fell in those if not fell)
    late = Counter(entered for entered, _left, _fell in those if entered >= 0)
    return [Tally(time, failed[time], censored[time], late[time]) for time in failed | censored | late]


def nist():
    given_ = example("kaplan_meier_nist").given
    return [
        *(Tally(time, failures=1) for time in given_["failures"]),
        *(Tally(time, censored=1) for time in given_["removed"]),
        Tally(200, censored=given_["censored_at_200"]),
    ]


def test_kaplan_meier_gives_the_nist_example():
    worked = example("kaplan_meier_nist")
    found = [[step.time, step.at_risk, step.survival] for step in kaplan_meier(nist())]
    assert found == [[time, n, pytest.approx(r, **worked.tolerance)] for time, n, r in worked.expected["t_nrisk_R"]]


def test_greenwood_gives_the_worked_example():
    worked = example("greenwood_on_km_nist")
    step = survival_at(kaplan_meier(nist()), worked.given["t"])
    assert (step.survival, step.se) == (worked.near("R"), worked.near("se"))


def test_log_rank_gives_the_leukaemia_example():
    worked = example("logrank_6mp")
    one, two = (
        [Tally(time, failures=event, censored=1 - event) for time, event in worked.given[f"group{number}_t_event"]]
        for number in (1, 2)
    )
    found = log_rank(one, two)
    assert found.observed == worked.expected["O1"]
    assert found.expected == worked.near("E1")
    assert found.chi2 == worked.near("chi2")
    assert found.p == pytest.approx(4.17e-5, rel=2e-3)


def test_kaplan_meier_by_hand():
    """At 2 a failure comes before a censoring: of 4 at risk, not of 3. At 5 the last one falls."""
    steps = kaplan_meier([Tally(2, 1, 1), Tally(5, 1), Tally(3, 0, 1)])
    assert [(s.time, s.at_risk, s.failures, s.survival) for s in steps] == [(2, 4, 1, 0.75), (5, 1, 1, 0.0)]
    assert steps[0].se == pytest.approx(0.75 * sqrt(1 / 12))
    # ln(0.75) = −0.28768; θ = 1.95996 · √(1/12) / 0.28768 = 1.96673; 0.75^e^±θ
    assert steps[0].interval == pytest.approx((0.12795, 0.96055), abs=1e-4)
    assert (steps[1].se, steps[1].interval) == (None, None)


def test_late_entries_are_at_risk_only_after_they_came():
    """Two from the start, three imported at 4: the failure at 4 is one of two, the one at 6 one of four."""
    steps = kaplan_meier([Tally(4, failures=1, entered=3), Tally(6, 1), Tally(9, 0, 3)])
    assert [(s.at_risk, s.survival) for s in steps] == [(2, 0.5), (4, 0.375)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=60))
def test_without_censoring_it_is_what_is_left(times):
    """One less the share that has failed, and its standard error is that of a proportion."""
    for step in kaplan_meier([Tally(time, failures=1) for time in times]):
        left = sum(time > step.time for time in times) / len(times)
        assert step.survival == pytest.approx(left, abs=1e-12)
        if left:
            assert step.se == pytest.approx(sqrt(left * (1 - left) / len(times)))


@settings(deadline=None)
@given(st.lists(units | started, max_size=30))
def test_kaplan_meier_is_the_product_counted_unit_by_unit(those):
    survival, expected = Fraction(1), []
    for time in sorted({left for _entered, left, fell in those if fell}):
        at_risk = sum(entered < time <= left for entered, left, _fell in those)
        fell = sum(left == time and failed for _entered, left, failed in those)
        survival *= 1 - Fraction(fell, at_risk)
        expected.append((time, at_risk, fell, pytest.approx(float(survival), abs=1e-12)))
    steps = kaplan_meier(tallies(those))
    assert [(s.time, s.at_risk, s.failures, s.survival) for s in steps] == expected
    for step in steps:
        if step.interval is not None:
            assert 0 <= step.interval[0] <= step.survival <= step.interval[1] <= 1


@settings(deadline=None)
@given(st.lists(units | started, max_size=20), st.lists(units | started, max_size=20))
def test_log_rank_is_the_sum_counted_unit_by_unit(ours, theirs):
    observed, expected, variance = 0, Fraction(0), Fraction(0)
    for time in sorted({left for _entered, left, fell in ours + theirs if fell}):
        n = [sum(entered < time <= left for entered, left, _f in those) for those in (ours, theirs)]
        d = [sum(left == time and fell for _e, left, fell in those) for those in (ours, theirs)]
        observed += d[0]
        expected += Fraction(sum(d) * n[0], sum(n))
        if sum(n) > 1:
            variance += Fraction(sum(d) * n[0] * n[1] * (sum(n) - sum(d)), sum(n) ** 2 * (sum(n) - 1))
    found = log_rank(tallies(ours), tallies(theirs))
    if not variance:
        assert found is None
        return
    assert (found.observed, found.expected) == (observed, pytest.approx(float(expected)))
    assert found.chi2 == pytest.approx(float((observed - expected) ** 2 / variance), abs=1e-12)
    assert log_rank(tallies(theirs), tallies(ours)).chi2 == pytest.approx(found.chi2, abs=1e-12)
    assert 0 <= found.p <= 1


def test_groups_that_fail_alike_are_not_told_apart():
    rows = [Tally(1, 2), Tally(3, 1, 1), Tally(4, 0, 2)]
    assert log_rank(rows, rows) == LogRank(3, pytest.approx(3), pytest.approx(0, abs=1e-20), pytest.approx(1))


@pytest.mark.parametrize(("chi2_above", "p"), [(3.841459, 0.05), (6.634897, 0.01)])
def test_p_is_that_of_the_chi_squared_table(chi2_above, p):
    """Two groups whose χ² lies by the tabled value have a p by the tabled one."""
    found = min(
        (log_rank([Tally(1, a, 400 - a)], [Tally(1, 100, 300)]) for a in range(100, 160)),
        key=lambda it: abs(it.chi2 - chi2_above),
    )
    assert found.p == pytest.approx(p, rel=0.15)
    assert (found.p < p) == (found.chi2 > chi2_above)


def test_a_million_units_cost_as_many_rows_as_days():
    steps = kaplan_meier(Tally(day, failures=20, censored=980) for day in range(1000))
    assert (len(steps), steps[0].at_risk, steps[-1].at_risk) == (1000, 1_000_000, 1000)
    assert 0 < steps[-1].survival < steps[0].survival < 1


def test_the_curve_stands_on_its_last_step():
    steps = kaplan_meier([Tally(2, 1), Tally(5, 1), Tally(7, 0, 2)])
    assert [survival_at(steps, time) for time in (0, 1.9, 2, 4, 5, 6)] == [
        None,
        None,
        steps[0],
        steps[0],
        steps[1],
        steps[1],
    ]


def test_nothing_has_no_steps_and_no_comparison():
    assert kaplan_meier([]) == []
    assert kaplan_meier([Tally(3, censored=4)]) == []
    assert log_rank([], []) is None
    assert log_rank([Tally(3, 1)], []) is None
    assert log_rank([Tally(3, 0, 4)], [Tally(5, 0, 4)]) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Tally(-1, 1), "cannot be: a time and counts are 0 or more"),
        (Tally(1, -1), "cannot be: a time and counts are 0 or more"),
        (Tally(1, 0, 0, -1), "cannot be: a time and counts are 0 or more"),
        (Tally(float("nan"), 1), "cannot be: a time and counts are 0 or more"),
        (Tally(1, 1, 0, 1), "1 leave at 1, and only 0 are watched"),
        (Tally(1, 0, 2, 1), "2 leave at 1, and only 1 are watched"),
    ],
)
def test_impossible_rows_are_refused(row, said):
    with pytest.raises(ValueError, match=said):
        kaplan_meier([row])
    with pytest.raises(ValueError, match=said):
        log_rank([Tally(2, 1)], [row])
