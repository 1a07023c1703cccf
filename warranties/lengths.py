"""How long the seller answers for one kind of sale, before any date is counted. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from customers.rules import DIGITAL, SECOND_HAND
from warranties.calendar import Length
from warranties.decision import Reason, reason
from warranties.facts import Facts
from warranties.rules import Point, Rule, SaleTerms, Used
from warranties.states import Ask, Condition
from warranties.why import Why


@dataclass(frozen=True, slots=True)
class Lengths:
    """Liability and presumption, and how they were found. Up to `sure` the law leaves no question."""

    sure: Length
    arguable: Length
    presumption: int | None
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Ask, ...] = ()
    point: Point = Point.TERM


def lengths(facts: Facts, rule: Rule, terms: SaleTerms) -> Lengths:
    """The lengths for these goods under a rule that sets a term."""
    if facts.condition in DIGITAL and terms.supply_floor_months is not None:
        return _digital(facts, rule, terms, terms.supply_floor_months)
    if facts.condition in SECOND_HAND:
        return _second_hand(facts, rule, terms)
    return _new(facts, rule, terms)


def _new(facts: Facts, rule: Rule, terms: SaleTerms) -> Lengths:
    full = Length(terms.goods_months or 0, terms.goods_days)
    if terms.announced_term_counts and facts.announced_months is not None and facts.announced_months > 0:
        step = reason(Why.TERM_ANNOUNCED, rule.cite(Point.TERM), months=facts.announced_months)
        announced = Length(facts.announced_months)
        return Lengths(announced, announced, terms.presumption_months, (step,))
    if facts.condition == Condition.DIGITAL_ELEMENT and facts.digital_supply_months:
        # Goods with a digital service where only the goods' own term was entered: a longer supply is for a person.
        supply = Length(max(full.months, facts.digital_supply_months))
        return Lengths(full, supply, terms.presumption_months)
    if facts.used_term_agreed_months is not None and facts.used_term_agreed_months < full.months:
        step = reason(Why.TERM_NOT_REDUCIBLE, rule.cite(Point.USED))
        return Lengths(full, full, terms.presumption_months, (step,))
    return Lengths(full, full, terms.presumption_months)


def _second_hand(facts: Facts, rule: Rule, terms: SaleTerms) -> Lengths:
    months = terms.goods_months or 0 if terms.used_months is None else terms.used_months
    presumption = terms.presumption_months if terms.presumption_used_months is None else terms.presumption_used_months
    full, cite = Length(months, terms.goods_days if terms.used_months is None else None), rule.cite(Point.USED)
    if terms.used == Used.OWN_TERM:
        return Lengths(full, full, presumption, (reason(Why.TERM_OF_USED, cite, months=months),))
    if facts.condition == Condition.USED_WAIVED:
        return Lengths(full, full, presumption, (reason(Why.WAIVER_VOID, cite),))
    agreed, floor = facts.used_term_agreed_months, terms.used_floor_months
    if agreed is None or agreed >= months:
        return Lengths(full, full, presumption)
    if floor is None or (facts.condition == Condition.REFURBISHED and not terms.refurbished_reducible):
        return Lengths(full, full, presumption, (reason(Why.TERM_NOT_REDUCIBLE, cite),))
    reduced = presumption if terms.presumption_reduced_months is None else terms.presumption_reduced_months
    if agreed < floor:
        # A clause under the floor is void; whether the floor or the full term takes its place is for a person.
        step = reason(Why.TERM_BELOW_FLOOR, cite, months=agreed, floor=floor)
        return Lengths(Length(floor), full, reduced, (step,), (Ask.USED_TERM,))
    return Lengths(Length(agreed), Length(agreed), reduced, (reason(Why.TERM_AGREED, cite, months=agreed),))


def _digital(facts: Facts, rule: Rule, terms: SaleTerms, floor: int) -> Lengths:
    supply = max(facts.digital_supply_months or 0, 0)
    with_goods = facts.condition == Condition.DIGITAL_ELEMENT
    if not supply and with_goods:
        step = reason(Why.ASK_SUPPLY, rule.cite(Point.SUPPLY))
        return Lengths(Length(floor), Length(floor), terms.presumption_months, (step,), (Ask.SUPPLY,))
    if not supply:
        single = Length(terms.digital_months or 0)
        return Lengths(single, single, terms.digital_presumption_months)
    months = max(supply, floor) if with_goods else supply
    step = reason(Why.TERM_SUPPLY, rule.cite(Point.SUPPLY, Point.PROOF), months=months)
    if with_goods and facts.part and months > floor:
        # A part is named: whether it belongs to the service or to the goods themselves is for a person.
        return Lengths(Length(floor), Length(months), terms.presumption_months, (step,))
    return Lengths(Length(months), Length(months), months, (step,), point=Point.SUPPLY)
