"""What is left of a unit's free support and discounted maintenance: until when, how much, how many visits. Pure.

They say nothing about a fault; the plans that answer for faults have a line in the coverage decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from warranties.facts import Facts
from warranties.promises import PlanTerms
from warranties.reach import out_of_reach
from warranties.states import PlanKind
from warranties.why import Why


class Standing(StrEnum):
    """Whether it may be used today, or why not."""

    OPEN = "open"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    USED_UP = "used_up"
    ELSEWHERE = "elsewhere"
    FIRST_OWNER_ONLY = "first_owner_only"


OUT_OF_REACH = {Why.OUT_OF_TERRITORY: Standing.ELSEWHERE, Why.NOT_TRANSFERABLE: Standing.FIRST_OWNER_ONLY}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One thing that a plan gives. Days are inclusive; `until` is None while the plan's first day is not known.

    `percent` and `visits` are of maintenance; `visits` None means as many as one likes.
    """

    kind: str
    plan: PlanTerms
    standing: Standing
    starts: date | None
    until: date | None
    percent: int = 0
    visits: int | None = None
    used: int = 0

    @property
    def left(self) -> int | None:
        """Visits still to be had; None without a limit."""
        return None if self.visits is None else max(0, self.visits - self.used)

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN


def entitlements(facts: Facts, plans: Iterable[PlanTerms], today: date) -> tuple[Entitlement, ...]:
    """What each plan gives besides answering for faults, free support before maintenance."""
    found = [
        _entitlement(facts, plan, kind, today)
        for kind in (PlanKind.SUPPORT, PlanKind.MAINTENANCE)
        for plan in plans
        if kind in plan.kinds
    ]
    return tuple(found)


def _entitlement(facts: Facts, plan: PlanTerms, kind: PlanKind, today: date) -> Entitlement:
    starts, until = plan.runs(facts.delivery_date) or (None, None)
    is_maintenance = kind == PlanKind.MAINTENANCE
    return Entitlement(
        kind=kind.value,
        plan=plan,
        standing=_standing(facts, plan, starts, until, today, counts_visits=is_maintenance),
        starts=starts,
        until=until,
        percent=plan.percent if is_maintenance else 0,
        visits=plan.visits if is_maintenance else None,
        used=plan.visits_used if is_maintenance else 0,
    )


def _standing(
    facts: Facts, plan: PlanTerms, starts: date | None, until: date | None, today: date, *, counts_visits: bool
) -> Standing:
    """What stands in the way for good comes before what time will mend."""
    if (out := out_of_reach(facts, plan)) is not None:
        return OUT_OF_REACH[out.code]
    if starts is None or until is None or today < starts:
        return Standing.NOT_BEGUN
    if today > until:
        return Standing.ENDED
    if counts_visits and plan.visits is not None and plan.visits_used >= plan.visits:
        return Standing.USED_UP
    return Standing.OPEN
