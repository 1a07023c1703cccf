"""Until when the seller answers by law: the terms of one unit, with their suspensions. Pure.

An end may be in doubt: up to `sure` the law leaves no question, up to `arguable` a person has to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warranties.calendar import add_months, merged, suspended
from warranties.decision import Reason, reason
from warranties.facts import Facts, Stay
from warranties.rules import LegalRule
from warranties.states import Ask, Condition
from warranties.why import Why

SECOND_HAND = frozenset({Condition.USED.value, Condition.REFURBISHED.value})


@dataclass(frozen=True, slots=True)
class Length:
    """Months of liability and of presumption, and how they were found."""

    sure: int
    arguable: int
    presumption: int
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Last days, inclusive. `same_defect` ends the year after a repair, `late_repair` that of one made out of term."""

    sure: date
    arguable: date
    presumption: date
    same_defect: date | None
    late_repair: date | None
    reasons: tuple[Reason, ...]
    questions: tuple[Ask, ...]


def legal_terms(facts: Facts, rule: LegalRule, delivered: date) -> Terms:
    """The terms of a unit delivered that day, counted as warranties.calendar says."""
    length = _length(facts, rule)
    stays, doubts = _readable_stays(facts, rule, delivered)
    spans = merged((stay.handed_in, _back_on(stay, facts)) for stay in stays)
    plain_end = add_months(delivered, length.sure)
    sure = suspended(plain_end, spans)
    presumption = min(sure, suspended(add_months(delivered, length.presumption), spans))
    installed = max(delivered, facts.installed_by_trader_on or delivered)
    arguable = max(sure, suspended(add_months(installed, length.arguable), spans))
    steps = [*length.reasons, *doubts]
    if sure > plain_end:
        steps.append(reason(Why.SUSPENDED, rule.cites.suspension, days=(sure - plain_end).days))
    if installed > delivered:
        steps.append(reason(Why.INSTALLED_LATER, rule.cites.start, on=installed, start=delivered))
    steps.append(reason(Why.TERM, f"{rule.cites.term}; {rule.cites.counting}", start=delivered, until=sure))
    steps.append(reason(Why.PRESUMPTION, rule.cites.presumption, until=presumption))
    unreadable = any(step.code == Why.RETURN_BEFORE_HAND_IN for step in doubts)
    return Terms(
        sure=sure,
        arguable=arguable,
        presumption=presumption,
        same_defect=_year_end([stay for stay in stays if stay.handed_in <= sure], rule),
        late_repair=_year_end([stay for stay in stays if stay.handed_in > sure], rule),
        reasons=tuple(steps),
        questions=length.questions + ((Ask.CUSTODY,) if unreadable else ()),
    )


def _length(facts: Facts, rule: LegalRule) -> Length:
    if facts.condition in (Condition.DIGITAL_CONTENT, Condition.DIGITAL_ELEMENT):
        return _digital_length(facts, rule)
    agreed, full = facts.used_term_agreed_months, rule.goods_months
    if agreed is None or agreed >= full:
        return Length(full, full, rule.presumption_months)
    if facts.condition not in SECOND_HAND:
        return Length(full, full, rule.presumption_months, (reason(Why.TERM_NOT_REDUCIBLE, rule.cites.used_term),))
    if agreed < rule.used_floor_months:
        # A clause under the floor is void; whether the floor or the full term takes its place is for a person.
        step = reason(Why.TERM_BELOW_FLOOR, rule.cites.used_term, months=agreed, floor=rule.used_floor_months)
        return Length(rule.used_floor_months, full, rule.presumption_months, (step,), (Ask.USED_TERM,))
    step = reason(Why.TERM_AGREED, rule.cites.used_term, months=agreed)
    return Length(agreed, agreed, rule.presumption_months, (step,))


def _digital_length(facts: Facts, rule: LegalRule) -> Length:
    supply = max(facts.digital_supply_months or 0, 0)
    with_goods = facts.condition == Condition.DIGITAL_ELEMENT
    if not supply and with_goods:
        step = reason(Why.ASK_SUPPLY, rule.cites.supply)
        floor = rule.supply_floor_months
        return Length(floor, floor, rule.presumption_months, (step,), (Ask.SUPPLY,))
    if not supply:
        return Length(rule.digital_months, rule.digital_months, rule.digital_presumption_months)
    months = max(supply, rule.supply_floor_months) if with_goods else supply
    step = reason(Why.TERM_SUPPLY, f"{rule.cites.supply}, {rule.cites.supply_presumption}", months=months)
    return Length(months, months, months, (step,))


def _readable_stays(facts: Facts, rule: LegalRule, delivered: date) -> tuple[list[Stay], list[Reason]]:
    """The stays that can be counted, from delivery on, and a step for each thing that is odd about them."""
    cite = rule.cites.suspension
    stays: list[Stay] = []
    doubts: list[Reason] = []
    for stay in sorted(facts.custody, key=lambda stay: (stay.handed_in, stay.returned or date.max)):
        if stay.returned is None:
            doubts.append(reason(Why.STILL_IN_WORKSHOP, cite, on=stay.handed_in))
        elif stay.returned < stay.handed_in:
            doubts.append(reason(Why.RETURN_BEFORE_HAND_IN, cite, on=stay.handed_in, returned=stay.returned))
            continue
        if stay.returned is None or stay.returned >= delivered:
            stays.append(Stay(max(stay.handed_in, delivered), stay.returned))
    spans = [(stay.handed_in, _back_on(stay, facts)) for stay in stays]
    if len(merged(spans)) < len(spans):
        doubts.append(reason(Why.STAYS_OVERLAP, cite))
    return stays, doubts


def _back_on(stay: Stay, facts: Facts) -> date:
    """A unit that is still in the workshop has been there until the day of the claim."""
    return stay.returned or max(stay.handed_in, facts.claim_date or stay.handed_in)


def _year_end(stays: list[Stay], rule: LegalRule) -> date | None:
    ends = [add_months(stay.returned, rule.after_conformity_months) for stay in stays if stay.returned]
    return max(ends, default=None)
