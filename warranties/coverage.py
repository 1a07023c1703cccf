"""The coverage decision: what covers this unit, until when, and why. Pure and total; orientation, not legal advice.

    decision = decide(facts, RULES, guarantees)
    decision.verdict, decision.until, decision.covered_by, decision.questions
    for line in decision.lines: line.verdict, line.until, line.burden, line.remedies, line.reasons

Each regime is judged by itself and all are shown. A missing fact is a question for a person, never an exception, and
nothing is ever rejected: «not covered on these facts» says which facts.
"""

from __future__ import annotations

from collections.abc import Sequence

from warranties.commercial import commercial_lines
from warranties.decision import Decision
from warranties.facts import CommercialTerms, Facts
from warranties.legal import legal_line
from warranties.rules import LegalRule
from warranties.states import Verdict
from warranties.withdrawal import withdrawal_line


def decide(facts: Facts, rules: Sequence[LegalRule], guarantees: Sequence[CommercialTerms] = ()) -> Decision:
    """The decision on these facts. The same facts, rules and guarantees always give the same one."""
    about_the_defect = (legal_line(facts, rules), *commercial_lines(facts, guarantees))
    verdicts = {line.verdict for line in about_the_defect}
    return Decision(_strongest(verdicts), (*about_the_defect, withdrawal_line(facts, rules)))


def _strongest(verdicts: set[Verdict]) -> Verdict:
    """One regime that covers is enough; one that a person must judge keeps the case open."""
    for verdict in (Verdict.COVERED, Verdict.NEEDS_PERSON):
        if verdict in verdicts:
            return verdict
    return Verdict.NOT_COVERED
