"""Scores that people give, from how many gave each: {score: count}. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from reports.stats.proportions import Interval, Z
from reports.stats.tails import TAIL, student_quantile

PROMOTERS_FROM, DETRACTORS_TO = 9, 6
NPS_SCALE = (0, 10)


@dataclass(frozen=True)
class Estimate:
    """A number got from so many answers: how much the answers vary, and how sure the number is."""

    value: float
    variance: float
    se: float
    interval: Interval | None
    total: int


def nps(counts: Mapping[int, int]) -> Estimate | None:
    """The Net Promoter Score, −100 to 100, of answers from 0 to 10; None without any. ValueError for impossible ones.

    Variance (in points², of all answers, divided by n) and standard error are the plain ones of scores −100, 0, 100.
    The interval is not ± 1.96 of these, which is no interval at all when everybody agrees, but the adjusted one: with
    three answers more, of which 3/4 promote and 3/4 detract (B. Rocks 2016, «Interval Estimation for the Net Promoter
    Score», The American Statistician 70).
    """
    total = _checked(counts, NPS_SCALE)
    if not total:
        return None
    up = sum(count for score, count in counts.items() if score >= PROMOTERS_FROM)
    down = sum(count for score, count in counts.items() if score <= DETRACTORS_TO)
    value, variance = _net(up, down, total)
    centre, spread = _net(up + 0.75, down + 0.75, total + 3)
    half = Z * sqrt(spread / (total + 3))
    # A single answer pulls the centre so far that the interval would leave the answer itself out.
    interval = (max(min(centre - half, value), -100.0), min(max(centre + half, value), 100.0))
    return Estimate(value, variance, sqrt(variance / total), interval, total)


def mean(counts: Mapping[int, int], scale: tuple[int, int]) -> Estimate | None:
    """The mean of answers on a scale (its first and last score), with Student's interval, which stays on the scale.

    Variance in scores², divided by n − 1. None without answers; ValueError for scores off the scale. No interval for
    one answer, nor when all are the same: how much they would vary is not known then.
    """
    total = _checked(counts, scale)
    if not total:
        return None
    value = sum(score * count for score, count in counts.items()) / total
    squares = sum(count * (score - value) ** 2 for score, count in counts.items())
    if len([score for score, count in counts.items() if count]) < 2:
        return Estimate(value, 0.0, 0.0, None, total)
    variance = squares / (total - 1)
    se = sqrt(variance / total)
    half = student_quantile(1 - TAIL, total - 1) * se
    return Estimate(value, variance, se, (max(value - half, scale[0]), min(value + half, scale[1])), total)


def top(counts: Mapping[int, int], least: int) -> tuple[int, int]:
    """(hits, total): those that gave `least` or more, of all, for `wilson`. So CSAT from 4 of 5, CES from 5 of 7."""
    total = _checked(counts, None)
    return sum(count for score, count in counts.items() if score >= least), total


def _net(up: float, down: float, total: float) -> tuple[float, float]:
    share = (up - down) / total
    return 100 * share, 10_000 * ((up + down) / total - share**2)


def _checked(counts: Mapping[int, int], scale: tuple[int, int] | None) -> int:
    for score, count in counts.items():
        if count < 0 or (scale and not scale[0] <= score <= scale[1]):
            raise ValueError(f"{count} answers of {score} cannot be")
    return sum(counts.values())
