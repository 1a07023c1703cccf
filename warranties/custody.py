"""What the time in the workshop does to a term: it stands still, and a repair may add months. Pure.

A stay counts only when it began while the term still ran (TRLGDCU 122, and so the other laws that suspend).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from warranties.calendar import Length, add_days, add_months
from warranties.decision import Reason, reason
from warranties.facts import Facts, Stay
from warranties.rules import ExtensionTerms, Point, Rule, SaleTerms
from warranties.states import Outcome
from warranties.why import Why


@dataclass(frozen=True, slots=True)
class Moves:
    """What a stay does to a term: suspends it, and adds so many months for each repair, at most so often."""

    suspends: bool = False
    months_per_repair: int = 0
    most: int | None = None
    extension: ExtensionTerms | None = None

    @classmethod
    def of(cls, terms: SaleTerms, extension: ExtensionTerms | None) -> Moves:
        return cls(terms.suspends_liability, terms.repair_extension_months, terms.repair_extension_max, extension)

    def own_months(self, repairs: int) -> int:
        return self.months_per_repair * (repairs if self.most is None else min(repairs, self.most))

    def extension_months(self, repairs: int) -> int:
        return self.extension.months * min(repairs, self.extension.times) if self.extension else 0


@dataclass(frozen=True, slots=True)
class Run:
    """A term that was counted: its last day, what the stays added, and whether a rule of its own gave the months."""

    until: date
    days: int = 0
    months: int = 0
    by_extension: bool = False


def run(start: date, length: Length, stays: Sequence[Stay], moves: Moves, claimed: date | None) -> Run:
    """The term that begins on `start`. `stays` by hand-in, none before `start`; days that overlap count once."""
    base = until = length.end(start)
    days = repairs = months = 0
    by_extension = False
    counted = start
    for stay in stays:
        if stay.handed_in > until:
            break
        if moves.suspends:
            back = back_on(stay, claimed)
            days += max(0, (back - max(stay.handed_in, counted)).days)
            counted = max(counted, back)
        if stay.returned and stay.outcome == Outcome.REPAIRED:
            repairs += 1
        months = max(moves.own_months(repairs), moves.extension_months(repairs))
        by_extension = moves.extension_months(repairs) > moves.own_months(repairs)
        until = add_months(add_days(base, days), months)
    return Run(until, days, months, by_extension)


def back_on(stay: Stay, claimed: date | None) -> date:
    """A unit that is still in the workshop has been there until the day of the claim."""
    return stay.returned or max(stay.handed_in, claimed or stay.handed_in)


def in_order(custody: Sequence[Stay]) -> list[Stay]:
    """The stays for a fault under guarantee by hand-in; those that end before they begin are left out."""
    readable = [
        stay for stay in custody if stay.corrects and (stay.returned is None or stay.returned >= stay.handed_in)
    ]
    return sorted(readable, key=lambda stay: stay.handed_in)


def readable_stays(facts: Facts, rule: Rule, delivered: date) -> tuple[list[Stay], list[Reason]]:
    """The stays for a fault under guarantee that can be counted, from delivery on, and a step for what is odd."""
    cite = rule.cite(Point.SUSPENSION)
    stays: list[Stay] = []
    doubts: list[Reason] = []
    for stay in sorted(facts.custody, key=lambda stay: (stay.handed_in, stay.returned or date.max)):
        if not stay.corrects:
            continue
        if stay.returned is None:
            doubts.append(reason(Why.STILL_IN_WORKSHOP, cite, on=stay.handed_in))
        elif stay.returned < stay.handed_in:
            doubts.append(reason(Why.RETURN_BEFORE_HAND_IN, cite, on=stay.handed_in, returned=stay.returned))
            continue
        if stay.handed_in < delivered:
            doubts.append(reason(Why.STAY_BEFORE_DELIVERY, cite, on=stay.handed_in, delivered=delivered))
        if stay.returned is None or stay.returned > delivered or stay.handed_in >= delivered:
            first = max(stay.handed_in, delivered)
            if stays and first < back_on(stays[-1], facts.claim_date):
                doubts.append(reason(Why.STAYS_OVERLAP, cite))
            stays.append(Stay(first, stay.returned, outcome=stay.outcome))
    return stays, list(dict.fromkeys(doubts))
