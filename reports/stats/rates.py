"""Rates, so many events in so much exposure (unit-months, visits, deliveries): exact Poisson intervals. Pure."""

from __future__ import annotations

from math import isfinite, sqrt

from reports.stats.incomplete import gamma_quantile
from reports.stats.proportions import Interval
from reports.stats.tails import ALARM, TAIL, poisson_range


def exact_rate(count: int, exposure: float = 1) -> Interval | None:
    """The exact interval of a rate, in events per unit of exposure (Garwood 1936); None without exposure.

    With what was expected for an exposure it is the interval of observed over expected. ValueError for a negative
    count or exposure, and for events without any exposure.
    """
    if count < 0 or not (exposure >= 0 and isfinite(exposure)) or (count and not exposure):
        raise ValueError(f"{count} events in an exposure of {exposure} are not a rate")
    if not exposure:
        return None
    low = gamma_quantile(TAIL, count) if count else 0.0
    return low / exposure, gamma_quantile(1 - TAIL, count + 1) / exposure


def rate_difference(count: int, exposure: float, other_count: int, other_exposure: float) -> Interval | None:
    """The interval of the difference of two independent rates, first minus second; None when one has no exposure.

    The two exact intervals joined as Newcombe joins those of proportions (Zou and Donner 2008, «Construction of
    confidence limits about effect measures: a general approach»). Somewhat wide for few events, as its parts are.
    """
    one, two = exact_rate(count, exposure), exact_rate(other_count, other_exposure)
    if one is None or two is None:
        return None
    p, q = count / exposure, other_count / other_exposure
    low = p - q - sqrt((p - one[0]) ** 2 + (two[1] - q) ** 2)
    high = p - q + sqrt((one[1] - p) ** 2 + (q - two[0]) ** 2)
    return low, high


def poisson_limits(mean: float) -> tuple[int, int]:
    """The fewest and the most events that are in control where `mean` are expected: one less or more is an alarm.

    Exact on each side, where three sigmas of a mean below 20 raise up to thirteen times the false alarms they promise:
    an alarm has, with all beyond it, a chance of no more than 0.00135. ValueError for a mean that cannot be.
    """
    return poisson_range(mean, ALARM)
