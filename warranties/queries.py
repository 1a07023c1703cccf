"""From rows to a decision: the rules in force, the facts of units, what was promised for them, what covers them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

import structlog
from django.db import connection
from django.db.models import Count, QuerySet, prefetch_related_objects

from core import prepared
from core.zones import zone_of
from customers.models import Unit
from customers.states import Channel as SoldThrough
from customers.states import CustomerKind
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.facts import Facts
from warranties.jurisdictions import jurisdiction
from warranties.law import rule_from
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


def rulebook() -> Rulebook:
    """The rules that are current, confirmed or not; one small query as long as they are the same rows as before."""
    global _at_hand
    with connection.cursor() as cursor:
        prepared.execute(cursor, _WHICH)
        (which,) = cursor.fetchone()
    known, book = _at_hand
    if known != which:
        rules = (_read(json.dumps(row.entry()), row.origin) for row in GuaranteeRule.objects.current())
        book = Rulebook(rule for rule in rules if rule is not None)
        _at_hand = (which, book)
    return book


# Which version of which rows: PostgreSQL gives every change of a row another place or another transaction.
_WHICH = """
SELECT string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY jurisdiction, kind, code)
FROM warranties_guaranteerule WHERE current
"""
_at_hand: tuple[str | None, Rulebook] = (None, Rulebook(()))


@lru_cache(maxsize=256)
def _read(entry: str, origin: str) -> Rule | None:
    """The rule of a text. One that cannot be read decides nothing: a person is asked, as where nobody entered it."""
    given = json.loads(entry)
    try:
        return replace(rule_from(given), origin=origin)
    except ValueError as fault:
        log.error("rule_unreadable", rule=given["code"], version=given["version"], fault=str(fault))
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
    history = histories([unit], claim_date, today or claim_date)[unit.pk]
    return replace(facts_of(unit, history), claim_date=claim_date, defect_date=defect_date, cause=cause, **answers)


def facts_at_hand_in(stay: Custody) -> Facts:
    """The unit on the day of that hand-in, for a fault that had shown by then: with the stays before this one only."""
    unit, day = stay.unit, stay.handed_in_on
    history = histories([unit], day, day)[unit.pk]
    before = history._replace(stays=list(takewhile(lambda row: row != stay, history.stays)))
    return replace(facts_of(unit, before), claim_date=day, defect_date=day)


@dataclass(frozen=True)
class Promised:
    """A commercial guarantee that a unit was sold with, and its registration if somebody made one."""

    guarantee: CommercialGuarantee
    registration: Cover | None = None

    @property
    def awaits_registration(self) -> bool:
        """Its term has not begun because nobody registered the unit. The legal guarantee never waits for that."""
        return self.registration is None and self.guarantee.starts == Starts.REGISTRATION

    @property
    def terms(self) -> CommercialTerms:
        return self.guarantee.terms(self.registration.starts_on if self.registration else None)


class Promises(NamedTuple):
    """What was promised for one unit: the guarantees that it was sold with, and the plans that it has."""

    guarantees: list[Promised]
    plans: list[Cover]


def promises_to(units: Iterable[Unit], *, visits: bool = False) -> dict[int, Promises]:
    """The promises of each unit, by its id; the same few queries for one unit or for many. `visits`: theirs too."""
    loaded = _loaded(units)
    if not loaded:
        return {}
    offered = CommercialGuarantee.objects.that_may_reach(
        products={unit.product_id for unit in loaded},
        lines={unit.product.line_id for unit in loaded if unit.product.line_id},
    )
    guarantees = list(offered.prefetch_related("components"))
    plans: dict[int, list[Cover]] = defaultdict(list)
    registered: dict[tuple[int, int | None], Cover] = {}
    for cover in _covers(loaded, visits=visits) if _are_there(_COVERS, [unit.pk for unit in loaded]) else ():
        if cover.plan:
            plans[cover.unit_id].append(cover)
        else:
            registered[cover.unit_id, cover.guarantee_id] = cover
    return {
        unit.pk: Promises(
            [Promised(it, registered.get((unit.pk, it.pk))) for it in guarantees if reaches(it, unit)], plans[unit.pk]
        )
        for unit in loaded
    }


def _covers(units: list[Unit], *, visits: bool) -> QuerySet[Cover]:
    # A query that counts forgets the order of the model.
    rows = Cover.objects.filter(unit__in=units).annotate(used=Count("visits")).order_by("created_at", "pk")
    return rows.select_related("plan").prefetch_related(*(["visits__centre"] if visits else []))


def plan_terms(cover: Cover) -> PlanTerms:
    """The plan of a cover that promises_to() found, as this unit has it."""
    assert cover.plan, "it has no registrations among its plans"
    return cover.plan.terms(starts_on=cover.starts_on, visits_used=cover.used)  # type: ignore[attr-defined]


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
    facts = unit_facts(unit, claim_date=claim_date, defect_date=defect_date, cause=cause, **answers)
    return decision_on(unit, facts, rulebook())


def decision_on(unit: Unit, facts: Facts, rules: Rulebook) -> Decision:
    """The decision about a unit on facts and rules that the caller keeps beside it, as a ledger does."""
    return _decided(facts, rules, promises_to([unit])[unit.pk])


def leaned_on(decision: Decision, rules: Rulebook) -> list[list[str | int]]:
    """The texts of law that a decision looked at, each as [code, version, origin], out of the rules it was taken on."""
    sources = frozenset(decision.sources)
    used = sorted((rule for rule in rules.rules if rule.code in sources), key=lambda rule: rule.code)
    return [[rule.code, rule.version, rule.origin] for rule in used]


def coverage_of_units(units: Iterable[Unit], today: date) -> dict[int, Decision]:
    """What would cover each unit if it failed today, by its id; for lists."""
    loaded = _loaded(units)
    rules, promises, lived = rulebook(), promises_to(loaded), histories(loaded, today, today)
    found = {}
    for unit in loaded:
        facts = replace(facts_of(unit, lived[unit.pk]), claim_date=today, defect_date=today)
        found[unit.pk] = _decided(facts, rules, promises[unit.pk])
    return found


def _decided(facts: Facts, rules: Rulebook, promises: Promises) -> Decision:
    guarantees = [promised.terms for promised in promises.guarantees]
    return decide(facts, rules, guarantees, [plan_terms(cover) for cover in promises.plans])


class History(NamedTuple):
    """What happened to one unit: its stays by hand-in, and the recalls that reach it and a claim."""

    stays: list[Custody]
    recalls: list[Recall]


def _loaded(units: Iterable[Unit]) -> list[Unit]:
    loaded = list(units)
    prefetch_related_objects(loaded, "product", "delivery", "purchase__customer")
    return loaded


def histories(units: Iterable[Unit], claimed: date, today: date) -> dict[int, History]:
    """What happened to each unit, by its id, for a claim of that day; the same few queries for one unit or for many."""
    loaded = _loaded(units)
    stays: dict[int, list[Custody]] = defaultdict(list)
    recalls: list[Recall] = []
    if _are_there(_STAYS, [unit.pk for unit in loaded]):
        for row in Custody.objects.filter(unit__in=loaded):
            stays[row.unit_id].append(row)
    products = {unit.product_id for unit in loaded}
    if _are_there(_RECALLS, list(products)):
        recalls = list(Recall.objects.that_may_reach(products).for_claim(claimed, today=today))
    return {unit.pk: History(stays[unit.pk], [recall for recall in recalls if recall.reaches(unit)]) for unit in loaded}


# Most units have never been in our hands, nor been recalled, nor have a plan: to see that takes a tenth of a query of
# whole rows, and every opened case and every list of units asks it.
_STAYS = "SELECT EXISTS (SELECT FROM warranties_custody WHERE unit_id = ANY(%s))"
_RECALLS = "SELECT EXISTS (SELECT FROM warranties_recall_products WHERE product_id = ANY(%s))"
_COVERS = "SELECT EXISTS (SELECT FROM warranties_cover WHERE unit_id = ANY(%s))"


def _are_there(question: str, ids: list[int]) -> bool:
    with connection.cursor() as cursor:
        prepared.execute(cursor, question, [ids])
        return cursor.fetchone()[0]


def facts_of(unit: Unit, history: History) -> Facts:
    """What the rows say about the unit itself; nothing of a claim."""
    purchase, customer, delivery, product = unit.purchase, unit.purchase.customer, unit.delivery, unit.product
    return Facts(
        jurisdiction=jurisdiction(customer.country),
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
        custody=tuple(stay.stay() for stay in history.stays),
        replaced_on=max((it.returned_on for it in history.stays if it.returned_on and it.was_replaced), default=None),
        recalls=tuple(recall.fact() for recall in history.recalls),
        changed_hands=unit.changed_hands_on is not None,
    )
