"""The regularised incomplete beta and gamma functions and what undoes them: the ground of every exact interval. Pure.

Right to some twelve digits in both tails, also with arguments in the millions: the factor in front of the fraction is
written as deviances (C. Loader 2000, «Fast and accurate computation of binomial probabilities»), where the usual
differences of log-gammas would cancel eight digits away. Series and fraction of the gamma: DLMF 8.7 and 8.9 (NIST);
fraction of the beta: A. DiDonato and A. Morris 1992, «Algorithm 708», which settles in half the terms of the usual one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, isfinite, lgamma, log, log1p, pi, sqrt

SETTLED = 4e-16  # what a term adds when a fraction or a series has settled: two of the last bits
TINY = 1e-300  # stands for zero where a fraction would divide by it
LONG = 1_000_000  # terms; ten million observations need some ten thousand


def beta_below(x: float, y: float, a: float, b: float) -> float:
    """I_x(a, b): the part of a beta(a, b) distribution below x.

    For 0 ≤ x ≤ 1 and a, b > 0. `y` is 1 − x, asked for apart because the caller may know it with more digits.
    """
    if x <= 0 or y <= 0:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):  # beyond, the fraction is slow, and the other side is not small
        return 1 - beta_below(y, x, b, a)
    return beta_factor(x, y, a, b) / _beta_fraction(x, y, a, b)


def beta_factor(x: float, y: float, a: float, b: float) -> float:
    """x^a·y^b / B(a, b), which is the density of beta(a, b) times x·y. For 0 < x < 1, y = 1 − x."""
    n = a + b
    return sqrt(a * b / (2 * pi * n)) * exp(
        _remainder(n) - _remainder(a) - _remainder(b) - _deviance(a, n * x) - _deviance(b, n * y)
    )


def beta_quantile(share: float, a: float, b: float) -> float:
    """The x below which `share` (0 < share < 1) of a beta(a, b) distribution lies."""

    def curve(x: float) -> tuple[float, float]:
        y, below = 1 - x, beta_below(x, 1 - x, a, b)
        return (log(below / share), beta_factor(x, y, a, b) / below / x / y) if below > TINY and y else (-inf, 0.0)

    return crossing(curve, a / (a + b), 1.0)


def gamma_below(x: float, a: float) -> float:
    """P(a, x): the part of a gamma distribution of shape a > 0 and scale 1 below x ≥ 0."""
    if x <= 0:
        return 0.0
    return _gamma_series(x, a) if x < a + 1 else 1 - _gamma_fraction(x, a)


def gamma_above(x: float, a: float) -> float:
    """Q(a, x): the part above x; small ones keep their digits."""
    if x <= 0:
        return 1.0
    return 1 - _gamma_series(x, a) if x < a + 1 else _gamma_fraction(x, a)


def gamma_factor(x: float, a: float) -> float:
    """x^a·e^−x / Γ(a + 1): the chance of a events where x are expected, for a > 0 that need not be whole."""
    return exp(-_remainder(a) - _deviance(a, x)) / sqrt(2 * pi * a)


def gamma_quantile(share: float, a: float) -> float:
    """The x below which `share` (0 < share < 1) of a gamma distribution of shape a lies."""

    def curve(x: float) -> tuple[float, float]:
        below = gamma_below(x, a)
        return (log(below / share), gamma_factor(x, a) / below / x * a) if below > TINY else (-inf, 0.0)

    return crossing(curve, a)


def crossing(curve: Callable[[float], tuple[float, float]], start: float, high: float = inf) -> float:
    """Where a growing curve crosses zero between 0 and `high`; `curve` answers its value and its slope.

    Newton's steps; where one would leave what is still possible, the middle of it, or twice as far with no end known.
    """
    low, x = 0.0, start
    for _ in range(2000):
        value, slope = curve(x)
        step = value / slope if slope and isfinite(value) else inf
        if abs(step) <= 1e-13 * x:
            return x - step
        low, high = (x, high) if value < 0 else (low, x)
        x = x - step if low < x - step < high else (low + high) / 2 if high < inf else 2 * x
    return x


def _remainder(n: float) -> float:
    """ln Γ(n + 1) less Stirling's formula for it."""
    if n < 16:
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * pi)
    s = 1 / (n * n)
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / n


def _deviance(found: float, expected: float) -> float:
    """found·ln(found/expected) + expected − found, without cancelling where the two are close."""
    apart = (expected - found) / found
    if abs(apart) < 0.1:
        return found * (apart - log1p(apart))
    return found * log(found / expected) + expected - found


def _gamma_series(x: float, a: float) -> float:
    term = total = 1.0
    for i in range(1, LONG):
        term *= x / (a + i)
        total += term
        if term < total * SETTLED:
            break
    return gamma_factor(x, a) * total


def _gamma_fraction(x: float, a: float) -> float:
    return gamma_factor(x, a) * a / _fraction(x + 1 - a, lambda i: (-i * (i - a), x + 2 * i + 1 - a))


def _beta_fraction(x: float, y: float, a: float, b: float) -> float:
    def term(m: int) -> tuple[float, float]:
        over = a + 2 * m - 1
        p = (a + m - 1) * (a + b + m - 1) * m * (b - m) * (x / over) ** 2
        return p, m + m * (b - m) * x / over + (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (over + 2)

    return _fraction(a * (a * y - b * x + 1) / (a + 1), term)


def _fraction(first: float, terms: Callable[[int], tuple[float, float]]) -> float:
    """first + p₁/(q₁ + p₂/(q₂ + …)) with (pᵢ, qᵢ) = terms(i), by the method of W. J. Lentz 1976."""
    value = above = first or TINY
    below = 0.0
    for i in range(1, LONG):
        p, q = terms(i)
        below = 1 / (q + p * below or TINY)
        above = q + p / above or TINY
        value *= above * below
        if abs(above * below - 1) < SETTLED:
            break
    return value
