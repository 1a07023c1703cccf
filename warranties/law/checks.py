"""Whether the terms of a rule hold together, once every value is of its type. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields

from warranties.law.faults import Fault, bad_rule
from warranties.plain import Misfit
from warranties.rules import Action, Point, Proof, RecallTerms, RepairTerms, Rule, SaleTerms, Used
from warranties.states import Goods, Remedy
from warranties.why import Why

# What the trader must do, and by when.
DUTIES = (
    Why.INFORM_CHOICE.value,
    Why.FREE_OF_CHARGE.value,
    Why.RECEIPTS.value,
    Why.SPARE_PARTS.value,
    Why.REFUSAL_IN_WRITING.value,
    Why.REPAIR_CERTIFICATE.value,
    Why.TRANSPORT_ON_SELLER.value,
    Why.FREE_CHOICE.value,
    Why.BONUS.value,
    Why.NO_TIE_IN.value,
)
DEADLINES = (
    Why.DEADLINE_REPAIR.value,
    Why.DEADLINE_REFUND.value,
    Why.DEADLINE_REPAIR_WORKING.value,
    Why.DEADLINE_REPAIR_WITH_LOAN_WORKING.value,
    Why.DEADLINE_REPLACE_WORKING.value,
    Why.DEADLINE_REFUND_WORKING.value,
)
REMEDIES = tuple(Remedy.values)
# A hundred years in months: past that a slip of the pen would carry a term out of the calendar.
MOST = 1200
MOST_KM = 1_000_000


def is_kept(text: str) -> bool:
    """Whether PostgreSQL can keep the text. JSON can spell what is no character: NUL, half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def check(rule: Rule) -> None:
    """BadRule for the first thing in the rule that does not hold together."""
    _check_head(rule)
    _check_cites(rule)
    _check_numbers(rule)
    terms = rule.terms
    if isinstance(terms, SaleTerms):
        _check_sale(rule, terms)
    elif isinstance(terms, RepairTerms):
        _check_words(rule, "goods", [terms.goods], tuple(Goods.values))
        _check_one_of_two(rule, "months", "days")
        if terms.months is None and terms.days is None:
            raise bad_rule(rule.code, "terms.months", Misfit.MISSING)
    elif isinstance(terms, RecallTerms):
        _check_words(rule, "remedies", terms.remedies, REMEDIES)
        _check_there(rule, "remedies")


def _check_head(rule: Rule) -> None:
    if not rule.code.strip():
        raise bad_rule("—", "code", Fault.EMPTY)
    if rule.version < 1:
        raise bad_rule(rule.code, "version", Fault.TOO_SMALL, limit=1)
    if not re.fullmatch("[A-Z]{2}", rule.jurisdiction):
        raise bad_rule(rule.code, "jurisdiction", Fault.NOT_A_COUNTRY)
    if rule.contract_from and rule.contract_to and rule.contract_to < rule.contract_from:
        raise bad_rule(rule.code, "contract_to", Fault.ENDS_BEFORE_IT_BEGINS, other="contract_from")


def _check_cites(rule: Rule) -> None:
    for point, place in rule.cites.items():
        if point not in set(Point):
            raise bad_rule(rule.code, f"cites.{point}", Misfit.UNKNOWN)
        if not place.strip():
            raise bad_rule(rule.code, f"cites.{point}", Fault.EMPTY)
    if Point.LAW not in rule.cites:
        raise bad_rule(rule.code, "cites.law", Misfit.MISSING)


def _check_numbers(rule: Rule) -> None:
    """A term that is there has a length; only what is zero when nobody writes it may be zero."""
    for field in fields(rule.terms):
        value = getattr(rule.terms, field.name)
        if type(value) is int:
            _check_number(rule, field.name, value, least=0 if field.default == 0 else 1)


def _check_number(rule: Rule, name: str, value: int, least: int = 1) -> None:
    most = MOST_KM if name == "km" else MOST
    if value < least:
        raise bad_rule(rule.code, f"terms.{name}", Fault.TOO_SMALL, limit=least)
    if value > most:
        raise bad_rule(rule.code, f"terms.{name}", Fault.TOO_BIG, limit=most)


def _check_sale(rule: Rule, terms: SaleTerms) -> None:
    for name in ("first", "second", "rejection"):
        _check_words(rule, name, getattr(terms, name), REMEDIES)
    _check_words(rule, "duties", terms.duties, DUTIES)
    _check_words(rule, "deadlines", [code for code, _ in terms.deadlines], DEADLINES)
    for _, days in terms.deadlines:
        _check_number(rule, "deadlines", days)
    _check_one_of_two(rule, "goods_months", "goods_days")
    needed = {
        "first": True,
        "used_months": terms.used == Used.OWN_TERM,
        "presumption_months": terms.proof == Proof.PRESUMPTION,
        "action_months": terms.action in (Action.FROM_DEFECT, Action.FROM_DELIVERY, Action.FROM_CLAIM),
        "rejection_days": bool(terms.rejection),
        "rejection": terms.rejection_days is not None,
        "spare_parts_years": Why.SPARE_PARTS.value in terms.duties,
    }
    for name, needs in needed.items():
        if needs:
            _check_there(rule, name)


def _check_words(rule: Rule, name: str, used: Iterable[str], known: tuple[str, ...]) -> None:
    if not set(used) <= set(known):
        raise bad_rule(rule.code, f"terms.{name}", Misfit.NOT_ONE_OF, words=known)


def _check_one_of_two(rule: Rule, name: str, other: str) -> None:
    if getattr(rule.terms, name) is not None and getattr(rule.terms, other) is not None:
        raise bad_rule(rule.code, f"terms.{name}", Fault.ONE_OF_TWO, other=f"terms.{other}")


def _check_there(rule: Rule, name: str) -> None:
    if not getattr(rule.terms, name):
        raise bad_rule(rule.code, f"terms.{name}", Misfit.MISSING)
