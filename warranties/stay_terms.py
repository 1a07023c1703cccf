"""What a stay in our hands does to the guarantees: while it lasts, and once the unit is back. Pure.

`before` are the facts of the unit as it was handed in: with the stays before this one only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from warranties.calendar import add_months
from warranties.decision import Line, Reason
from warranties.facts import Facts, Stay
from warranties.legal import legal_line, sale_rule
from warranties.paid_repair import paid_repair_line
from warranties.rules import Point, Rulebook, SaleTerms
from warranties.states import Buyer, Outcome, RuleKind
from warranties.terms import MENDED
from warranties.why import Why

MOVED = frozenset({Why.SUSPENDED, Why.EXTENDED_BY_REPAIR, Why.REPLACED_RESTARTS})
OF_THE_REPAIR = frozenset({Why.REPAIR_TERM, Why.REPAIR_KM})


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Whether the legal term stands still while the unit is here, and where the law says so."""

    stands_still: bool
    cite: str = ""


@dataclass(frozen=True, slots=True)
class AtReturn:
    """Last days as they stood at the return; None for what does not run. `moved`: what the stay did to the term."""

    legal_until: date | None
    moved: tuple[Reason, ...]
    same_fault_until: date | None
    same_fault_cite: str
    paid_repair: tuple[Reason, ...]


def meanwhile(before: Facts, stay: Stay, rules: Rulebook) -> Meanwhile | None:
    """What happens to the legal term from the hand-in on; None where no term runs on that day."""
    rule, until = sale_rule(before, rules), legal_line(before, rules).until
    if rule is None or not isinstance(rule.terms, SaleTerms) or until is None or until < stay.handed_in:
        return None
    if stay.corrects and rule.terms.suspends_liability:
        return Meanwhile(stands_still=True, cite=rule.cite(Point.SUSPENSION))
    return Meanwhile(stands_still=False)


def collect_until(before: Facts, handed_in: date, rules: Rulebook) -> tuple[date, str] | None:
    """(the last day to collect what was handed in, where the law says so); None where no such law was entered.

    The law of the day of the hand-in counts, whenever the unit was bought.
    """
    rule = rules.rule(RuleKind.SALE, before.jurisdiction, handed_in, before.region)
    if rule is None or not isinstance(rule.terms, SaleTerms) or rule.terms.collect_months is None:
        return None
    if before.buyer == Buyer.BUSINESS and rule.terms.business_excluded:
        return None
    return add_months(handed_in, rule.terms.collect_months), rule.cite(Point.COLLECT)


def at_return(before: Facts, stay: Stay, rules: Rulebook) -> AtReturn:
    """The guarantees on the day of the return of a stay that has ended, for a fault that showed by its hand-in."""
    replaced = stay.returned if stay.outcome == Outcome.REPLACED else before.replaced_on
    facts = replace(before, claim_date=stay.returned, custody=(*before.custody, stay), replaced_on=replaced)
    legal, rule = legal_line(facts, rules), sale_rule(facts, rules)
    runs = legal.until is not None and (stay.returned is None or legal.until >= stay.returned)
    return AtReturn(
        legal_until=legal.until if runs else None,
        moved=_steps(legal, MOVED) if stay.corrects else (),
        same_fault_until=legal.same_defect_until if stay.corrects and stay.outcome in MENDED else None,
        same_fault_cite=rule.cite(Point.AFTER_CONFORMITY) if rule else "",
        paid_repair=_steps(paid_repair_line(facts, rules), OF_THE_REPAIR) if stay.paid else (),
    )


def _steps(line: Line, codes: frozenset[Why]) -> tuple[Reason, ...]:
    return tuple(step for step in line.reasons if step.code in codes)
