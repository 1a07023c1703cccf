"""The line of the right of withdrawal of a distance sale: needs no cause, says nothing about a defect. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from warranties.calendar import add_days
from warranties.decision import Line, Reason, RemedyOption, reason
from warranties.facts import Facts
from warranties.rules import LegalRule, rule_for
from warranties.scope import line_without_rule, outside
from warranties.states import Ask, Basis, Buyer, Channel, Condition, Regime, Remedy, Seller, Verdict
from warranties.why import Why

DISTANCE = (Channel.ONLINE.value, Channel.PHONE.value)
FACE_TO_FACE = (Channel.STORE.value, Channel.AUCTION.value)


def withdrawal_line(facts: Facts, rules: Sequence[LegalRule]) -> Line:
    """Whether the customer may still send it back without giving a cause, and until which day."""
    rule = rule_for(rules, facts.jurisdiction, facts.contract_date)
    if rule is None:
        return line_without_rule(Regime.WITHDRAWAL, facts, rules)
    if (out := _outside(facts, rule)) is not None:
        return Line(Regime.WITHDRAWAL, Verdict.NOT_COVERED, (out,), source=rule.code, in_scope=False)
    return _window(facts, rule)


def _outside(facts: Facts, rule: LegalRule) -> Reason | None:
    if facts.buyer == Buyer.BUSINESS or facts.seller == Seller.PRIVATE:
        return outside(facts, rule)
    if facts.channel in FACE_TO_FACE:
        return reason(Why.WITHDRAWAL_DISTANCE_ONLY, rule.cites.withdrawal)
    return None


def _window(facts: Facts, rule: LegalRule) -> Line:
    cite = rule.cites.withdrawal
    until = add_days(facts.delivery_date, rule.withdrawal_days) if facts.delivery_date else None
    missing = _missing(facts, rule)
    if missing or until is None or facts.delivery_date is None or facts.claim_date is None:
        steps = tuple(step for _, step in missing)
        return _line(Verdict.NEEDS_PERSON, *steps, rule=rule, until=until, asked=tuple(ask for ask, _ in missing))
    if facts.claim_date > until:
        return _line(Verdict.NOT_COVERED, reason(Why.WITHDRAWAL_ENDED, cite, until=until), rule=rule, until=until)
    if facts.condition == Condition.DIGITAL_CONTENT:
        step = reason(Why.WITHDRAWAL_DIGITAL, rule.cites.withdrawal_digital)
        return _line(Verdict.NEEDS_PERSON, step, rule=rule, until=until)
    if facts.claim_date < facts.delivery_date:
        step = reason(Why.WITHDRAWAL_BEFORE_DELIVERY, cite, until=until)
    else:
        step = reason(Why.WITHDRAWAL_OPEN, cite, start=facts.delivery_date, until=until)
    return _line(Verdict.COVERED, step, rule=rule, until=until)


def _missing(facts: Facts, rule: LegalRule) -> tuple[tuple[Ask, Reason], ...]:
    cites = rule.cites
    found = []
    if facts.channel not in DISTANCE:
        found.append((Ask.CHANNEL, reason(Why.ASK_CHANNEL, cites.withdrawal)))
    if facts.buyer not in (Buyer.CONSUMER, Buyer.NONPROFIT):
        found.append((Ask.BUYER, reason(Why.ASK_BUYER, cites.consumer)))
    if facts.seller != Seller.TRADER:
        found.append((Ask.SELLER, reason(Why.ASK_SELLER, cites.trader)))
    if facts.delivery_date is None:
        found.append((Ask.DELIVERY_DATE, reason(Why.ASK_DELIVERY_DATE, cites.withdrawal)))
    if facts.claim_date is None:
        found.append((Ask.CLAIM_DATE, reason(Why.ASK_CLAIM_DATE, cites.withdrawal)))
    return tuple(found)


def _line(
    verdict: Verdict,
    *steps: Reason,
    rule: LegalRule,
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
        until=until,
        remedies=(RemedyOption(Remedy.WITHDRAWAL, 1),) if covered else (),
        questions=asked,
    )
