"""The newest coverage decision of a case, ready to be read: one block per regime, in the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tickets.models import CoverageDecision
from warranties.decision import Decision, Line, last_day
from warranties.facts import Facts
from warranties.states import Burden, Cause, Regime, Verdict
from warranties.wording import burden_label, question, sentences


@dataclass(frozen=True)
class Block:
    """One regime: what it says, until when, who must prove what, what may be asked for, and why."""

    line: Line
    until: dt.date | None
    ended: bool
    burden: str
    remedies: list[str]
    later: list[str]
    reasons: list[tuple[str, str]]

    @classmethod
    def of(cls, line: Line, today: dt.date) -> Block:
        until = last_day(line)
        return cls(
            line=line,
            until=until,
            # A withdrawal has a last day and no facts to find out: afterwards it is over, not «not covered».
            ended=line.regime == Regime.WITHDRAWAL and until is not None and until < today,
            burden="" if line.burden == Burden.NOT_APPLICABLE else burden_label(line.burden),
            remedies=[str(option.remedy.label) for option in line.remedies if option.open],
            later=[str(option.remedy.label) for option in line.remedies if not option.open],
            reasons=sentences(line),
        )


def blocks_of(decision: Decision, today: dt.date) -> list[Block]:
    """The regimes that reach this sale. Those that do not (no such guarantee, a shop sale) are left out."""
    lines = [line for line in decision.lines if line.in_scope or line.verdict == Verdict.NEEDS_PERSON]
    return [Block.of(line, today) for line in lines]


@dataclass(frozen=True)
class CoverageCard:
    row: CoverageDecision
    verdict: str
    until: dt.date | None
    blocks: list[Block]
    questions: list[str]
    cause: str
    cause_label: str

    @classmethod
    def of(cls, row: CoverageDecision, today: dt.date) -> CoverageCard:
        decision, facts = Decision.from_json(row.decision), Facts.from_json(row.facts)
        return cls(
            row=row,
            verdict=row.verdict,
            until=decision.until,
            blocks=blocks_of(decision, today),
            questions=[question(ask) for ask in decision.questions],
            cause=facts.cause,
            cause_label=str(Cause(facts.cause).label),
        )
