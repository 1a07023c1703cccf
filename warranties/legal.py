"""The line of the legal guarantee. Pure; the articles are in each rule's citations."""

from __future__ import annotations

from datetime import date

from warranties.decision import Line, Reason, reason
from warranties.facts import Facts
from warranties.finding import Finding, judge, of_the_customer, shown_on
from warranties.remedies import legal_remedies, open_rejection
from warranties.rules import CITE_NO_RULE, ExtensionTerms, Point, Rule, Rulebook, SaleTerms
from warranties.scope import gaps, line_without_rule, outside, unsettled
from warranties.states import Ask, Condition, Outcome, Regime, RuleKind, Verdict
from warranties.terms import Terms, legal_terms
from warranties.why import Why

# Duties of no use where there is no thing to hand in, or no choice between repair and replacement.
POINTLESS = {
    Condition.DIGITAL_CONTENT.value: frozenset({Why.INFORM_CHOICE, Why.RECEIPTS, Why.SPARE_PARTS}),
    Condition.DIGITAL_ELEMENT.value: frozenset({Why.INFORM_CHOICE}),
}


def sale_rule(facts: Facts, rules: Rulebook) -> Rule | None:
    """The confirmed rule of the sale."""
    return rules.rule(RuleKind.SALE, facts.jurisdiction, facts.contract_date, facts.region)


def legal_line(facts: Facts, rules: Rulebook) -> Line:
    """What the law gives for this claim. Commercial promises have no part in it."""
    rule = sale_rule(facts, rules)
    if facts.condition == Condition.SERVICE_REPAIR:
        about = reason(Why.ABOUT_PAID_REPAIR, rule.cite(Point.LAW) if rule else CITE_NO_RULE)
        return Line(Regime.LEGAL, Verdict.NOT_COVERED, (about,), in_scope=False)
    if rule is None or not isinstance(rule.terms, SaleTerms):
        return line_without_rule(Regime.LEGAL, RuleKind.SALE, facts, rules)
    law = reason(Why.RULE, rule.cite(Point.LAW), country=rule.jurisdiction)
    if (out := outside(facts, rule, rule.terms)) is not None:
        return Line(Regime.LEGAL, Verdict.NOT_COVERED, (law, out), source=rule.code, in_scope=False)
    if (open_point := unsettled(facts, rule, rule.terms)) is not None:
        own = of_the_customer(facts, rule)
        verdict = Verdict.NOT_COVERED if own else Verdict.NEEDS_PERSON
        return Line(Regime.LEGAL, verdict, (law, open_point, *((own,) if own else ())), source=rule.code)
    return _in_scope(facts, rule, rule.terms, rules, law)


def _in_scope(facts: Facts, rule: Rule, law: SaleTerms, rules: Rulebook, opening: Reason) -> Line:
    missing = gaps(facts, rule)
    asked, steps = tuple(ask for ask, _ in missing), tuple(step for _, step in missing)
    if facts.delivery_date is None or Ask.CONDITION in asked:
        return Line(Regime.LEGAL, Verdict.NEEDS_PERSON, (opening, *steps), source=rule.code, questions=asked)
    extension = rules.rule(RuleKind.EXTENSION, facts.jurisdiction, facts.contract_date, facts.region)
    terms = legal_terms(facts, rule, law, facts.delivery_date, extension)
    shown = shown_on(facts, facts.delivery_date)
    if missing or shown is None:
        finding = Finding(Verdict.NEEDS_PERSON, steps, asked)
    else:
        finding = judge(facts, rule, law, terms, shown)
    covered = finding.verdict == Verdict.COVERED
    early = _rejection(facts, rule, law, terms, shown) if covered and shown else ()
    return Line(
        regime=Regime.LEGAL,
        verdict=finding.verdict,
        reasons=(opening, *terms.reasons, *_unconfirmed_extension(facts, rules, extension), *finding.reasons, *early),
        source=rule.code,
        basis=finding.basis,
        start=terms.began,
        until=terms.sure,
        presumption_until=terms.presumption,
        action_until=finding.action_until,
        same_defect_until=terms.same_defect,
        burden=finding.burden,
        remedies=legal_remedies(facts, law, terms, shown) if covered and shown else (),
        duties=_duties(facts, rule, law, extension) if covered else (),
        deadlines=_deadlines(rule, law) if covered else (),
        questions=tuple(dict.fromkeys(finding.questions + terms.questions)),
        besides=(extension.code,) if extension and terms.by_extension else (),
    )


def _unconfirmed_extension(facts: Facts, rules: Rulebook, extension: Rule | None) -> tuple[Reason, ...]:
    """A repair may lengthen the term by a rule that nobody has confirmed for the country: said, never counted."""
    repaired = any(stay.corrects and stay.outcome == Outcome.REPAIRED for stay in facts.custody)
    if extension or not repaired:
        return ()
    waiting = rules.unconfirmed(RuleKind.EXTENSION, facts.jurisdiction, facts.contract_date, facts.region)
    if waiting is None:
        return ()
    return (reason(Why.EXTENSION_UNCONFIRMED, waiting.cite(Point.EXTENSION), rule=waiting.code),)


def _rejection(facts: Facts, rule: Rule, law: SaleTerms, terms: Terms, shown: date) -> tuple[Reason, ...]:
    """Until when the customer may still give it back at once; where the clock stops in repair, the proof is theirs."""
    until = open_rejection(facts, law, terms, shown)
    if until is None:
        return ()
    cite = rule.cite(Point.REJECTION)
    steps = (reason(Why.REJECTION_OPEN, cite, until=until),)
    return (*steps, reason(Why.REJECTION_PROOF, cite)) if law.rejection_stops_in_repair else steps


def _duties(facts: Facts, rule: Rule, law: SaleTerms, extension: Rule | None) -> tuple[Reason, ...]:
    """What the seller must tell the customer or give them, in the order of the rule."""
    cite = rule.cite(Point.DUTIES)
    years = {"years": law.spare_parts_years} if law.spare_parts_years else {}
    codes = [code for code in law.duties if code not in POINTLESS.get(facts.condition, ())]
    told = [reason(Why(code), cite, **(years if code == Why.SPARE_PARTS else {})) for code in codes]
    of_goods = facts.condition != Condition.DIGITAL_CONTENT
    if extension and of_goods and isinstance(extension.terms, ExtensionTerms):
        told.insert(0, reason(Why.INFORM_EXTENSION, extension.cite(Point.DUTIES), months=extension.terms.months))
    return tuple(told)


def _deadlines(rule: Rule, law: SaleTerms) -> tuple[Reason, ...]:
    cite = rule.cite(Point.DEADLINES)
    return tuple(reason(Why(code), cite, days=days) for code, days in law.deadlines)
