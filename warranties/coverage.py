"""The coverage decision: what covers this unit, until when, and why. Pure and total; orientation, not legal advice.

    decision = decide(facts, rulebook, guarantees, plans)
    decision.verdict, decision.until, decision.covered_by, decision.questions
    for line in decision.lines: line.verdict, line.until, line.burden, line.remedies, line.reasons

Each regime is judged by itself and all are shown. A missing fact is a question for a person, never an exception, and
nothing is ever rejected: «not covered on these facts» says which facts.
"""

from __future__ import annotations

from collections.abc import Sequence

from warranties.commercial import commercial_lines
from warranties.decision import Decision, Line
from warranties.extended import extended_lines
from warranties.facts import Facts
from warranties.legal import legal_line
from warranties.paid_repair import paid_repair_line
from warranties.promises import CommercialTerms, PlanTerms
from warranties.recall import recall_lines
from warranties.rules import Rulebook
from warranties.states import Cause, Verdict
from warranties.withdrawal import withdrawal_line


def decide(
    facts: Facts, rules: Rulebook, guarantees: Sequence[CommercialTerms] = (), plans: Sequence[PlanTerms] = ()
) -> Decision:
    """The decision on these facts. The same facts, rules and promises always give the same one."""
    about_the_defect = (
        legal_line(facts, rules),
        *commercial_lines(facts, guarantees, rules),
        *extended_lines(facts, plans),
        paid_repair_line(facts, rules),
        *recall_lines(facts, rules),
    )
    withdrawal = withdrawal_line(facts, rules)
    # Who has only changed their mind asks for nothing else than to give it back.
    asked_about = (*about_the_defect, withdrawal) if facts.cause == Cause.NO_DEFECT else about_the_defect
    return Decision(_strongest(asked_about), (*about_the_defect, withdrawal))


def _strongest(lines: Sequence[Line]) -> Verdict:
    """One regime that covers is enough; one that a person must judge keeps the case open."""
    verdicts = {line.verdict for line in lines}
    for verdict in (Verdict.COVERED, Verdict.NEEDS_PERSON):
        if verdict in verdicts:
            return verdict
    return Verdict.NOT_COVERED
