"""Everything that is known of one unit, read once: what covers it, its stays, plans, recalls. For pages and papers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from customers.models import Unit
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.entitlements import Entitlement, entitlements
from warranties.facts import Facts
from warranties.models import Cover, Custody, Recall, ServicePlan
from warranties.promises import PlanTerms
from warranties.queries import Promised, facts_of, histories, local_date, plan_terms, promises_to, rulebook
from warranties.states import PlanKind


@dataclass(frozen=True)
class Planned:
    """A service plan that the unit has, from when until when, and what it gives besides answering for faults."""

    cover: Cover
    plan: ServicePlan
    terms: PlanTerms
    starts: date | None
    until: date | None
    entitlements: tuple[Entitlement, ...]

    @classmethod
    def of(cls, cover: Cover, facts: Facts, today: date) -> Planned:
        assert cover.plan, "a cover by a plan"
        terms = plan_terms(cover)
        starts, until = terms.runs(facts.delivery_date) or (None, None)
        return cls(
            cover=cover,
            plan=cover.plan,
            terms=terms,
            starts=starts,
            until=until,
            entitlements=entitlements(facts, [terms], today),
        )

    @property
    def kinds(self) -> list[str]:
        """What it gives, in words."""
        return [str(PlanKind(kind).label) for kind in self.plan.kinds]


@dataclass(frozen=True)
class Passport:
    """`stays` newest first, the open one too; `recalls` those that reach the unit today, `past_recalls` the closed."""

    unit: Unit
    today: date
    facts: Facts
    decision: Decision
    promised: list[Promised]
    plans: list[Planned]
    stays: list[Custody]
    recalls: list[Recall]
    past_recalls: list[Recall]

    @property
    def drawn(self) -> Facts:
        """The facts for a drawing: without the fault of today, which was only supposed."""
        return replace(self.facts, defect_date=None)

    @property
    def here(self) -> Custody | None:
        """The stay that has not ended: the unit is in our hands."""
        return next((stay for stay in self.stays if stay.is_open), None)

    @property
    def past_stays(self) -> list[Custody]:
        return [stay for stay in self.stays if not stay.is_open]

    @property
    def to_register(self) -> list[Promised]:
        """The guarantees that nobody has registered the unit for, whether their term waits for it or not."""
        return [it for it in self.promised if it.registration is None]

    @property
    def awaiting_registration(self) -> list[Promised]:
        """Those whose term has not begun because of that."""
        return [it for it in self.promised if it.awaits_registration]


def passport(unit: Unit, now: datetime) -> Passport:
    """The unit as it stands on the local date of that instant, if it failed today. The same queries for any history.

    `unit` comes with product, delivery and purchase__customer.
    """
    today = local_date(unit, now)
    promises, lived = promises_to([unit], visits=True)[unit.pk], histories([unit], today, today)[unit.pk]
    facts = replace(facts_of(unit, lived), claim_date=today, defect_date=today)
    plans = [Planned.of(cover, facts, today) for cover in promises.plans]
    terms = [it.terms for it in promises.guarantees]
    return Passport(
        unit=unit,
        today=today,
        facts=facts,
        decision=decide(facts, rulebook(), terms, [it.terms for it in plans]),
        promised=promises.guarantees,
        plans=plans,
        stays=lived.stays[::-1],
        recalls=lived.recalls,
        past_recalls=_past_recalls(unit, today),
    )


def _past_recalls(unit: Unit, today: date) -> list[Recall]:
    closed = Recall.objects.that_may_reach([unit.product_id]).filter(announced_on__lte=today, closed_on__lte=today)
    return [recall for recall in closed if recall.reaches(unit)]
