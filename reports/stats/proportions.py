"""Proportions, so many of so many: their intervals, and those of their differences. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from reports.stats.incomplete import beta_quantile
from reports.stats.tails import TAIL

Z = 1.959963984540054  # the 97.5 % point of the normal distribution

Interval = tuple[float, float]


def wilson(hits: int, total: int) -> Interval | None:
    """The score interval of a proportion (Wilson 1927); None without data. ValueError for impossible counts."""
    if not 0 <= hits <= total:
        raise ValueError(f"{hits} of {total} is not a proportion")
    if total == 0:
        return None
    p, spread = hits / total, Z * Z / total
    centre = (p + spread / 2) / (1 + spread)
    half = Z * sqrt(p * (1 - p) / total + spread / (4 * total)) / (1 + spread)
    return (0.0 if hits == 0 else centre - half, 1.0 if hits == total else centre + half)


def exact(hits: int, total: int) -> Interval | None:
    """The exact interval of a proportion (Clopper and Pearson 1934); None without data. ValueError as above.

    It holds the truth in at least 95 of 100 samples, mostly in more: for where being wrong costs more than being vague.
    """
    if not 0 <= hits <= total:
        raise ValueError(f"{hits} of {total} is not a proportion")
    if total == 0:
        return None
    low = beta_quantile(TAIL, hits, total - hits + 1) if hits else 0.0
    high = beta_quantile(1 - TAIL, hits + 1, total - hits) if hits < total else 1.0
    return low, high


def newcombe(hits: int, total: int, other_hits: int, other_total: int) -> Interval | None:
    """The interval of the difference of two independent proportions, first minus second; None without data.

    Newcombe 1998, «Interval estimation for the difference between independent proportions», method 10: it joins the
    two Wilson intervals, and so stays within −1…1 and keeps its 95 % with few answers and proportions near 0 or 1.
    """
    one, two = wilson(hits, total), wilson(other_hits, other_total)
    if one is None or two is None:
        return None
    p, q = hits / total, other_hits / other_total
    low = p - q - sqrt((p - one[0]) ** 2 + (two[1] - q) ** 2)
    high = p - q + sqrt((one[1] - p) ** 2 + (q - two[0]) ** 2)
    return low, high


def mantel_haenszel(strata: Iterable[tuple[int, int, int, int]]) -> tuple[float, Interval] | None:
    """The difference of two proportions over strata, first minus second, and its interval; None without data.

    Each stratum as (hits, total, other hits, other total); one in which a side is empty says nothing. The weights are
    those of Mantel and Haenszel (Greenland and Robins 1985), the variance is that of Sato 1989, which holds for few big
    strata and for many small ones.
    """
    weight = difference = p = q = 0.0
    for hits, total, other_hits, other_total in strata:
        both = total + other_total
        if not total or not other_total:
            continue
        weight += total * other_total / both
        difference += (hits * other_total - other_hits * total) / both
        halves = total * other_total * (other_total - total) / 2
        p += (total**2 * other_hits - other_total**2 * hits + halves) / both**2
        q += (hits * (other_total - other_hits) + other_hits * (total - hits)) / (2 * both)
    if not weight:
        return None
    found = difference / weight
    half = Z * sqrt(max(found * p + q, 0.0)) / weight
    return found, (max(found - half, -1.0), min(found + half, 1.0))
