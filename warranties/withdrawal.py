"""The line of the right of withdrawal of a distance sale: needs no cause, says nothing about a defect. Pure."""

from __future__ import annotations

from datetime import date

from warranties.calendar import add_days
from warranties.decision import Line, Reason, RemedyOption, reason
from warranties.facts import Facts
from warranties.rules import EUROPEAN_UNION, Point, Rule, Rulebook, WithdrawalTerms
from warranties.scope import line_without_rule
from warranties.states import Ask, Basis, Buyer, Channel, Condition, Regime, Remedy, RuleKind, Seller, Verdict
from warranties.why import Why

DISTANCE = (Channel.ONLINE.value, Channel.PHONE.value)
FACE_TO_FACE = (Channel.STORE.value, Channel.AUCTION.value)
# In the Union the right is for sales at a distance or away from the shop, whatever the country adds.
CITE_DISTANCE = "Dir. 2011/83/EU, art. 9"


def withdrawal_line(facts: Facts, rules: Rulebook) -> Line:
    """Whether the customer may still send it back without giving a cause, and until which day."""
    rule = rules.rule(RuleKind.WITHDRAWAL, facts.jurisdiction, facts.contract_date, facts.region)
    if rule is None or not isinstance(rule.terms, WithdrawalTerms):
        if facts.channel in FACE_TO_FACE and facts.jurisdiction in EUROPEAN_UNION:
            step = reason(Why.WITHDRAWAL_DISTANCE_ONLY, CITE_DISTANCE)
            return Line(Regime.WITHDRAWAL, Verdict.NOT_COVERED, (step,), in_scope=False)
        return line_without_rule(Regime.WITHDRAWAL, RuleKind.WITHDRAWAL, facts, rules)
    if (out := _outside(facts, rule)) is not None:
        return Line(Regime.WITHDRAWAL, Verdict.NOT_COVERED, (out,), source=rule.code, in_scope=False)
    return _window(facts, rule, rule.terms)


def _outside(facts: Facts, rule: Rule) -> Reason | None:
    if facts.buyer == Buyer.BUSINESS:
        return reason(Why.BUYER_IN_TRADE, rule.cite(Point.CONSUMER))
    if facts.seller == Seller.PRIVATE:
        return reason(Why.SELLER_PRIVATE, rule.cite(Point.TRADER))
    if facts.channel in FACE_TO_FACE:
        return reason(Why.WITHDRAWAL_DISTANCE_ONLY, rule.cite(Point.TERM))
    return None


def _window(facts: Facts, rule: Rule, terms: WithdrawalTerms) -> Line:
    cite = rule.cite(Point.TERM)
    until = add_days(facts.delivery_date, terms.days) if facts.delivery_date else None
    if until and facts.claim_date and facts.claim_date > until:
        ended = reason(Why.WITHDRAWAL_ENDED, cite, until=until)
        return _line(Verdict.NOT_COVERED, ended, rule=rule, facts=facts, until=until)
    missing = _missing(facts, rule)
    if missing or until is None or facts.delivery_date is None or facts.claim_date is None:
        steps = tuple(step for _, step in missing)
        asked = tuple(ask for ask, _ in missing)
        return _line(Verdict.NEEDS_PERSON, *steps, rule=rule, facts=facts, until=until, asked=asked)
    if facts.condition == Condition.DIGITAL_CONTENT:
        step = reason(Why.WITHDRAWAL_DIGITAL, rule.cite(Point.DIGITAL))
        return _line(Verdict.NEEDS_PERSON, step, rule=rule, facts=facts, until=until)
    if facts.claim_date < facts.delivery_date:
        step = reason(Why.WITHDRAWAL_BEFORE_DELIVERY, cite, until=until)
    else:
        step = reason(Why.WITHDRAWAL_OPEN, cite, start=facts.delivery_date, until=until)
    return _line(Verdict.COVERED, step, rule=rule, facts=facts, until=until)


def _missing(facts: Facts, rule: Rule) -> tuple[tuple[Ask, Reason], ...]:
    cite = rule.cite(Point.TERM)
    found = []
    if facts.channel not in DISTANCE:
        found.append((Ask.CHANNEL, reason(Why.ASK_CHANNEL, cite)))
    if facts.buyer not in (Buyer.CONSUMER, Buyer.NONPROFIT):
        found.append((Ask.BUYER, reason(Why.ASK_BUYER, rule.cite(Point.CONSUMER))))
    if facts.seller != Seller.TRADER:
        found.append((Ask.SELLER, reason(Why.ASK_SELLER, rule.cite(Point.TRADER))))
    if facts.delivery_date is None:
        found.append((Ask.DELIVERY_DATE, reason(Why.ASK_DELIVERY_DATE, cite)))
    if facts.claim_date is None:
        found.append((Ask.CLAIM_DATE, reason(Why.ASK_CLAIM_DATE, cite)))
    return tuple(found)


def _line(
    verdict: Verdict,
    *steps: Reason,
    rule: Rule,
    facts: Facts,
    until: date | None = None,
    asked: tuple[Ask, ...] = (),
) -> Line:
    covered = verdict == Verdict.COVERED
    return Line(
        Regime.WITHDRAWAL,
        verdict,
        steps,
        source=rule.code,
        basis=Basis.TERM if covered else Basis.NONE,
        start=facts.delivery_date,
        until=until,
        remedies=(RemedyOption(Remedy.WITHDRAWAL, 1),) if covered else (),
        questions=asked,
    )
