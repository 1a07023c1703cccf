"""The line of the legal guarantee. Pure; the articles are in each rule's citations."""

from __future__ import annotations

from collections.abc import Sequence

from warranties.decision import Line, reason
from warranties.facts import Facts
from warranties.finding import Finding, judge, shown_on
from warranties.remedies import legal_remedies
from warranties.rules import LegalRule, rule_for
from warranties.scope import gaps, line_without_rule, outside
from warranties.states import Ask, Regime, Verdict
from warranties.terms import legal_terms
from warranties.why import Why


def legal_line(facts: Facts, rules: Sequence[LegalRule]) -> Line:
    """What the law gives for this claim. Commercial promises have no part in it."""
    rule = rule_for(rules, facts.jurisdiction, facts.contract_date)
    if rule is None:
        return line_without_rule(Regime.LEGAL, facts, rules)
    law = reason(Why.RULE, rule.cites.law, country=rule.jurisdiction)
    if (out := outside(facts, rule)) is not None:
        return Line(Regime.LEGAL, Verdict.NOT_COVERED, (law, out), source=rule.code, in_scope=False)
    missing = gaps(facts, rule)
    asked, steps = tuple(ask for ask, _ in missing), tuple(step for _, step in missing)
    if facts.delivery_date is None or Ask.CONDITION in asked:
        return Line(Regime.LEGAL, Verdict.NEEDS_PERSON, (law, *steps), source=rule.code, questions=asked)
    terms = legal_terms(facts, rule, facts.delivery_date)
    shown = shown_on(facts, facts.delivery_date)
    finding = (
        Finding(Verdict.NEEDS_PERSON, steps, asked) if missing or shown is None else judge(facts, rule, terms, shown)
    )
    return Line(
        regime=Regime.LEGAL,
        verdict=finding.verdict,
        reasons=(law, *terms.reasons, *finding.reasons),
        source=rule.code,
        basis=finding.basis,
        until=terms.sure,
        presumption_until=terms.presumption,
        action_until=finding.action_until,
        same_defect_until=terms.same_defect,
        burden=finding.burden,
        remedies=legal_remedies(facts, shown) if finding.verdict == Verdict.COVERED else (),
        questions=tuple(dict.fromkeys(finding.questions + terms.questions)),
    )
