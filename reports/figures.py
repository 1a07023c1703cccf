"""What a query answers: numbers that know how sure they are. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from reports.stats.proportions import Interval, newcombe, wilson

# With fewer than this, a percentage would pretend to know.
ENOUGH = 10


@dataclass
class Counted:
    """What a measure counted: `n` rows, of which `hits`; the sum of what is summed; lengths of time by their bucket."""

    n: int = 0
    hits: int = 0
    amount: int = 0
    lengths: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int = 0
    total: int = 0

    @property
    def is_enough(self) -> bool:
        return self.total >= ENOUGH

    @property
    def value(self) -> float | None:
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.hits, self.total)


@dataclass(frozen=True)
class Difference:
    """How far two independent shares are from each other: first minus second."""

    one: Share
    two: Share

    @property
    def is_enough(self) -> bool:
        return self.one.is_enough and self.two.is_enough

    @property
    def value(self) -> float | None:
        if self.one.value is None or self.two.value is None:
            return None
        return self.one.value - self.two.value

    @property
    def interval(self) -> Interval | None:
        return newcombe(self.one.hits, self.one.total, self.two.hits, self.two.total)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval leaves zero out."""
        interval = self.interval
        return interval is not None and not interval[0] <= 0 <= interval[1]


@dataclass(frozen=True)
class Times:
    """How long things took: half within p50, nine of ten within p90. `waiting` have not ended, and are not in."""

    total: int = 0
    p50: dt.timedelta | None = None
    p90: dt.timedelta | None = None
    waiting: int = 0

    @property
    def is_enough(self) -> bool:
        return self.total >= ENOUGH


@dataclass(frozen=True)
class Flow:
    """Cases that came in, went out and came back in a stretch of time, and those open at its end."""

    start: dt.date
    came: int = 0
    left: int = 0
    back: int = 0
    open: int = 0


@dataclass(frozen=True)
class TrendPoint:
    """A share of one stretch of time."""

    start: dt.date
    share: Share
