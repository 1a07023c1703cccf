"""How figures come out of what was counted. Pure: `read` answers what one measure counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from reports.figures import ENOUGH, Counted
from reports.measures._measure import Measure
from reports.stats.proportions import Interval, newcombe, wilson
from reports.stats.samples import Lengths
from reports.stats.scores import mean, nps

# What a measure counted: of rows that are told apart by that text, or of all (None).
Read = Callable[[Measure, str | None], Counted]


@dataclass(frozen=True)
class Figure:
    """A number that knows what it is of. `value` and `interval` are None without data; shares are 0–1, lengths seconds.

    `numerator` of `denominator`; `n` is what makes it sure. `parts` are numbers that are told beside it.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0
    interval: Interval | None = None
    parts: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def is_enough(self) -> bool:
        """With fewer than ten a percentage would pretend to know."""
        return self.n >= ENOUGH


class Formula(Protocol):
    @property
    def measures(self) -> tuple[Measure, ...]: ...

    @property
    def apart(self) -> tuple[Measure, ...]:
        """Those that are wanted by what tells their rows apart."""

    def figure(self, read: Read) -> Figure: ...


@dataclass(frozen=True)
class HitsOf:
    """The hits of all that a measure counted."""

    measure: Measure
    apart: tuple[Measure, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.measure,)

    def figure(self, read: Read) -> Figure:
        return share(read(self.measure, None).hits, read(self.measure, None).n)


@dataclass(frozen=True)
class PartOf:
    """What one measure counted, of what both did: done in time of done in time or not; of some kinds only."""

    one: Measure
    other: Measure
    kinds: tuple[str, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.one, self.other

    @property
    def apart(self) -> tuple[Measure, ...]:
        return self.measures

    def figure(self, read: Read) -> Figure:
        one, other = (sum(read(measure, kind).n for kind in self.kinds) for measure in self.measures)
        return share(one, one + other)


@dataclass(frozen=True)
class GapOf:
    """How far the shares of two groups of a measure are from each other, first minus second."""

    measure: Measure
    groups: tuple[str, str]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.measure,)

    @property
    def apart(self) -> tuple[Measure, ...]:
        return self.measures

    def figure(self, read: Read) -> Figure:
        one, two = (read(self.measure, group) for group in self.groups)
        parts = {f"{group}_{name}": getattr(read(self.measure, group), name) for group in self.groups for name in _TOLD}
        if not one.n or not two.n:
            return Figure(n=min(one.n, two.n), parts=parts)
        return Figure(
            value=one.hits / one.n - two.hits / two.n,
            n=min(one.n, two.n),
            interval=newcombe(one.hits, one.n, two.hits, two.n),
            parts=parts,
        )


_TOLD = ("hits", "n")


@dataclass(frozen=True)
class LengthOf:
    """p50 and p90 of how long things took. The value is p50."""

    measure: Measure
    apart: tuple[Measure, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.measure,)

    def figure(self, read: Read) -> Figure:
        lengths = Lengths(read(self.measure, None).lengths)
        p50, p90 = lengths.percentile(0.5), lengths.percentile(0.9)
        return Figure(value=p50, n=lengths.total, interval=lengths.interval(0.5), parts={"p50": p50, "p90": p90})


@dataclass(frozen=True)
class CountOf:
    """How many of each; the value is the first."""

    measures: tuple[Measure, ...]
    apart: tuple[Measure, ...] = ()

    def figure(self, read: Read) -> Figure:
        counts = {measure.code: float(read(measure, None).n) for measure in self.measures}
        first = read(self.measures[0], None).n
        return Figure(value=first, numerator=first, n=first, parts=counts)


@dataclass(frozen=True)
class ScoresOf:
    """Answers on a scale, one `by` for each score: their net promoters, or their mean."""

    measure: Measure
    scores: range
    net: bool = False

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.measure,)

    @property
    def apart(self) -> tuple[Measure, ...]:
        return self.measures

    def figure(self, read: Read) -> Figure:
        counts = {score: read(self.measure, str(score)).n for score in self.scores}
        total, parts = sum(counts.values()), {str(score): float(n) for score, n in counts.items()}
        found = nps(counts) if self.net else mean(counts, (self.scores[0], self.scores[-1]))
        if found is None:
            return Figure(n=total, parts=parts)
        return Figure(value=found.value, denominator=total, n=total, interval=found.interval, parts=parts)


@dataclass(frozen=True)
class PerEach:
    """The sum of one measure for each row of another."""

    amount: Measure
    of: Measure
    apart: tuple[Measure, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.amount, self.of

    def figure(self, read: Read) -> Figure:
        amount, n = read(self.amount, None).amount, read(self.of, None).n
        return Figure(value=amount / n if n else None, numerator=amount, denominator=n, n=n)


def share(hits: int, total: int) -> Figure:
    value = hits / total if total else None
    return Figure(value=value, numerator=hits, denominator=total, n=total, interval=wilson(hits, total))
