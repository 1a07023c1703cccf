"""From rows to a decision: the facts of units, the guarantees that reach them, what covers them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from core.zones import zone_of
from customers.models import Unit
from customers.states import Channel as SoldThrough
from customers.states import CustomerKind
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.facts import CommercialTerms, Facts
from warranties.models import CommercialGuarantee
from warranties.rules import RULES
from warranties.states import Buyer, Cause, Channel

BUYERS = {CustomerKind.PERSON: Buyer.CONSUMER, CustomerKind.COMPANY: Buyer.BUSINESS}
CHANNELS = {
    SoldThrough.STORE: Channel.STORE,
    SoldThrough.ONLINE: Channel.ONLINE,
    SoldThrough.PHONE: Channel.PHONE,
}


def local_date(unit: Unit, instant: datetime) -> date:
    """The date of an instant where the unit was delivered, as the law counts it."""
    return instant.astimezone(zone_of(unit.purchase.customer.timezone)).date()


def unit_facts(
    unit: Unit, *, claim_date: date, defect_date: date | None = None, cause: str = Cause.UNKNOWN.value
) -> Facts:
    """What the rows say about one unit and one claim. Dates are local dates of the delivery place."""
    purchase, customer, delivery = unit.purchase, unit.purchase.customer, unit.delivery
    return Facts(
        jurisdiction=customer.country.upper(),
        contract_date=purchase.purchased_on,
        delivery_date=delivery.delivered_on,
        installed_by_trader_on=local_date(unit, delivery.installed_at) if delivery.installed_at else None,
        condition=str(unit.condition),
        buyer=BUYERS.get(CustomerKind(customer.kind), Buyer.UNKNOWN).value,
        channel=CHANNELS.get(SoldThrough(purchase.channel), Channel.UNKNOWN).value,
        cause=cause,
        defect_date=defect_date,
        claim_date=claim_date,
    )


def guarantees_for(units: Iterable[Unit]) -> dict[int, list[CommercialTerms]]:
    """The commercial guarantees that reach each unit, by its id; the same few queries for one unit or for many."""
    loaded = _loaded(units)
    guarantees = CommercialGuarantee.objects.that_may_reach(
        products={unit.product_id for unit in loaded},
        lines={unit.product.line_id for unit in loaded if unit.product.line_id},
    )
    if not loaded:
        return {}
    kept = [(guarantee, guarantee.terms()) for guarantee in guarantees]
    return {unit.pk: [terms for guarantee, terms in kept if _reaches(guarantee, terms, unit)] for unit in loaded}


def coverage_of(
    unit: Unit, *, claim_date: date, defect_date: date | None = None, cause: str = Cause.UNKNOWN.value
) -> Decision:
    """What covers this unit for this claim, by the rules in force and the guarantees on record."""
    return decision_on(unit, unit_facts(unit, claim_date=claim_date, defect_date=defect_date, cause=cause))


def decision_on(unit: Unit, facts: Facts) -> Decision:
    """The decision about a unit on facts that the caller keeps beside it, as a ledger does."""
    return decide(facts, RULES, guarantees_for([unit])[unit.pk])


def coverage_of_units(units: Iterable[Unit], today: date) -> dict[int, Decision]:
    """What would cover each unit if it failed today, by its id; for lists."""
    loaded = _loaded(units)
    guarantees = guarantees_for(loaded)
    return {
        unit.pk: decide(unit_facts(unit, claim_date=today, defect_date=today), RULES, guarantees[unit.pk])
        for unit in loaded
    }


def _loaded(units: Iterable[Unit]) -> list[Unit]:
    loaded = list(units)
    prefetch_related_objects(loaded, "product", "delivery", "purchase__customer")
    return loaded


def _reaches(guarantee: CommercialGuarantee, terms: CommercialTerms, unit: Unit) -> bool:
    if not guarantee.reaches(product_id=unit.product_id, line_id=unit.product.line_id):
        return False
    return terms.offered_on(unit.purchase.purchased_on)
