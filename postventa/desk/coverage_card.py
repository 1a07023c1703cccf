"""The newest coverage decision of a case, ready to be read: one block per regime, in the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tickets.models import CoverageDecision
from warranties.decision import Decision, Line, last_day
from warranties.facts import Facts
from warranties.states import Burden, Cause
from warranties.wording import burden_label, question, sentences


@dataclass(frozen=True)
class Block:
    """One regime: what it says, until when, who must prove what, what may be asked for, and why."""

    line: Line
    until: dt.date | None
    burden: str
    remedies: list[str]
    later: list[str]
    reasons: list[tuple[str, str]]

    @classmethod
    def of(cls, line: Line) -> Block:
        return cls(
            line=line,
            until=last_day(line),
            burden="" if line.burden == Burden.NOT_APPLICABLE else burden_label(line.burden),
            remedies=[str(option.remedy.label) for option in line.remedies if option.open],
            later=[str(option.remedy.label) for option in line.remedies if not option.open],
            reasons=sentences(line),
        )


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
    def of(cls, row: CoverageDecision) -> CoverageCard:
        decision, facts = Decision.from_json(row.decision), Facts.from_json(row.facts)
        return cls(
            row=row,
            verdict=row.verdict,
            until=decision.until,
            blocks=[Block.of(line) for line in decision.lines],
            questions=[question(ask) for ask in decision.questions],
            cause=facts.cause,
            cause_label=str(Cause(facts.cause).label),
        )
