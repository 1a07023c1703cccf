"""The newest coverage decision of a case, ready to be read: one block per regime, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.actors import ActorKind
from core.joined import newest
from core.models import User
from tickets.models import CoverageDecision, Message, Ticket
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
class Told:
    """What a decision says on a day in a language, read out of its row, and drawn."""

    decision: Decision
    facts: Facts
    today: dt.date
    answered: frozenset[str]

    @cached_property
    def closed(self) -> list[str]:
        """The dates of the sale that a row knows: an answer would not count, and they are put right at their source."""
        dates = ("contract_date", "delivery_date")
        return [name for name in dates if getattr(self.facts, name) and name not in self.answered]

    @cached_property
    def elsewhere(self) -> list[Elsewhere]:
        return Elsewhere.among(self.decision.questions, self.closed)

    @cached_property
    def parts(self) -> list[str]:
        """The parts that some guarantee names, to choose from when one failed."""
        steps = [step for line in self.decision.lines for step in line.reasons if step.code == Why.PROMISED_COMPONENT]
        return list(dict.fromkeys(str(dict(step.params)["part"]) for step in steps))

    @cached_property
    def timeline(self) -> SafeString:
        said = {"decision": self.decision, "facts": self.facts, "today": self.today}
        return render_to_string("desk/tickets/_coverage_timeline.html", said)

    @cached_property
    def blocks(self) -> SafeString:
        return render_to_string("desk/_blocks.html", {"blocks": blocks_of(self.decision, self.today)})


# A decision is never changed, and rows are equal by their key; its words have a language, and its drawing the accent.
@lru_cache(256)
def _told(row: CoverageDecision, today: dt.date, language: str | None, accent: int) -> Told:
    return Told(Decision.from_json(row.decision), Facts.from_json(row.facts), today, frozenset(row.answers))


@dataclass(frozen=True)
class CoverageCard:
    row: CoverageDecision
    told: Told

    @classmethod
    def of(cls, row: CoverageDecision, today: dt.date) -> CoverageCard:
        return cls(row, _told(row, today, get_language(), settings.COMPANY["accent_hue"]))

    @classmethod
    def newest(cls, ticket: Ticket, today: dt.date) -> CoverageCard | None:
        """That of a case, with the name of the colleague who asked for it; None while nothing was decided."""
        row = newest(CoverageDecision, "actor", ticket=ticket.pk)
        return cls.of(row, today) if row else None

    @property
    def decided_by(self) -> User | None:
        """The colleague who asked for it; None where nobody did."""
        return self.row.actor if self.row.actor_kind == ActorKind.STAFF else None

    @property
    def decision(self) -> Decision:
        return self.told.decision

    @property
    def facts(self) -> Facts:
        return self.told.facts

    @cached_property
    def note(self) -> Message | None:
        """Why a person decided otherwise. Looked up for the few that have one: to join it costs every page."""
        return Message.objects.select_related("author").filter(pk=self.row.override_note_id).first()

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
        return self.told.closed

    @property
    def elsewhere(self) -> list[Elsewhere]:
        return self.told.elsewhere

    @property
    def parts(self) -> list[str]:
        return self.told.parts

    @property
    def rules(self) -> list[tuple[str, int, str]]:
        """The texts of law that it leaned on: code, version, whose."""
        return [(code, version, str(Origin(origin).label)) for code, version, origin in self.row.rules]
