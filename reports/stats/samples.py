"""Samples of numbers: their percentiles, from the values themselves or from a histogram that can be merged. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil, exp, floor, isfinite, log

from reports.stats.proportions import Interval
from reports.stats.tails import TAIL, binomial_range

STEP = log(1.01)  # each bucket is 1 % wide
NO_TIME = -1390  # the bucket of zero: below that of a microsecond, which is the least that a clock tells


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0–1) of the values lie, interpolated between neighbours; None without data.

    The same as PostgreSQL's percentile_cont, which the pages use (Hyndman and Fan 1996, definition 7).
    """
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is not a share")
    if not values:
        return None
    ordered, at = sorted(values), share * (len(values) - 1)
    below, above = ordered[floor(at)], ordered[ceil(at)]
    return below + (above - below) * (at - floor(at))


def bucket(seconds: float) -> int:
    """The bucket of a length of time: b holds 1.01^b up to 1.01^(b+1) seconds, and none at all has its own, NO_TIME.

    So a second is in 0, an hour in 822, a hundred years in 2198, a microsecond in −1389. ValueError for what is no
    length of time: negative, infinite, not a number.
    """
    if not (seconds >= 0 and isfinite(seconds)):
        raise ValueError(f"{seconds} seconds are no length of time")
    return max(floor(log(seconds) / STEP), NO_TIME) if seconds else NO_TIME


def middle(number: int) -> float:
    """The seconds that stand for a bucket: within 0.5 % of everything in it. ValueError for what is no bucket."""
    if number < NO_TIME:
        raise ValueError(f"there is no bucket {number}")
    return 0.0 if number == NO_TIME else exp((number + 0.5) * STEP)


@dataclass(frozen=True)
class Lengths:
    """How many lengths of time fell in each bucket. Days, lines, teams merge into the histogram of all of them.

    ValueError for a bucket that there is not, and for a negative count.
    """

    counts: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, count in self.counts.items():
            if number < NO_TIME or count < 0:
                raise ValueError(f"{count} lengths of time in bucket {number} cannot be")

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Lengths:
        return cls(Counter(map(bucket, seconds)))

    @classmethod
    def merged(cls, parts: Iterable[Lengths]) -> Lengths:
        whole: Counter[int] = Counter()
        for part in parts:
            whole.update(part.counts)
        return cls(whole)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def percentile(self, share: float) -> float | None:
        """The seconds within which `share` (0–1) of the lengths lie, as `percentile` has it; None without data.

        Within 0.5 % of what the lengths themselves would say. ValueError for what is no share.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"{share} is not a share")
        if not self.total:
            return None
        at = share * (self.total - 1)
        below, above = self._ranked([floor(at), ceil(at)])
        return below + (above - below) * (at - floor(at))

    def interval(self, share: float) -> Interval | None:
        """The interval of that percentile, in seconds; None when so few lengths cannot close it on both sides.

        Its ends are two of the lengths, chosen by rank, whatever their distribution (W. R. Thompson 1936; David and
        Nagaraja, «Order Statistics», 7.1). The ranks are exact at any size. A median needs 6 lengths, a p90 36.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"{share} is not a share")
        fewest, most = binomial_range(self.total, share, TAIL)
        if fewest < 1 or most + 1 > self.total:
            return None
        low, high = self._ranked([fewest - 1, most])
        return low, high

    def _ranked(self, ranks: Sequence[int]) -> list[float]:
        """The lengths at those places of the order, from 0."""
        numbers = sorted(self.counts)
        upto = list(accumulate(self.counts[number] for number in numbers))
        return [middle(numbers[bisect_right(upto, rank)]) for rank in ranks]
