"""What a stay in our hands does to the guarantees, as it was known on the day of the receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from postventa.documents.law import said
from warranties.calendar import add_months
from warranties.facts import Facts, Stay
from warranties.legal import legal_line, sale_rule
from warranties.models import Custody
from warranties.paid_repair import paid_repair_line
from warranties.queries import rulebook, unit_facts
from warranties.rules import Point
from warranties.states import Buyer, Outcome
from warranties.terms import MENDED
from warranties.why import Why

# TRLGDCU 127 bis, in its text since 2022: how long what was left for repair can be collected.
COLLECT_SINCE, COLLECT_MONTHS, COLLECT_CITE = date(2022, 1, 1), 12, "TRLGDCU 127 bis"
# Any length would do: it is only asked whether time in our hands moves the last day.
A_WHILE = timedelta(days=10)

Cited = tuple[str, str]


@dataclass(frozen=True)
class AtReturn:
    """Last days as they stood at the return; None for what does not run. `moved`: what the stay did to the term."""

    legal_until: date | None
    moved: list[Cited]
    same_fault_until: date | None
    same_fault_cite: str
    paid_repair: list[Cited]


def suspension(stay: Custody) -> Cited | None:
    """(what happens to the legal term meanwhile, where the law says so); None where no term runs.

    Asked of the law itself: does a stay of some days, without a repair, move the last day?
    """
    back = stay.handed_in_on + A_WHILE
    facts, rules = _known_before(stay, on=back), rulebook()
    here = Stay(stay.handed_in_on, back, paid=stay.paid, outcome=Outcome.NOT_REPAIRED.value)
    with_it = legal_line(replace(facts, custody=(*facts.custody, here)), rules)
    without = legal_line(facts, rules)
    if without.until is None or with_it.until is None or without.until < stay.handed_in_on:
        return None
    if with_it.until == without.until:
        return _("The term of the legal guarantee goes on meanwhile."), ""
    cite = next((step.cite for step in with_it.reasons if step.code == Why.SUSPENDED), "")
    return _("The term of the legal guarantee stands still from the hand-in until the product is back with you."), cite


def collect_until(stay: Custody) -> tuple[date, str] | None:
    """(until when it can be collected, where the law says so); None where no such law is known here."""
    facts = unit_facts(stay.unit, claim_date=stay.handed_in_on)
    if facts.jurisdiction != "ES" or facts.buyer == Buyer.BUSINESS or stay.handed_in_on < COLLECT_SINCE:
        return None
    return add_months(stay.handed_in_on, COLLECT_MONTHS), COLLECT_CITE


def guarantee_at_return(stay: Custody, returned_on: date) -> AtReturn:
    before, this, rules = _known_before(stay, on=returned_on), stay.stay(), rulebook()
    replaced = returned_on if stay.outcome == Outcome.REPLACED else before.replaced_on
    facts = replace(before, custody=(*before.custody, this), replaced_on=replaced)
    legal, repair, rule = legal_line(facts, rules), paid_repair_line(facts, rules), sale_rule(facts, rules)
    mended = this.corrects and stay.outcome in MENDED
    return AtReturn(
        legal_until=legal.until if legal.until and legal.until >= returned_on else None,
        moved=said(legal, Why.SUSPENDED, Why.EXTENDED_BY_REPAIR, Why.REPLACED_RESTARTS) if this.corrects else [],
        same_fault_until=legal.same_defect_until if mended else None,
        same_fault_cite=rule.cite(Point.AFTER_CONFORMITY) if rule else "",
        paid_repair=said(repair, Why.REPAIR_TERM, Why.REPAIR_KM) if stay.paid else [],
    )


def _known_before(stay: Custody, *, on: date) -> Facts:
    """The unit with the stays before this one only, for a fault that showed by its hand-in."""
    rows = Custody.objects.filter(unit=stay.unit)
    earlier = [row for row in rows if _place(row) < _place(stay)]
    return replace(
        unit_facts(stay.unit, claim_date=on, defect_date=stay.handed_in_on),
        custody=tuple(row.stay() for row in earlier),
        replaced_on=max((row.returned_on for row in earlier if row.outcome == Outcome.REPLACED), default=None),
    )


def _place(row: Custody) -> tuple[object, ...]:
    return row.handed_in_on, row.handed_in_at, row.pk
