"""The line of a safety recall: its remedies are owed whatever the age of the unit. Pure.

Source: Regulation (EU) 2023/988, art. 36-37; elsewhere what the notice itself offers.
"""

from __future__ import annotations

from warranties.decision import Line, RemedyOption, reason
from warranties.facts import Facts, Recall
from warranties.rules import Point, RecallTerms, Rulebook
from warranties.states import Basis, Buyer, Regime, Remedy, RuleKind, Verdict
from warranties.why import Why


def recall_lines(facts: Facts, rules: Rulebook) -> tuple[Line, ...]:
    """One line per recall that reaches the unit; one that says so when none does."""
    if not facts.recalls:
        none = (reason(Why.NO_RECALL),)
        return (Line(Regime.RECALL, Verdict.NOT_COVERED, none, in_scope=False),)
    return tuple(_line(facts, recall, rules) for recall in facts.recalls)


def _line(facts: Facts, recall: Recall, rules: Rulebook) -> Line:
    rule = rules.rule(RuleKind.RECALL, facts.jurisdiction, recall.announced_on, facts.region)
    by_law = rule is not None and isinstance(rule.terms, RecallTerms)
    source = rule.code if rule else "recall"
    cite = rule.cite(Point.LAW) if rule else recall.notice_url
    steps = [
        reason(Why.RECALLED, cite, on=recall.announced_on, name=recall.title)
        if recall.title
        else reason(Why.RECALLED_ON, cite, on=recall.announced_on)
    ]
    if facts.buyer == Buyer.BUSINESS:
        steps.append(reason(Why.RECALL_BUSINESS, cite))
        return Line(Regime.RECALL, Verdict.NEEDS_PERSON, tuple(steps), source=source, name=recall.title)
    steps.append(reason(Why.RECALL_WHATEVER_AGE if by_law else Why.RECALL_BY_NOTICE, cite))
    words = recall.remedies or (rule.terms.remedies if rule and isinstance(rule.terms, RecallTerms) else ())
    remedies = tuple(RemedyOption(Remedy(word), 1) for word in words) or (RemedyOption(Remedy.AS_PROMISED, 1),)
    return Line(
        Regime.RECALL,
        Verdict.COVERED,
        tuple(steps),
        source=source,
        name=recall.title,
        basis=Basis.TERM,
        remedies=remedies,
    )
