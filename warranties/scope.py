"""Whether a country's guarantee law reaches a sale, and which facts are missing to say so. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from warranties.decision import Line, Reason, reason
from warranties.facts import Facts
from warranties.rules import CITE_NO_RULE, CITE_NO_RULE_FOR_DATE, LegalRule
from warranties.states import Ask, Buyer, Channel, Condition, Regime, Seller, Verdict
from warranties.terms import SECOND_HAND
from warranties.why import Why

CONDITIONS = frozenset(Condition.values)
Gaps = tuple[tuple[Ask, Reason], ...]


def outside(facts: Facts, rule: LegalRule) -> Reason | None:
    """The step that takes the sale out of the law, if one does."""
    if facts.buyer == Buyer.BUSINESS:
        return reason(Why.BUYER_IN_TRADE, rule.cites.consumer)
    if facts.seller == Seller.PRIVATE:
        return reason(Why.SELLER_PRIVATE, rule.cites.trader)
    if facts.condition == Condition.LIVE_ANIMAL:
        return reason(Why.LIVE_ANIMAL, rule.cites.excluded)
    if facts.channel == Channel.AUCTION and facts.condition in SECOND_HAND:
        return reason(Why.USED_AT_AUCTION, rule.cites.excluded)
    return None


def gaps(facts: Facts, rule: LegalRule) -> Gaps:
    """The facts without which a person must decide, each with its step."""
    found: list[tuple[Ask, Reason]] = []
    if facts.buyer not in (Buyer.CONSUMER, Buyer.NONPROFIT):
        found.append((Ask.BUYER, reason(Why.ASK_BUYER, rule.cites.consumer)))
    if facts.seller != Seller.TRADER:
        found.append((Ask.SELLER, reason(Why.ASK_SELLER, rule.cites.trader)))
    if facts.condition not in CONDITIONS:
        found.append((Ask.CONDITION, reason(Why.ASK_CONDITION, rule.cites.term)))
    if facts.delivery_date is None:
        found.append((Ask.DELIVERY_DATE, reason(Why.ASK_DELIVERY_DATE, rule.cites.start)))
    if facts.claim_date is None and facts.defect_date is None:
        found.append((Ask.CLAIM_DATE, reason(Why.ASK_CLAIM_DATE, rule.cites.term)))
    if facts.delivery_date and facts.claim_date and facts.claim_date < facts.delivery_date:
        step = reason(Why.CLAIM_BEFORE_DELIVERY, rule.cites.start, on=facts.claim_date, delivered=facts.delivery_date)
        found.append((Ask.DELIVERY_DATE, step))
    return tuple(found)


def line_without_rule(regime: Regime, facts: Facts, rules: Sequence[LegalRule]) -> Line:
    """The line when no rule was found: which fact is missing to find one, or that nobody has entered that law."""
    step: Reason
    asked: tuple[Ask, ...]
    if not facts.jurisdiction:
        step, asked = reason(Why.ASK_JURISDICTION, CITE_NO_RULE), (Ask.JURISDICTION,)
    elif all(rule.jurisdiction != facts.jurisdiction for rule in rules):
        step, asked = reason(Why.NO_RULE, CITE_NO_RULE, country=facts.jurisdiction), ()
    elif facts.contract_date is None:
        step, asked = reason(Why.ASK_CONTRACT_DATE, CITE_NO_RULE_FOR_DATE), (Ask.CONTRACT_DATE,)
    else:
        step, asked = _no_rule_for_date(facts.jurisdiction, facts.contract_date), ()
    return Line(regime, Verdict.NEEDS_PERSON, (step,), questions=asked)


def _no_rule_for_date(country: str, on: date) -> Reason:
    return reason(Why.NO_RULE_FOR_DATE, CITE_NO_RULE_FOR_DATE, country=country, on=on)
