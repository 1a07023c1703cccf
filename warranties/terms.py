"""Until when the seller answers by law: the terms of one unit, with repairs and replacements counted. Pure.

An end may be in doubt: up to `sure` the law leaves no question, up to `arguable` a person has to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warranties.calendar import Length, add_months, months_with_first_day
from warranties.custody import Moves, Run, readable_stays, run
from warranties.decision import Reason, reason
from warranties.facts import Facts, Stay
from warranties.lengths import Lengths, lengths
from warranties.rules import Action, ExtensionTerms, Point, Replacement, Rule, SaleTerms
from warranties.states import Ask, Outcome
from warranties.why import Why

MENDED = (Outcome.REPAIRED.value, Outcome.REPLACED.value)


@dataclass(frozen=True, slots=True)
class Terms:
    """Last days, inclusive. `same_defect` ends the year after a repair, `late_repair` that of one made out of term.

    `began` is when the seller first answered for the unit, `start` the day from which the term that counts runs: they
    differ when a replacement began it anew. `by_extension`: the rule of an extension moved the end.
    """

    began: date
    start: date
    by_extension: bool
    sure: date
    arguable: date
    presumption: date | None
    same_defect: date | None
    late_repair: date | None
    stays: tuple[Stay, ...]
    reasons: tuple[Reason, ...]
    questions: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The ends of the liability, from which day it runs, and the steps that moved them."""

    began: date
    start: date
    last: Run
    arguable: date
    steps: tuple[Reason, ...]
    questions: tuple[Ask, ...] = ()


def legal_terms(facts: Facts, rule: Rule, terms: SaleTerms, delivered: date, extension: Rule | None) -> Terms:
    """The terms of a unit delivered that day. `extension`: the rule by which a repair adds months, if one holds."""
    found = lengths(facts, rule, terms)
    stays, doubts = readable_stays(facts, rule, delivered)
    counted = _counted(facts, rule, terms, found, stays, delivered, extension)
    sure = counted.last.until
    presumption = _presumption(facts, terms, found.presumption, counted.start, sure, stays)
    conformed, late = _conformity_days(facts, stays, delivered, sure)
    whole = Why.TERM_TO_CLAIM if terms.action == Action.WITH_TERM else Why.TERM
    told = [*found.reasons, *doubts, *counted.steps]
    if terms.suspends_liability and any(stay.returned is None and stay.handed_in <= sure for stay in stays):
        told.append(reason(Why.STANDS_STILL, rule.cite(Point.SUSPENSION)))
    told.append(reason(whole, rule.cite(found.point, Point.COUNTING), start=counted.start, until=sure))
    if presumption:
        point = Point.PROOF if found.point == Point.SUPPLY else Point.PRESUMPTION
        told.append(reason(Why.PRESUMPTION, rule.cite(point), until=presumption))
    unreadable = any(step.code == Why.RETURN_BEFORE_HAND_IN for step in doubts)
    return Terms(
        began=counted.began,
        by_extension=counted.last.by_extension,
        start=counted.start,
        sure=sure,
        arguable=counted.arguable,
        presumption=presumption,
        same_defect=_year_end(conformed, terms),
        late_repair=_year_end(late, terms),
        stays=tuple(stays),
        reasons=tuple(told),
        questions=(*found.questions, *((Ask.CUSTODY,) if unreadable else ()), *counted.questions),
    )


def _counted(
    facts: Facts,
    rule: Rule,
    terms: SaleTerms,
    found: Lengths,
    stays: list[Stay],
    delivered: date,
    extension: Rule | None,
) -> Counted:
    added = extension.terms if extension and isinstance(extension.terms, ExtensionTerms) else None
    moves = Moves.of(terms, added)

    def term(start: date, length: Length) -> Run:
        return run(start, length, _since(stays, start), moves, facts.claim_date)

    installed = max(delivered, facts.installed_by_trader_on or delivered)
    start = installed if terms.starts_when_installed else delivered
    last = first = term(start, found.sure)
    renewed, steps = _replaced(facts, rule, terms, delivered, first.until)
    if renewed:
        last = max(first, term(renewed, found.sure), key=lambda one: one.until)
    arguable = last.until
    if installed > start or found.arguable != found.sure:
        arguable = max(arguable, term(installed, found.arguable).until)
    codes = [step.code for step in steps]
    if facts.replaced_on and Why.REPLACEMENT_IN_DOUBT in codes:
        arguable = max(arguable, term(facts.replaced_on, found.arguable).until)
    asked = (Ask.REPLACED,) if Why.REPLACED_BEFORE_DELIVERY in codes else ()
    from_day = renewed if renewed and last is not first else start
    told = (*_moved(rule, last, extension), *steps, *_installed(rule, delivered, installed, start))
    return Counted(start, from_day, last, arguable, told, asked)


