"""What covers a product, ready to be read by its owner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tickets.models import Ticket
from warranties.decision import Decision, last_day
from warranties.states import Regime, Verdict
from warranties.wording import sentences


@dataclass(frozen=True)
class Shown:
    """One guarantee: its name, what is said of it, its last day, and the steps that led there with the law's place."""

    name: str
    regime: str
    verdict: str
    until: dt.date | None
    steps: list[tuple[str, str]]


def shown_lines(decision: Decision) -> list[Shown]:
    """The guarantees that reach this purchase. Those that do not (no such guarantee, a shop sale) are left out."""
    return [
        Shown(
            name=line.name or Regime(line.regime).label,
            regime=line.regime,
            verdict=line.verdict,
            until=last_day(line),
            steps=sentences(line),
        )
        for line in decision.lines
        if line.in_scope or line.verdict == Verdict.NEEDS_PERSON
    ]


def decided(ticket: Ticket) -> Decision | None:
    """The newest decision about a case's product; None when it is about no product."""
    row = ticket.decisions.first()
    return Decision.from_json(row.decision) if row else None
