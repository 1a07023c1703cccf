"""The line of the guarantee of a paid repair: for what was repaired, from the day it came back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warranties.calendar import Length
from warranties.decision import Line, Reason, RemedyOption, reason
from warranties.facts import Facts
from warranties.finding import CAUSES_OF_THE_CUSTOMER, shown_on
from warranties.rules import Point, RepairTerms, Rule, Rulebook
from warranties.scope import gaps, line_without_rule
from warranties.states import Ask, Basis, Burden, Buyer, Cause, Condition, Regime, Remedy, RuleKind, Seller, Verdict
from warranties.why import Why


@dataclass(frozen=True, slots=True)
class Repaired:
    """A paid repair: the day that it came back, and whether the fault is what was repaired, if anybody said."""

    on: date
    same_fault: bool | None


def paid_repair_line(facts: Facts, rules: Rulebook) -> Line:
    """What the guarantee of the newest paid repair gives for this claim."""
    sold = facts.condition == Condition.SERVICE_REPAIR
    back = facts.delivery_date if sold else _last_paid(facts)
    if not sold and back is None:
        return Line(Regime.REPAIR, Verdict.NOT_COVERED, (reason(Why.NO_PAID_REPAIR),), in_scope=False)
    rule = _rule(facts, rules, back or facts.contract_date)
    if rule is None or not isinstance(rule.terms, RepairTerms):
        return line_without_rule(Regime.REPAIR, RuleKind.REPAIR, facts, rules)
    law = reason(Why.REPAIR_RULE, rule.cite(Point.LAW), country=rule.jurisdiction)
    if (out := _outside(facts, rule)) is not None:
        return Line(Regime.REPAIR, Verdict.NOT_COVERED, (law, out), source=rule.code, in_scope=False)
    missing = gaps(facts, rule)
    if back is None or missing:
        asked = tuple(ask for ask, _ in missing)
        steps = tuple(step for _, step in missing)
        return Line(Regime.REPAIR, Verdict.NEEDS_PERSON, (law, *steps), source=rule.code, questions=asked)
    # A claim about a paid repair is about what was repaired unless somebody says otherwise.
    same = True if sold and facts.same_defect_as_repair is None else facts.same_defect_as_repair
    return _judge(facts, rule, rule.terms, Repaired(back, same), law)


def _rule(facts: Facts, rules: Rulebook, day: date | None) -> Rule | None:
    """The rule for this kind of goods, else the country's general one. `day`: of the return, else of the contract."""
    found = [
        rule
        for rule in rules.known(RuleKind.REPAIR, facts.jurisdiction)
        if rule.confirmed and day and rule.holds_on(day) and isinstance(rule.terms, RepairTerms)
    ]
    fitting = [rule for rule in found if isinstance(rule.terms, RepairTerms) and rule.terms.goods in ("", facts.goods)]
    return max(
        fitting, key=lambda rule: isinstance(rule.terms, RepairTerms) and rule.terms.goods == facts.goods, default=None
    )


def _last_paid(facts: Facts) -> date | None:
    return max((stay.returned for stay in facts.custody if stay.paid and stay.returned), default=None)


def _outside(facts: Facts, rule: Rule) -> Reason | None:
    if facts.buyer == Buyer.BUSINESS:
        return reason(Why.BUYER_IN_TRADE, rule.cite(Point.CONSUMER))
    if facts.seller == Seller.PRIVATE:
        return reason(Why.SELLER_PRIVATE, rule.cite(Point.TRADER))
    return None


def _judge(facts: Facts, rule: Rule, terms: RepairTerms, repaired: Repaired, law: Reason) -> Line:
    until = Length(terms.months or 0, terms.days).end(repaired.on)
    steps = [law, reason(Why.REPAIR_TERM, rule.cite(Point.TERM), start=repaired.on, until=until)]
    if terms.km:
        steps.append(reason(Why.REPAIR_KM, rule.cite(Point.TERM), km=terms.km))
    verdict, told, asked = _finding(facts, rule, repaired, until)
    covered = verdict == Verdict.COVERED
    return Line(
        Regime.REPAIR,
        verdict,
        (*steps, *told),
        source=rule.code,
        basis=Basis.TERM if covered else Basis.NONE,
        start=repaired.on,
        until=until,
        burden=Burden.TRADER if covered else Burden.NOT_APPLICABLE,
        remedies=(RemedyOption(Remedy.REPAIR_AGAIN, 1),) if covered else (),
        questions=asked,
    )


def _finding(
    facts: Facts, rule: Rule, repaired: Repaired, until: date
) -> tuple[Verdict, tuple[Reason, ...], tuple[Ask, ...]]:
    cite = rule.cite(Point.TERM)
    if (found := CAUSES_OF_THE_CUSTOMER.get(facts.cause)) is not None:
        return Verdict.NOT_COVERED, (reason(found[0], rule.cite(Point.CONFORMITY)),), ()
    shown = shown_on(facts, facts.delivery_date or repaired.on) or repaired.on
    if shown < repaired.on:
        return Verdict.NOT_COVERED, (reason(Why.REPAIR_LATER, cite, on=shown, returned=repaired.on),), ()
    if shown > until and facts.defect_date is None:
        return Verdict.NEEDS_PERSON, (reason(Why.ASK_DEFECT_DATE, cite, until=until),), (Ask.DEFECT_DATE,)
    if shown > until:
        return Verdict.NOT_COVERED, (reason(Why.REPAIR_ENDED, cite, on=shown, until=until),), ()
    if repaired.same_fault is None:
        return Verdict.NEEDS_PERSON, (reason(Why.ASK_SAME_DEFECT, cite, until=until),), (Ask.SAME_DEFECT,)
    if repaired.same_fault is False:
        return Verdict.NOT_COVERED, (reason(Why.OTHER_DEFECT, cite),), ()
    asked = () if facts.cause == Cause.DEFECT else (Ask.CAUSE,)
    return Verdict.COVERED, (reason(Why.REPAIR_IN_TERM, cite, on=shown, until=until),), asked
