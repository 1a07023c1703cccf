"""Times to a failure of which some are not seen: Kaplan–Meier, and the log-rank test of two groups. Pure.

From counts per distinct time, so that a million units cost as many rows as there are days. The time is an age, in
whatever unit the caller counts. At equal times failures come before censorings, and these before late entries: whoever
enters at t is watched after t.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import erfc, exp, inf, isfinite, log, sqrt
from typing import NamedTuple

from reports.stats.proportions import Interval, Z


class Tally(NamedTuple):
    """What happened at one time: so many failed, so many left unfailed, so many came under watch only then.

    Whoever is not counted as entered was watched from the start.
    """

    time: float
    failures: int = 0
    censored: int = 0
    entered: int = 0


@dataclass(frozen=True)
class Step:
    """A time at which some failed, and the share that has survived it. Nothing is sure of a curve that is down to 0."""

    time: float
    at_risk: int
    failures: int
    survival: float
    se: float | None
    interval: Interval | None


@dataclass(frozen=True)
class LogRank:
    """Failures of the first group, how many there would be if both were alike, χ² with one degree of freedom, and p."""

    observed: int
    expected: float
    chi2: float
    p: float


def kaplan_meier(tallies: Iterable[Tally]) -> list[Step]:
    """The share that survives, a step for each time with failures, in order; no steps without any.

    Product limit (Kaplan and Meier 1958), late entries as left truncation (Tsai, Jewell and Wang 1987), standard error
    by Greenwood 1926, interval by log(−log), which stays within 0–1 (Kalbfleisch and Prentice 1980). Rows of the same
    time are added up. ValueError for negative numbers, and when more leave than are there.
    """
    steps, survival, spread = [], 1.0, 0.0
    for time, ((at_risk, failures),) in _watched([tallies]):
        if not failures:
            continue
        survival *= 1 - failures / at_risk
        left = at_risk - failures
        spread += failures / at_risk / left if left else inf
        known = survival > 0
        steps.append(
            Step(
                time,
                at_risk,
                failures,
                survival,
                survival * sqrt(spread) if known else None,
                _log_log(survival, spread) if known else None,
            )
        )
    return steps


def survival_at(steps: Sequence[Step], time: float) -> Step | None:
    """The step that the curve stands on at a time; None before the first failure, when all survive.

    Beyond the last time that anybody was watched the curve says nothing, and whoever asks must know that time.
    """
    place = bisect_right(steps, time, key=lambda step: step.time)
    return steps[place - 1] if place else None


def log_rank(one: Iterable[Tally], two: Iterable[Tally]) -> LogRank | None:
    """Whether two groups fail alike; None when there is nothing to compare: no failure while both are watched.

    Mantel 1966, with the hypergeometric variance; late entries as above. ValueError as above.
    """
    observed, expected, variance = 0, 0.0, 0.0
    for _time, ((at_risk, failures), (others, their_failures)) in _watched([one, two]):
        all_at_risk, fell = at_risk + others, failures + their_failures
        if not fell:
            continue
        share = at_risk / all_at_risk
        observed += failures
        expected += fell * share
        if all_at_risk > 1:
            variance += fell * share * (1 - share) * (all_at_risk - fell) / (all_at_risk - 1)
    if not variance:
        return None
    chi2 = (observed - expected) ** 2 / variance
    return LogRank(observed, expected, chi2, erfc(sqrt(chi2 / 2)))


def _log_log(survival: float, spread: float) -> Interval:
    theta = Z * sqrt(spread) / -log(survival)
    return exp(log(survival) * exp(theta)), exp(log(survival) * exp(-theta))


def _watched(groups: Sequence[Iterable[Tally]]) -> Iterator[tuple[float, list[tuple[int, int]]]]:
    """At each time, in order, of each group: how many were at risk, and how many of them failed."""
    by_time = [_added(tallies) for tallies in groups]
    at_risk = [sum(row.failures + row.censored - row.entered for row in rows.values()) for rows in by_time]
    for time in sorted(set().union(*by_time)):
        found = [rows.get(time, Tally(time)) for rows in by_time]
        for there, row in zip(at_risk, found, strict=True):
            if row.failures + row.censored > there:
                raise ValueError(f"{row.failures + row.censored} leave at {time}, and only {there} are watched")
        yield time, [(there, row.failures) for there, row in zip(at_risk, found, strict=True)]
        at_risk = [there - row.failures - row.censored + row.entered for there, row in zip(at_risk, found, strict=True)]


def _added(tallies: Iterable[Tally]) -> dict[float, Tally]:
    rows: dict[float, Tally] = {}
    for row in tallies:
        if not (row.time >= 0 and isfinite(row.time)) or min(row[1:]) < 0:
            raise ValueError(f"{tuple(row)} cannot be: a time and counts are 0 or more")
        so_far = rows.get(row.time, Tally(row.time))
        counts = [mine + its for mine, its in zip(so_far[1:], row[1:], strict=True)]
        rows[row.time] = Tally(row.time, *counts)
    return rows