def _installed(rule: Rule, delivered: date, installed: date, start: date) -> tuple[Reason, ...]:
    cite = rule.cite(Point.START)
    if start > delivered:
        return (reason(Why.STARTS_WHEN_INSTALLED, cite, on=start),)
    return (reason(Why.INSTALLED_LATER, cite, on=installed, start=delivered),) if installed > delivered else ()


def _conformity_days(facts: Facts, stays: list[Stay], delivered: date, sure: date) -> tuple[list[date], list[date]]:
    """When the unit came back mended or was replaced: for what was begun in the term, and for what was begun later."""
    days = [(stay.handed_in, stay.returned) for stay in stays if stay.returned and stay.outcome in MENDED]
    if facts.replaced_on and facts.replaced_on >= delivered:
        days.append((facts.replaced_on, facts.replaced_on))
    # What was begun for this very claim is no earlier repair.
    late = [back for begun, back in days if begun > sure and (facts.claim_date is None or begun < facts.claim_date)]
    return [back for begun, back in days if begun <= sure], late


def _since(stays: list[Stay], day: date) -> list[Stay]:
    return [stay for stay in stays if stay.handed_in >= day]


def _replaced(
    facts: Facts, rule: Rule, terms: SaleTerms, delivered: date, until: date
) -> tuple[date | None, list[Reason]]:
    """From which day a replacement starts the term anew, if it does, and the step that says so.

    After the term it does so only where a replacement renews every guarantee, the promised ones too (MX, CO, PE):
    elsewhere it may have been goodwill, and a person decides.
    """
    on, cite = facts.replaced_on, rule.cite(Point.REPLACEMENT)
    if on is None:
        return None, []
    if on < delivered:
        return None, [reason(Why.REPLACED_BEFORE_DELIVERY, cite, on=on, delivered=delivered)]
    if terms.replacement == Replacement.NOTHING:
        return None, [reason(Why.REPLACED_NO_RESTART, cite, on=on)]
    restarts: bool | None = True
    if terms.replacement == Replacement.RESTARTS_AFTER_FAILED_REPAIR:
        restarts = facts.failed_repair_before
    if restarts is False:
        return None, [reason(Why.REPLACED_NO_RESTART, cite, on=on)]
    if restarts is None or (on > until and not terms.renews_promises):
        return None, [reason(Why.REPLACEMENT_IN_DOUBT, cite, on=on)]
    return on, [reason(Why.REPLACED_RESTARTS, cite, on=on)]


def _presumption(
    facts: Facts, terms: SaleTerms, months: int | None, start: date, sure: date, stays: list[Stay]
) -> date | None:
    if months is None:
        return None
    if terms.presumption_counts_first_day:
        return min(sure, months_with_first_day(start, months))
    moves = Moves(suspends=terms.suspends_presumption)
    return min(sure, run(start, Length(months), _since(stays, start), moves, facts.claim_date).until)


def _moved(rule: Rule, counted: Run, extension: Rule | None) -> list[Reason]:
    steps = []
    if counted.days:
        steps.append(reason(Why.SUSPENDED, rule.cite(Point.SUSPENSION), days=counted.days))
    if counted.months:
        cite = extension.cite(Point.EXTENSION) if extension and counted.by_extension else rule.cite(Point.EXTENSION)
        steps.append(reason(Why.EXTENDED_BY_REPAIR, cite, months=counted.months))
    return steps


def _year_end(days: list[date], terms: SaleTerms) -> date | None:
    if terms.after_conformity_months is None or not days:
        return None
    return add_months(max(days), terms.after_conformity_months)
