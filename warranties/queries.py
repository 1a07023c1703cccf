"""From rows to a decision: the rules in force, the facts of units, what was promised for them, what covers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import structlog
from django.db.models import Count, prefetch_related_objects

from core.zones import zone_of
from customers.models import Unit
from customers.states import Channel as SoldThrough
from customers.states import CustomerKind
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.facts import Facts, Stay
from warranties.facts import Recall as RecallFact
from warranties.models import CommercialGuarantee, Cover, Custody, GuaranteeRule, Recall
from warranties.promises import CommercialTerms, PlanTerms
from warranties.rules import Rule, Rulebook
from warranties.states import Buyer, Cause, Channel, Goods, Starts

log = structlog.get_logger(__name__)

BUYERS = {CustomerKind.PERSON: Buyer.CONSUMER, CustomerKind.COMPANY: Buyer.BUSINESS}
CHANNELS = {
    SoldThrough.STORE: Channel.STORE,
    SoldThrough.ONLINE: Channel.ONLINE,
    SoldThrough.PHONE: Channel.PHONE,
}
# Addresses name the United Kingdom as ISO 3166 does, the rules of law as everybody does.
JURISDICTIONS = {"GB": "UK"}


def rulebook() -> Rulebook:
    """The rules that are current, confirmed or not; one query. Each row is read once in the life of the process."""
    rows = (_parsed(row, row.created_at, row.confirmed) for row in GuaranteeRule.objects.current())
    return Rulebook(rule for rule in rows if rule is not None)


@lru_cache(maxsize=1024)
def _parsed(row: GuaranteeRule, created_at: datetime, confirmed: bool) -> Rule | None:
    """The arguments are what tells two readings apart: a row is equal by its key, and only `confirmed` ever changes.

    A row that cannot be read decides nothing: a person is asked, as where nobody entered the law.
    """
    try:
        return row.rule()
    except ValueError as fault:
        log.error("rule_unreadable", rule=row.pk, fault=str(fault))
        return None


def local_date(unit: Unit, instant: datetime) -> date:
    """The date of an instant where the unit was delivered, as the law counts it."""
    return instant.astimezone(zone_of(unit.purchase.customer.timezone)).date()


def unit_facts(
    unit: Unit,
    *,
    claim_date: date,
    defect_date: date | None = None,
    cause: str = Cause.UNKNOWN.value,
    today: date | None = None,
    **answers: Any,
) -> Facts:
    """What the rows say about one unit and one claim. Dates are local dates of the delivery place.

    `today` is the day of the decision, when that is later than the claim: a recall announced since then counts.
    `answers` are further facts, by their name in Facts, as somebody told them: they stand over what the rows say.
    """
    facts = _facts(unit, _histories(_loaded([unit]), claim_date, today or claim_date)[unit.pk])
    return replace(facts, claim_date=claim_date, defect_date=defect_date, cause=cause, **answers)


def guarantees_for(units: Iterable[Unit]) -> dict[int, list[CommercialTerms]]:
    """The commercial guarantees that reach each unit, by its id; the same few queries for one unit or for many."""
    loaded = _loaded(units)
    guarantees = CommercialGuarantee.objects.that_may_reach(
        products={unit.product_id for unit in loaded},
        lines={unit.product.line_id for unit in loaded if unit.product.line_id},
    ).prefetch_related("components")
    if not loaded:
        return {}
    kept = list(guarantees)
    from_then = [it for it in kept if it.starts == Starts.REGISTRATION]
    covers = Cover.objects.filter(unit__in=loaded, guarantee__in=from_then) if from_then else ()
    registered = {(cover.unit_id, cover.guarantee_id): cover.starts_on for cover in covers}
    return {
        unit.pk: [it.terms(registered.get((unit.pk, it.pk))) for it in kept if reaches(it, unit)] for unit in loaded
    }


def plans_for(units: Iterable[Unit]) -> dict[int, list[PlanTerms]]:
    """The service plans that each unit has, by its id, with the visits used up; one query."""
    found: dict[int, list[PlanTerms]] = {unit.pk: [] for unit in units}
    covers = Cover.objects.filter(unit__in=found, plan__isnull=False).select_related("plan")
    for cover in covers.annotate(used=Count("visits")):
        assert cover.plan, "the filter says so"
        found[cover.unit_id].append(cover.plan.terms(starts_on=cover.starts_on, visits_used=cover.used))
    return found


def reaches(guarantee: CommercialGuarantee, unit: Unit) -> bool:
    """Whether a purchase of that product on that day came with the guarantee."""
    is_for_it = guarantee.reaches(product_id=unit.product_id, line_id=unit.product.line_id)
    return is_for_it and guarantee.offered_on(unit.purchase.purchased_on)


def coverage_of(
    unit: Unit,
    *,
    claim_date: date,
    defect_date: date | None = None,
    cause: str = Cause.UNKNOWN.value,
    **answers: Any,
) -> Decision:
    """What covers this unit for this claim, by the rules in force and what was promised."""
    return decision_on(unit, unit_facts(unit, claim_date=claim_date, defect_date=defect_date, cause=cause, **answers))


def decision_on(unit: Unit, facts: Facts) -> Decision:
    """The decision about a unit on facts that the caller keeps beside it, as a ledger does."""
    return decide(facts, rulebook(), guarantees_for([unit])[unit.pk], plans_for([unit])[unit.pk])


def leaned_on(decision: Decision) -> list[list[str | int]]:
    """The texts of law that a decision looked at, each as [code, version, origin]; one query."""
    rows = GuaranteeRule.objects.current().filter(code__in=decision.sources).order_by("code")
    return [list(row) for row in rows.values_list("code", "version", "origin")]


def coverage_of_units(units: Iterable[Unit], today: date) -> dict[int, Decision]:
    """What would cover each unit if it failed today, by its id; for lists."""
    loaded = _loaded(units)
    rules, guarantees, plans = rulebook(), guarantees_for(loaded), plans_for(loaded)
    histories = _histories(loaded, today, today)
    found = {}
    for unit in loaded:
        facts = replace(_facts(unit, histories[unit.pk]), claim_date=today, defect_date=today)
        found[unit.pk] = decide(facts, rules, guarantees[unit.pk], plans[unit.pk])
    return found


class _History(NamedTuple):
    stays: tuple[Stay, ...]
    replaced_on: date | None
    recalls: tuple[RecallFact, ...]


def _loaded(units: Iterable[Unit]) -> list[Unit]:
    loaded = list(units)
    prefetch_related_objects(loaded, "product", "delivery", "purchase__customer")
    return loaded


def _histories(units: list[Unit], claimed: date, today: date) -> dict[int, _History]:
    """What happened to each unit, and the recalls that reach it and this claim; the same few queries."""
    custody: dict[int, list[Custody]] = defaultdict(list)
    for row in Custody.objects.filter(unit__in=units):
        custody[row.unit_id].append(row)
    products = {unit.product_id for unit in units}
    recalls = list(Recall.objects.that_may_reach(products).for_claim(claimed, today=today))
    return {
        unit.pk: _History(
            tuple(row.stay() for row in custody[unit.pk]),
            max((row.returned_on for row in custody[unit.pk] if row.returned_on and row.was_replaced), default=None),
            tuple(recall.fact() for recall in recalls if recall.reaches(unit)),
        )
        for unit in units
    }


def _facts(unit: Unit, history: _History) -> Facts:
    purchase, customer, delivery, product = unit.purchase, unit.purchase.customer, unit.delivery, unit.product
    country = customer.country.upper()
    return Facts(
        jurisdiction=JURISDICTIONS.get(country, country),
        region=customer.region,
        contract_date=purchase.purchased_on,
        delivery_date=delivery.delivered_on,
        installed_by_trader_on=local_date(unit, delivery.installed_at) if delivery.installed_at else None,
        condition=str(unit.condition),
        goods=(Goods.VEHICLE if product.motor_vehicle else Goods.OTHER).value,
        buyer=BUYERS.get(CustomerKind(customer.kind), Buyer.UNKNOWN).value,
        channel=CHANNELS.get(SoldThrough(purchase.channel), Channel.UNKNOWN).value,
        used_term_agreed_months=unit.used_term_months,
        announced_months=product.announced_months,
        digital_supply_months=unit.digital_supply_months,
        custody=history.stays,
        replaced_on=history.replaced_on,
        recalls=history.recalls,
        changed_hands=unit.changed_hands_on is not None,
    )
