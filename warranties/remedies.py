"""What the customer may ask for, in the law's order (in Spain TRLGDCU 118, 119, 119 ter). Pure."""

from __future__ import annotations

from datetime import date

from customers.rules import DIGITAL
from warranties.calendar import add_days
from warranties.custody import back_on
from warranties.decision import RemedyOption
from warranties.facts import Facts
from warranties.rules import SaleTerms
from warranties.states import Remedy, Severity
from warranties.terms import Terms

# Consumer Rights Act 2015 s. 22(7): what must be left to reject after a repair.
DAYS_LEFT_AFTER_REPAIR = 7


def legal_remedies(facts: Facts, law: SaleTerms, terms: Terms, shown: date) -> tuple[RemedyOption, ...]:
    """First what is open at once, as the customer chooses; then money back, open after an attempt or when serious.

    Where a minor defect gives no right to terminate, that remedy is left out.
    """
    first = [Remedy(word) for word in law.first]
    if facts.condition in DIGITAL and Remedy.REPAIR in first:
        first = [Remedy.CONFORMITY]
    second = [Remedy(word) for word in law.second]
    if law.minor_bars_termination and facts.severity == Severity.MINOR:
        second = [remedy for remedy in second if remedy != Remedy.TERMINATION]
    opened = (law.serious_opens_second and facts.severity == Severity.SERIOUS) or _tried(facts, terms, shown)
    early = [Remedy(word) for word in law.rejection] if open_rejection(facts, law, terms, shown) else []
    at_once = [RemedyOption(remedy, 1) for remedy in dict.fromkeys((*early, *first))]
    later = [RemedyOption(remedy, 2, open=opened) for remedy in second if remedy not in early]
    return (*at_once, *later)


def rejection_until(facts: Facts, law: SaleTerms, terms: Terms) -> date | None:
    """The last day of the first days in which the goods may be given back at once; None where the law has none.

    Where the clock stops in repair, the days in the workshop are added and at least seven are left after the return.
    """
    if law.rejection_days is None:
        return None
    until = add_days(max(terms.start, facts.installed_by_trader_on or terms.start), law.rejection_days)
    if not law.rejection_stops_in_repair:
        return until
    counted = terms.start
    for stay in terms.stays:
        if stay.handed_in <= until:
            back = back_on(stay, facts.claim_date)
            stopped = max(0, (back - max(stay.handed_in, counted)).days)
            until = max(add_days(until, stopped), add_days(back, DAYS_LEFT_AFTER_REPAIR))
            counted = max(counted, back)
    return until


def open_rejection(facts: Facts, law: SaleTerms, terms: Terms, shown: date) -> date | None:
    """The last day of those first days if this claim still falls in them."""
    until = rejection_until(facts, law, terms)
    if until is None:
        return None
    # Portugal counts the day the fault showed (DL 84/2021, 16), the United Kingdom the day it is said (CRA 22).
    said = facts.claim_date if law.rejection_stops_in_repair and facts.claim_date else shown
    return until if said <= until else None


def _tried(facts: Facts, terms: Terms, shown: date) -> bool:
    """Any lack of conformity that shows after the trader's attempt counts, the same defect or another (119 c)."""
    if facts.failed_repair_before is not None:
        return facts.failed_repair_before
    return any(stay.returned and stay.returned <= shown for stay in terms.stays)
