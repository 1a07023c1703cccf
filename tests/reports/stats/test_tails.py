"""Tails of the distributions: against sums term by term, sums with many digits, and printed tables."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, factorial, fsum

import pytest
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.incomplete import beta_below, beta_quantile, gamma_above, gamma_below, gamma_quantile
from reports.stats.tails import (
    ALARM,
    binomial_at_least,
    binomial_at_most,
    binomial_range,
    poisson_at_least,
    poisson_at_most,
    poisson_range,
    student_above,
    student_quantile,
)

tries = st.tuples(st.integers(0, 60), st.integers(-1, 61), st.integers(0, 1000))
close = {"rel": 1e-11, "abs": 1e-300}


@settings(deadline=None)
@given(tries)
@also((0, 0, 500))
@also((10, 11, 1000))
@also((10, 10, 1000))
@also((10, 0, 0))
def test_binomial_tails_are_the_sums_of_their_terms(given_tries):
    total, count, thousandths = given_tries
    p = Fraction(thousandths, 1000)
    terms = [comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(total + 1)]
    share = thousandths / 1000
    assert binomial_at_least(count, total, share) == pytest.approx(float(sum(terms[max(count, 0) :])), **close)
    assert binomial_at_most(count, total, share) == pytest.approx(float(sum(terms[: count + 1])), **close)


@settings(deadline=None)
@given(st.integers(-1, 60), st.floats(0, 40))
@also(0, 0.0)
@also(1, 0.0)
def test_poisson_tails_are_the_sums_of_their_terms(count, mean):
    terms = [exp(-mean) * mean**k / factorial(k) for k in range(170)]
    assert poisson_at_least(count, mean) == pytest.approx(fsum(terms[max(count, 0) :]), **close)
    assert poisson_at_most(count, mean) == pytest.approx(fsum(terms[: count + 1]), **close)


@pytest.mark.parametrize(
    ("count", "total", "share", "expected"),
    [
        # Added up with sixty digits.
        (5_000_000, 10_000_000, 0.4996, 0.005711155055915918),
        (5_000_000, 10_000_000, 0.4990, 1.2723637679102152e-10),
        (1, 10_000_000, 1e-9, 0.009950166255782196),
        (100, 10_000_000, 2e-6, 3.4877729716073063e-37),
        (7, 2_141_887, 4.272846806430241e-06, 0.8067129019817271),
    ],
)
def test_binomial_tails_keep_their_digits_in_millions(count, total, share, expected):
    assert binomial_at_least(count, total, share) == pytest.approx(expected, rel=2e-12)
    assert binomial_at_most(total - count, total, 1 - share) == pytest.approx(
        expected, rel=1e-6
    )  # 1 − share is rounded


def test_poisson_tails_keep_their_digits_in_millions():
    assert poisson_at_least(9_678_994, 9_660_112.678915208) == pytest.approx(6.283166356136009e-10, rel=1e-12)
    assert poisson_at_most(0, 700.0) == pytest.approx(exp(-700), rel=1e-12)


@settings(deadline=None)
@given(st.floats(0.5, 1e6), st.floats(0.5, 1e6), st.floats(1e-9, 1 - 1e-9))
def test_quantiles_undo_the_beta(a, b, share):
    x = beta_quantile(share, a, b)
    if 1e-300 < x < 1 - 1e-6:  # nearer to 1 its own last digit moves the share
        assert beta_below(x, 1 - x, a, b) == pytest.approx(share, rel=1e-7)


@settings(deadline=None)
@given(st.floats(1, 1e6), st.floats(1e-9, 1 - 1e-9))
def test_quantiles_undo_the_gamma(a, share):
    x = gamma_quantile(share, a)
    assert gamma_below(x, a) == pytest.approx(share, rel=1e-9)
    assert gamma_above(x, a) == pytest.approx(1 - share, rel=1e-6)


@pytest.mark.parametrize(
    ("share", "degrees", "expected"),
    [
        (0.975, 1, 12.7062),  # the table in every textbook
        (0.975, 2, 4.3027),
        (0.975, 4, 2.7764),
        (0.975, 10, 2.2281),
        (0.975, 30, 2.0423),
        (0.975, 1000, 1.9623),
        (0.975, 10_000_000, 1.9600),
        (0.9995, 5, 6.8688),
        (0.95, 3, 2.3534),
        (0.5, 3, 0.0),
        (0.025, 10, -2.2281),
    ],
)
def test_student_gives_the_printed_table(share, degrees, expected):
    assert student_quantile(share, degrees) == pytest.approx(expected, abs=5.1e-5)


@pytest.mark.parametrize("degrees", [1, 2, 3, 7.5, 100, 1e7])
@pytest.mark.parametrize("tail", [0.4999, 0.3, 0.025, 1e-6, 1e-12, 1e-280])
def test_student_quantile_leaves_its_tail(degrees, tail):
    assert student_above(-student_quantile(tail, degrees), degrees) == pytest.approx(tail, rel=1e-9)


@settings(deadline=None)
@given(st.integers(0, 80), st.integers(0, 1000), st.floats(1e-6, 0.49))
@also(50, 231, ALARM)
@also(0, 500, 0.025)
@also(9, 0, 0.025)
@also(9, 1000, 0.025)
def test_binomial_range_is_what_a_search_of_all_counts_finds(total, thousandths, tail):
    share = thousandths / 1000
    counts = range(total + 1)
    fewest = min(k for k in counts if binomial_at_most(k, total, share) > tail)
    most = max(k for k in counts if binomial_at_least(k, total, share) > tail)
    assert binomial_range(total, share, tail) == (fewest, most)


@settings(deadline=None)
@given(st.floats(0, 60), st.floats(1e-6, 0.49))
@also(0.0, ALARM)
def test_poisson_range_is_what_a_search_of_all_counts_finds(mean, tail):
    fewest = min(k for k in range(200) if poisson_at_most(k, mean) > tail)
    most = max(k for k in range(200) if poisson_at_least(k, mean) > tail)
    assert poisson_range(mean, tail) == (fewest, most)


def test_ranges_of_millions_end_where_the_tails_do():
    assert binomial_range(10_000_000, 0.5, 0.025) == (4_996_901, 5_003_099)
    assert poisson_range(10_000_000.0, 0.025) == (9_993_803, 10_006_198)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: binomial_at_least(1, -1, 0.5), "-1 tries of chance 0.5 cannot be"),
        (lambda: binomial_at_most(1, 2, 1.5), "2 tries of chance 1.5 cannot be"),
        (lambda: binomial_range(2, -0.5), "2 tries of chance -0.5 cannot be"),
        (lambda: binomial_range(2, 0.5, 0.5), "0.5 is not a tail between 0 and 0.5"),
        (lambda: poisson_at_least(1, -1.0), "-1.0 events cannot be expected"),
        (lambda: poisson_at_most(1, float("nan")), "nan events cannot be expected"),
        (lambda: poisson_range(float("inf")), "inf events cannot be expected"),
        (lambda: student_quantile(1.0, 3), "1.0 is not a share between 0 and 1"),
        (lambda: student_quantile(0.9, 0), "0 is not a number of degrees of freedom"),
    ],
)
def test_impossible_numbers_are_refused(ask, said):
    with pytest.raises(ValueError, match="^" + said.replace(".", r"\.") + "$"):
        ask()
