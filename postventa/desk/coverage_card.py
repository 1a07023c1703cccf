"""The newest coverage decision of a case, ready to be read: one block per regime, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tickets.models import CoverageDecision, Ticket
from warranties.decision import Decision, Line, last_day
from warranties.facts import Facts
from warranties.states import Ask, Burden, Origin, Regime
from warranties.why import Why
from warranties.wording import burden_label, question, sentence, sentences


@dataclass(frozen=True)
class Block:
    """One regime: what it says, until when, who must prove what, what may be asked for, what we owe, and why."""

    line: Line
    until: dt.date | None
    ended: bool
    burden: str
    remedies: list[str]
    later: list[str]
    duties: list[str]
    deadlines: list[str]
    reasons: list[tuple[str, str]]
    # The first one that covers is read at once, the others are unfolded.
    first: bool = False

    @classmethod
    def of(cls, line: Line, today: dt.date, *, first: bool = False) -> Block:
        until = last_day(line)
        return cls(
            line=line,
            until=until,
            # A withdrawal has a last day and no facts to find out: afterwards it is over, not «not covered».
            ended=line.regime == Regime.WITHDRAWAL and until is not None and until < today,
            burden="" if line.burden == Burden.NOT_APPLICABLE else burden_label(line.burden),
            remedies=[str(remedy.label) for remedy in line.open_remedies],
            later=[str(remedy.label) for remedy in line.later_remedies],
            duties=[sentence(step) for step in line.duties],
            deadlines=[sentence(step) for step in line.deadlines],
            reasons=sentences(line),
            first=first,
        )

    @property
    def regime_label(self) -> str:
        """What kind of promise it is, where it goes by a name of its own."""
        return str(Regime(self.line.regime).label) if self.line.name else ""


def blocks_of(decision: Decision, today: dt.date) -> list[Block]:
    """The regimes that reach this sale. Those that do not (no such guarantee, a shop sale) are left out."""
    first = next((line for line in decision.reaching if line in decision.covering), None)
    return [Block.of(line, today, first=line is first) for line in decision.reaching]


@dataclass(frozen=True)
class Elsewhere:
    """An open question that is not answered here: its answer is a row, of the unit or of the order it came with."""

    words: str
    of_order: bool

    @classmethod
    def among(cls, asks: Sequence[Ask], closed: Sequence[str]) -> list[Elsewhere]:
        kept = [ask for ask in asks if ask in OF_THE_UNIT or ask.value in closed]
        return [cls(question(ask), of_order=ask not in OF_THE_UNIT) for ask in kept]


# What the page of the unit keeps: stays in our hands, registrations.
OF_THE_UNIT = (Ask.CUSTODY, Ask.REGISTERED, Ask.REPLACED, Ask.CLAIM_DATE)


@dataclass(frozen=True)
class CoverageCard:
    row: CoverageDecision
    decision: Decision
    facts: Facts
    today: dt.date
    blocks: list[Block]

    @classmethod
    def of(cls, row: CoverageDecision, today: dt.date) -> CoverageCard:
        decision = Decision.from_json(row.decision)
        return cls(row, decision, Facts.from_json(row.facts), today, blocks_of(decision, today))

    @classmethod
    def newest(cls, ticket: Ticket, today: dt.date) -> CoverageCard | None:
        """That of a case; None while nothing was decided."""
        row = ticket.decisions.select_related("actor", "override_note__author").first()
        return cls.of(row, today) if row else None

    @property
    def verdict(self) -> str:
        """What counts: a person's word where there is one."""
        return self.row.verdict

    @property
    def until(self) -> dt.date | None:
        """The last day beside the verdict; a person who decided otherwise gave none."""
        return self.decision.until if self.verdict == self.decision.verdict else None

    @property
    def overridden(self) -> bool:
        return bool(self.row.override_verdict)

    @property
    def asked(self) -> list[str]:
        """The names of the facts that are missing."""
        return [ask.value for ask in self.decision.questions]

    @property
    def closed(self) -> list[str]:
        """The dates of the sale that a row knows: an answer would not count, and they are put right at their source."""
        dates = ("contract_date", "delivery_date")
        return [name for name in dates if getattr(self.facts, name) and name not in self.row.answers]

    @property
    def elsewhere(self) -> list[Elsewhere]:
        return Elsewhere.among(self.decision.questions, self.closed)

    @property
    def parts(self) -> list[str]:
        """The parts that some guarantee names, to choose from when one failed."""
        steps = [step for line in self.decision.lines for step in line.reasons if step.code == Why.PROMISED_COMPONENT]
        return list(dict.fromkeys(str(dict(step.params)["part"]) for step in steps))

    @property
    def rules(self) -> list[tuple[str, int, str]]:
        """The texts of law that it leaned on: code, version, whose."""
        return [(code, version, str(Origin(origin).label)) for code, version, origin in self.row.rules]
