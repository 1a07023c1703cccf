"""Everything that is known of one unit, read once: what covers it, its stays, plans, recalls. For pages and papers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from customers.models import Unit
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.entitlements import Entitlement, entitlements
from warranties.extended import plan_until
from warranties.facts import Facts
from warranties.models import CommercialGuarantee, Cover, Custody, Recall, ServicePlan
from warranties.promises import CommercialTerms, PlanTerms
from warranties.queries import local_date, reaches, rulebook, unit_facts
from warranties.states import PlanKind, Starts


@dataclass(frozen=True)
class Promised:
    """A commercial guarantee that the unit was sold with, and its registration if somebody made one."""

    guarantee: CommercialGuarantee
    registration: Cover | None = None

    @property
    def awaits_registration(self) -> bool:
        """Its term has not begun because nobody registered the unit. The legal guarantee never waits for that."""
        return self.registration is None and self.guarantee.starts == Starts.REGISTRATION

    @property
    def terms(self) -> CommercialTerms:
        return self.guarantee.terms(self.registration.starts_on if self.registration else None)


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
        terms = cover.plan.terms(starts_on=cover.starts_on, visits_used=len(cover.visits.all()))
        return cls(
            cover=cover,
            plan=cover.plan,
            terms=terms,
            starts=terms.starts_on or facts.delivery_date,
            until=plan_until(terms, facts.delivery_date),
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
    def unregistered(self) -> list[Promised]:
        return [it for it in self.promised if it.registration is None]

    @property
    def entitlements(self) -> list[Entitlement]:
        return [it for planned in self.plans for it in planned.entitlements]


def passport(unit: Unit, now: datetime) -> Passport:
    """The unit as it stands on the local date of that instant, if it failed today. The same queries for any history.

    `unit` comes with product, delivery and purchase__customer.
    """
    today = local_date(unit, now)
    facts = unit_facts(unit, claim_date=today, defect_date=today)
    covers = list(_covers(unit))
    plans = [Planned.of(cover, facts, today) for cover in covers if cover.plan]
    promised = _promised(unit, covers)
    reaching = [recall for recall in _recalls(unit) if recall.announced_on <= today and recall.reaches(unit)]
    stays = Custody.objects.filter(unit=unit).select_related("received_by", "returned_by")
    return Passport(
        unit=unit,
        today=today,
        facts=facts,
        decision=decide(facts, rulebook(), [it.terms for it in promised], [it.terms for it in plans]),
        promised=promised,
        plans=plans,
        stays=list(stays.order_by("-handed_in_on", "-handed_in_at", "-pk")),
        recalls=[recall for recall in reaching if recall.closed_on is None or recall.closed_on > today],
        past_recalls=[recall for recall in reaching if recall.closed_on and recall.closed_on <= today],
    )


def _covers(unit: Unit) -> QuerySet[Cover]:
    rows = Cover.objects.filter(unit=unit).select_related("plan", "guarantee")
    return rows.prefetch_related("visits__centre").order_by("created_at", "pk")


def _promised(unit: Unit, covers: list[Cover]) -> list[Promised]:
    registered = {cover.guarantee_id: cover for cover in covers if cover.guarantee_id}
    lines = [unit.product.line_id] if unit.product.line_id else []
    offered = CommercialGuarantee.objects.that_may_reach(products=[unit.product_id], lines=lines)
    found = offered.prefetch_related("components")
    return [Promised(it, registered.get(it.pk)) for it in found if reaches(it, unit)]


def _recalls(unit: Unit) -> QuerySet[Recall]:
    return Recall.objects.that_may_reach([unit.product_id])
