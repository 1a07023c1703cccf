"""Tails of the binomial, Poisson and Student distributions, and the counts that chance allows. Pure.

Small tails keep their digits: none is one less its other side.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, inf, isfinite, log, sqrt
from statistics import NormalDist

from reports.stats.incomplete import beta_below, beta_factor, crossing, gamma_above, gamma_below

TAIL = 0.025  # what a 95 % interval leaves out on each side
ALARM = 0.00135  # what three sigmas leave out on one side


def binomial_at_least(count: int, total: int, share: float) -> float:
    """The chance of `count` hits or more in `total` tries of chance `share` (0–1). ValueError for what is no chance."""
    _check_binomial(total, share)
    if count <= 0 or count > total:
        return float(count <= 0)
    return beta_below(share, 1 - share, count, total - count + 1)


def binomial_at_most(count: int, total: int, share: float) -> float:
    """The chance of `count` hits or fewer in such tries. ValueError as above."""
    _check_binomial(total, share)
    if count < 0 or count >= total:
        return float(count >= 0)
    return beta_below(1 - share, share, total - count, count + 1)


def poisson_at_least(count: int, mean: float) -> float:
    """The chance of `count` events or more where `mean` are expected. ValueError for a mean that cannot be."""
    _check_mean(mean)
    return gamma_below(mean, count) if count > 0 else 1.0


def poisson_at_most(count: int, mean: float) -> float:
    """The chance of `count` events or fewer where `mean` are expected. ValueError for a mean that cannot be."""
    _check_mean(mean)
    return gamma_above(mean, count + 1) if count >= 0 else 0.0


def binomial_range(total: int, share: float, tail: float = ALARM) -> tuple[int, int]:
    """The fewest and the most hits that chance allows: beyond each lies no more than `tail`.

    A count is out when its own tail, itself included, is `tail` or less; the range is what remains, ends included.
    ValueError for what is no chance, and for a tail that is not between 0 and 0.5.
    """
    _check_binomial(total, share)
    return _allowed(
        lambda count: binomial_at_most(count, total, share),
        lambda count: binomial_at_least(count, total, share),
        total * share,
        sqrt(total * share * (1 - share)),
        tail,
    )


def poisson_range(mean: float, tail: float = ALARM) -> tuple[int, int]:
    """The same of events where `mean` are expected."""
    _check_mean(mean)
    return _allowed(
        lambda count: poisson_at_most(count, mean),
        lambda count: poisson_at_least(count, mean),
        mean,
        sqrt(mean),
        tail,
    )


def student_above(t: float, degrees: float) -> float:
    """The chance of more than t ≥ 0 in Student's distribution with so many degrees of freedom (more than 0)."""
    x, y = degrees / (degrees + t * t), t * t / (degrees + t * t)
    return beta_below(x, y, degrees / 2, 0.5) / 2


def student_quantile(share: float, degrees: float) -> float:
    """The t below which `share` of Student's distribution lies. ValueError unless 0 < share < 1 and degrees > 0."""
    if not 0 < share < 1:
        raise ValueError(f"{share} is not a share between 0 and 1")
    if not 0 < degrees < inf:
        raise ValueError(f"{degrees} is not a number of degrees of freedom")
    tail = min(share, 1 - share)
    if tail == 0.5:
        return 0.0

    def curve(t: float) -> tuple[float, float]:
        above = student_above(t, degrees)
        if not above:  # too far out for a float
            return inf, 0.0
        x, y = degrees / (degrees + t * t), t * t / (degrees + t * t)
        return log(tail / above), beta_factor(x, y, degrees / 2, 0.5) / t / above

    found = crossing(curve, -NormalDist().inv_cdf(tail))
    return found if share > 0.5 else -found


def _allowed(
    at_most: Callable[[int], float], at_least: Callable[[int], float], mean: float, sigma: float, tail: float
) -> tuple[int, int]:
    """From where the normal curve says, step by step: it is a step or two off."""
    if not 0 < tail < 0.5:
        raise ValueError(f"{tail} is not a tail between 0 and 0.5")
    away = -NormalDist().inv_cdf(tail) * sigma
    low, high = max(floor(mean - away), 0), ceil(mean + away)
    while low and at_most(low - 1) > tail:
        low -= 1
    while at_most(low) <= tail:
        low += 1
    while at_least(high + 1) > tail:
        high += 1
    while at_least(high) <= tail:
        high -= 1
    return low, high


def _check_binomial(total: int, share: float) -> None:
    if total < 0 or not 0 <= share <= 1:
        raise ValueError(f"{total} tries of chance {share} cannot be")


def _check_mean(mean: float) -> None:
    if not (mean >= 0 and isfinite(mean)):
        raise ValueError(f"{mean} events cannot be expected")
