"""Whether a country's guarantee law reaches a sale, and what is missing to say so. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from customers.rules import SECOND_HAND
from warranties.decision import Line, Reason, reason
from warranties.facts import Facts
from warranties.rules import CITE_NO_RULE, CITE_NO_RULE_FOR_DATE, EUROPEAN_UNION, Point, Rule, Rulebook, SaleTerms, Used
from warranties.states import Ask, Buyer, Channel, Condition, Regime, RuleKind, Seller, Verdict
from warranties.why import Why

CONDITIONS = frozenset(Condition.values)
NO_RULE = {
    RuleKind.SALE: Why.NO_RULE,
    RuleKind.REPAIR: Why.NO_REPAIR_RULE,
    RuleKind.WITHDRAWAL: Why.NO_WITHDRAWAL_RULE,
}
Gaps = tuple[tuple[Ask, Reason], ...]


@dataclass(frozen=True, slots=True)
class Exemption:
    """Some sales that a law may leave out: the fact, whether this law does, and the step for either."""

    holds: bool
    excluded: bool
    out: Why
    unstated: Why
    point: Point


def outside(facts: Facts, rule: Rule, terms: SaleTerms) -> Reason | None:
    """The step that takes the sale out of the law, if one does."""
    if facts.seller == Seller.PRIVATE:
        return reason(Why.SELLER_PRIVATE, rule.cite(Point.TRADER))
    for one in _exemptions(facts, terms):
        if one.holds and one.excluded:
            return reason(one.out, rule.cite(one.point))
    return None


def unsettled(facts: Facts, rule: Rule, terms: SaleTerms) -> Reason | None:
    """The step that leaves the sale to a person because the law that was entered does not speak of it."""
    for one in _exemptions(facts, terms):
        if one.holds and not one.excluded:
            return reason(one.unstated, rule.cite(one.point))
    if facts.buyer == Buyer.NONPROFIT and not terms.nonprofit_counts:
        return reason(Why.NONPROFIT_UNSTATED, rule.cite(Point.CONSUMER))
    if terms.goods_months is None and terms.goods_days is None:
        return reason(Why.NO_FIXED_TERM, rule.cite(Point.TERM), country=rule.jurisdiction)
    if facts.condition == Condition.DIGITAL_CONTENT and terms.digital_months is None:
        return reason(Why.DIGITAL_UNSTATED, rule.cite(Point.DIGITAL))
    return None


def _exemptions(facts: Facts, terms: SaleTerms) -> tuple[Exemption, ...]:
    second_hand = facts.condition in SECOND_HAND
    waived = facts.condition == Condition.USED_WAIVED
    left_out = terms.used == Used.EXCLUDED or (waived and terms.used_waivable)
    return (
        Exemption(
            facts.buyer == Buyer.BUSINESS,
            terms.business_excluded,
            Why.BUYER_IN_TRADE,
            Why.BUSINESS_UNSTATED,
            Point.BUSINESS,
        ),
        Exemption(
            facts.condition == Condition.LIVE_ANIMAL,
            terms.live_animals_excluded,
            Why.LIVE_ANIMAL,
            Why.LIVE_ANIMAL_UNSTATED,
            Point.EXCLUDED,
        ),
        Exemption(
            facts.channel == Channel.AUCTION and second_hand,
            terms.auctions_excluded,
            Why.USED_AT_AUCTION,
            Why.AUCTION_UNSTATED,
            Point.EXCLUDED,
        ),
        Exemption(
            second_hand and (left_out or terms.used == Used.UNSTATED),
            left_out,
            Why.WAIVED if waived else Why.USED_LEFT_OUT,
            Why.USED_UNSTATED,
            Point.USED,
        ),
    )


def gaps(facts: Facts, rule: Rule) -> Gaps:
    """The facts without which a person must decide, each with its step."""
    found: list[tuple[Ask, Reason]] = []
    if facts.buyer not in (Buyer.CONSUMER, Buyer.NONPROFIT):
        found.append((Ask.BUYER, reason(Why.ASK_BUYER, rule.cite(Point.CONSUMER))))
    if facts.seller != Seller.TRADER:
        found.append((Ask.SELLER, reason(Why.ASK_SELLER, rule.cite(Point.TRADER))))
    if facts.condition not in CONDITIONS:
        found.append((Ask.CONDITION, reason(Why.ASK_CONDITION, rule.cite(Point.TERM))))
    found.extend(date_gaps(facts, rule.cite(Point.START), rule.cite(Point.TERM)))
    return tuple(found)


def date_gaps(facts: Facts, cite_start: str, cite_term: str) -> Gaps:
    """The dates without which no term can be judged, or that contradict each other."""
    found: list[tuple[Ask, Reason]] = []
    if facts.delivery_date is None:
        found.append((Ask.DELIVERY_DATE, reason(Why.ASK_DELIVERY_DATE, cite_start)))
    if facts.claim_date is None and facts.defect_date is None:
        found.append((Ask.CLAIM_DATE, reason(Why.ASK_CLAIM_DATE, cite_term)))
    if facts.delivery_date and facts.claim_date and facts.claim_date < facts.delivery_date:
        step = reason(Why.CLAIM_BEFORE_DELIVERY, cite_start, on=facts.claim_date, delivered=facts.delivery_date)
        found.append((Ask.DELIVERY_DATE, step))
    return tuple(found)


def line_without_rule(regime: Regime, kind: RuleKind, facts: Facts, rules: Rulebook) -> Line:
    """The line when no rule decides: which fact is missing to find one, or that nobody has entered or confirmed it."""
    step: Reason
    asked: tuple[Ask, ...] = ()
    waiting = rules.unconfirmed(kind, facts.jurisdiction, facts.contract_date, facts.region)
    cite = CITE_NO_RULE_FOR_DATE if facts.jurisdiction in EUROPEAN_UNION else CITE_NO_RULE
    if not facts.jurisdiction:
        step, asked = reason(Why.ASK_JURISDICTION, CITE_NO_RULE), (Ask.JURISDICTION,)
    elif not rules.known(kind, facts.jurisdiction):
        step = reason(NO_RULE[kind], CITE_NO_RULE, country=facts.jurisdiction)
    elif facts.contract_date is None:
        step, asked = reason(Why.ASK_CONTRACT_DATE, cite), (Ask.CONTRACT_DATE,)
    elif waiting:
        step = reason(Why.RULE_UNCONFIRMED, waiting.cite(Point.LAW), country=facts.jurisdiction, rule=waiting.code)
    else:
        step = reason(Why.NO_RULE_FOR_DATE, cite, country=facts.jurisdiction, on=facts.contract_date)
    return Line(regime, Verdict.NEEDS_PERSON, (step,), questions=asked)
