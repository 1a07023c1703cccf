"""Control charts: what of a series is more than chance. A point is out strictly beyond its limits. Pure.

Limits are three sigmas around the centre (D. C. Montgomery, «Introduction to Statistical Quality Control», ch. 6 and 7;
NIST/SEMATECH e-Handbook 6.3). Two things bend them, and each point says which of the three it has:

- EXACT: where fewer than 20 are expected of the rarer outcome, three sigmas lie, and the exact tails of the binomial
  (p) or of the Poisson distribution (c, u) take their place: 0.00135 on each side at most.
- LANEY: where the points scatter more than 1.2 times what chance alone would make them (`p_scatter`, `u_scatter`), the
  sigmas grow by that much (D. B. Laney 2002, «Improved control charts for attributes»). Such limits are then never
  narrower than the exact ones.

Both thresholds can be moved: 0 for the first leaves three sigmas everywhere, infinity for the second leaves Laney out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import inf, isfinite, sqrt
from statistics import fmean

from reports.stats.tails import ALARM, binomial_range, poisson_range

FEW = 20.0  # expected: with fewer, a distribution of counts is too lopsided for sigmas
SCATTERED = 1.2  # times what chance makes: from there on it is not chance alone
D2 = 1.128  # the mean distance of two values of a normal distribution, in sigmas
E2 = 2.66  # three sigmas, in mean moving ranges: 3 / D2


class Method(StrEnum):
    SIGMA = "sigma"
    EXACT = "exact"
    LANEY = "laney"


@dataclass(frozen=True)
class Limits:
    """Between which values a point is what chance makes, ends included."""

    centre: float
    low: float
    high: float
    method: Method = Method.SIGMA

    def is_out(self, value: float) -> bool:
        """Strictly beyond: a value that is off the limit by a rounding is on it, and in."""
        slack = 1e-12 * max(abs(self.low), abs(self.high))
        return not self.low - slack <= value <= self.high + slack


@dataclass(frozen=True)
class _Chance:
    """How counts come about: around `centre` per unit, at most `top`, with `sigma` in a point of size 1."""

    centre: float
    sigma: float
    rarer: float  # expected per unit, of the outcome that is the rarer one
    top: float
    allowed: Callable[[float], tuple[int, int]]  # counts in a point of that size


def p_chart(
    points: Sequence[tuple[int, int]], *, exact_under: float = FEW, laney_over: float = SCATTERED
) -> list[Limits | None]:
    """The limits of shares, one for each (hits, total), as shares 0–1; None for a point without data.

    The totals may differ. A point is `limits.is_out(hits / total)`. ValueError for impossible counts.
    """
    return _chart(points, _p_chance(points), exact_under, laney_over)


def u_chart(
    points: Sequence[tuple[int, float]], *, exact_under: float = FEW, laney_over: float = SCATTERED
) -> list[Limits | None]:
    """The limits of rates, one for each (count, exposure), in events per unit of exposure; None without exposure.

    A point is `limits.is_out(count / exposure)`. ValueError for a negative number, and for events without exposure.
    """
    return _chart(points, _u_chance(points), exact_under, laney_over)


def c_chart(counts: Sequence[int], *, exact_under: float = FEW) -> list[Limits | None]:
    """The limits of plain counts, all of the same exposure. ValueError for a negative one.

    Without Laney's widening: for counts that scatter, `u_chart` with an exposure of 1.
    """
    return u_chart([(count, 1) for count in counts], exact_under=exact_under, laney_over=inf)


def individuals(values: Sequence[float], *, floor: float = -inf) -> list[Limits | None]:
    """The limits of single values (XmR): mean ± 2.66 mean moving ranges, in their own unit; None with fewer than two.

    `floor` is what no value can be below, as 0 for a length of time. ValueError for a value that is no number.
    """
    if not all(isfinite(value) for value in values):
        raise ValueError("a value to chart is not a number")
    if len(values) < 2:
        return [None] * len(values)
    centre, half = fmean(values), E2 * fmean(abs(b - a) for a, b in pairwise(values))
    return [Limits(centre, max(centre - half, floor), centre + half)] * len(values)


def p_scatter(points: Sequence[tuple[int, int]]) -> float | None:
    """How many times chance the shares scatter (Laney's σ_z); None with fewer than two points, or all or none hit."""
    return _scatter(points, _p_chance(points))


def u_scatter(points: Sequence[tuple[int, float]]) -> float | None:
    """The same of rates; None with fewer than two points with exposure, or no event at all."""
    return _scatter(points, _u_chance(points))


def _p_chance(points: Sequence[tuple[int, int]]) -> _Chance:
    for hits, total in points:
        if not 0 <= hits <= total:
            raise ValueError(f"{hits} of {total} is not a proportion")
    centre = _centre(points)
    return _Chance(
        centre,
        sqrt(centre * (1 - centre)),
        min(centre, 1 - centre),
        1.0,
        lambda total: binomial_range(int(total), centre, ALARM),
    )


def _u_chance(points: Sequence[tuple[int, float]]) -> _Chance:
    for count, exposure in points:
        if count < 0 or not (exposure >= 0 and isfinite(exposure)) or (count and not exposure):
            raise ValueError(f"{count} events in an exposure of {exposure} are not a rate")
    centre = _centre(points)
    return _Chance(centre, sqrt(centre), centre, inf, lambda exposure: poisson_range(centre * exposure, ALARM))


def _centre(points: Iterable[tuple[int, float]]) -> float:
    """Of all points together; without any data there is no point to use it."""
    counts, sizes = zip(*points, strict=True) if points else ((), ())
    return sum(counts) / sum(sizes) if any(sizes) else 0.0


def _scatter(points: Sequence[tuple[int, float]], chance: _Chance) -> float | None:
    if not chance.sigma:
        return None
    z = [(count / size - chance.centre) * sqrt(size) / chance.sigma for count, size in points if size]
    return fmean(abs(b - a) for a, b in pairwise(z)) / D2 if len(z) > 1 else None


def _chart(
    points: Sequence[tuple[int, float]], chance: _Chance, exact_under: float, laney_over: float
) -> list[Limits | None]:
    scatter = _scatter(points, chance)
    widening = scatter if scatter is not None and scatter > laney_over else None
    return [_limits(chance, size, exact_under, widening) if size else None for _count, size in points]


def _limits(chance: _Chance, size: float, exact_under: float, widening: float | None) -> Limits:
    half = 3 * chance.sigma / sqrt(size) * (1 if widening is None else widening)
    low, high = max(chance.centre - half, 0.0), min(chance.centre + half, chance.top)
    method = Method.SIGMA if widening is None else Method.LANEY
    if chance.rarer * size >= exact_under * (1 - 1e-9):  # 20 of 100 are 19.999999999999996 when counted as 1 − 0.8
        return Limits(chance.centre, low, high, method)
    fewest, most = chance.allowed(size)
    if widening is None:
        return Limits(chance.centre, fewest / size, most / size, Method.EXACT)
    return Limits(chance.centre, min(low, fewest / size), max(high, most / size), method)
