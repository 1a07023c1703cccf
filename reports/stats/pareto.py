"""Pareto: which few of the causes make most of the harm. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from math import isfinite
from typing import Any, Generic, Protocol, TypeVar


class Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=Ordered)
W = TypeVar("W", int, float, Decimal)


@dataclass(frozen=True)
class Bar(Generic[K, W]):
    """A key, its weight, its share (0–1) of the whole, and that of it and all before it. No shares of nothing."""

    key: K
    weight: W
    share: float | None
    cumulative: float | None


def pareto(weights: Mapping[K, W]) -> list[Bar[K, W]]:
    """The heaviest first, the same weights by key; the last cumulative share is exactly 1.

    Shares are None when all weights are zero. ValueError for a weight that is negative or no number. The curve is that
    of J. M. Juran, «Quality Control Handbook», 1951.
    """
    for key, weight in weights.items():
        if not isfinite(weight) or weight < 0:
            raise ValueError(f"{weight} is no weight for {key}")
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    upto = list(accumulate(weight for _key, weight in ordered))
    if not upto or not upto[-1]:
        return [Bar(key, weight, None, None) for key, weight in ordered]
    # The whole is added up in the order of the bars, so that rounding cannot leave the last one short of it.
    whole = upto[-1]
    return [
        Bar(key, weight, float(weight / whole), float(so_far / whole))
        for (key, weight), so_far in zip(ordered, upto, strict=True)
    ]
