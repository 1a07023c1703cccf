"""Scores from counts: by hand, against the same answers one by one, and all the little samples there are."""

from __future__ import annotations

import statistics
from collections import Counter
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.stats.proportions import Z
from reports.stats.scores import Estimate, mean, nps, top
from tests.reports.stats.examples import example


def test_nps_gives_the_worked_example():
    """The example counts in fractions of 1; the score in points of 100."""
    worked = example("nps_variance")
    found = nps({9: worked.given["promoters"], 7: worked.given["passives"], 6: worked.given["detractors"]})
    assert found.value / 100 == worked.near("nps_fraction")
    assert found.variance / 10_000 == worked.near("variance_population")
    assert found.se / 100 == worked.near("se")
    assert found.total == 6


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ({10: 1}, 100),
        ({0: 1}, -100),
        ({8: 3}, 0),
        ({6: 1, 7: 1, 8: 1, 9: 1}, 0),
        ({0: 1, 6: 1, 9: 3, 10: 3, 7: 2}, 40),
        ({10: 4, 3: 0}, 100),
    ],
)
def test_nps_is_promoters_less_detractors(counts, value):
    assert nps(counts).value == pytest.approx(value)


def test_nps_interval_by_hand():
    """20 promote and 5 detract of 50: 20.75 and 5.75 of 53, so 28.302 ± 1.96 · √((0.5 − 0.0801) / 53)."""
    found = nps({10: 20, 7: 25, 0: 5})
    centre = 15 / 53
    half = Z * sqrt((26.5 / 53 - centre**2) / 53)
    assert found.interval == pytest.approx((100 * (centre - half), 100 * (centre + half)))
    assert found.interval == pytest.approx((10.856, 45.748), abs=1e-3)


def test_nps_interval_holds_the_score_of_every_little_sample():
    for total in range(1, 26):
        for up in range(total + 1):
            for down in range(total - up + 1):
                found = nps({9: up, 8: total - up - down, 6: down})
                assert -100 <= found.interval[0] <= found.value <= found.interval[1] <= 100
                assert found.interval[1] - found.interval[0] > 0
                more = nps({9: 4 * up, 8: 4 * (total - up - down), 6: 4 * down}).interval
                assert more[1] - more[0] < found.interval[1] - found.interval[0]


def test_mean_by_hand():
    """1 to 5 once each: variance 2.5, t(4) = 2.776445."""
    half = 2.776445 * sqrt(0.5)
    interval = (pytest.approx(3 - half, abs=1e-6), pytest.approx(3 + half, abs=1e-6))
    assert mean(dict.fromkeys(range(1, 6), 1), (1, 5)) == Estimate(3, 2.5, pytest.approx(sqrt(0.5)), interval, 5)


def test_mean_stays_on_its_scale():
    found = mean({4: 1, 5: 3}, (1, 5))
    assert found.interval == (pytest.approx(4.75 - 3.182446 * 0.25, abs=1e-5), 5)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=2, max_size=60))
def test_scores_are_those_of_the_answers_one_by_one(answers):
    counts = Counter(answers)
    found = mean(counts, (0, 10))
    assert found.value == pytest.approx(statistics.mean(answers))
    assert found.variance == pytest.approx(statistics.variance(answers))
    if len(counts) > 1:
        assert found.interval[0] <= found.value <= found.interval[1]
    points = [100 if answer >= 9 else -100 if answer <= 6 else 0 for answer in answers]
    score = nps(counts)
    assert score.value == pytest.approx(statistics.mean(points))
    assert score.variance == pytest.approx(statistics.pvariance(points), abs=1e-9)
    assert score.se == pytest.approx(sqrt(score.variance / len(answers)))


@pytest.mark.parametrize("counts", [{4: 1}, {4: 9}, {4: 9, 5: 0}])
def test_mean_of_answers_all_alike_has_no_interval(counts):
    assert mean(counts, (1, 5)) == Estimate(4, 0.0, 0.0, None, counts[4])


def test_top_counts_those_from_a_score_on():
    assert top({5: 3, 6: 1, 4: 2, 7: 0}, 5) == (4, 6)
    assert top({}, 5) == (0, 0)


def test_no_answers_have_no_score():
    assert nps({}) is None
    assert nps({10: 0}) is None
    assert mean({}, (1, 5)) is None


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: nps({11: 1}), "1 answers of 11 cannot be"),
        (lambda: nps({-1: 1}), "1 answers of -1 cannot be"),
        (lambda: nps({5: -1}), "-1 answers of 5 cannot be"),
        (lambda: mean({6: 1}, (1, 5)), "1 answers of 6 cannot be"),
        (lambda: top({6: -2}, 5), "-2 answers of 6 cannot be"),
    ],
)
def test_impossible_answers_are_refused(ask, said):
    with pytest.raises(ValueError, match=f"^{said}$"):
        ask()
