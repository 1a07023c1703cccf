"""What covers a product, ready to be read by its owner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from postventa.portal.owed import owed
from tickets.models import CoverageDecision, Ticket
from warranties.decision import Decision, Line, last_day
from warranties.facts import Facts
from warranties.models import Recall
from warranties.states import Burden, Regime, Verdict
from warranties.wording import sentences

# Who must prove what, said to the one who has the fault.
PROOF: dict[str, str | Promise] = {
    Burden.TRADER: _("You need not prove anything. If we think that the fault is not ours, we have to prove it."),
    Burden.CONSUMER: _(
        "The fault showed late, so you may have to show that it was there from the beginning. "
        "Photos, or what an expert writes, are of help."
    ),
    Burden.UNSTATED: _("If there is any doubt about where the fault comes from, we look into it together."),
}


@dataclass(frozen=True)
class Shown:
    """One guarantee: its name, what is said of it, its last day, and the steps that led there with the law's place.

    `now` and `later` are what may be asked for, in order; `proof` who must prove what; `owed` what we must do.
    """

    name: str
    regime: str
    verdict: str
    until: dt.date | None
    steps: list[tuple[str, str]]
    now: list[str]
    later: list[str]
    proof: str | Promise
    owed: list[str]


def shown_lines(decision: Decision) -> list[Shown]:
    """The guarantees that reach this purchase. Those that do not (no such guarantee, a shop sale) are left out."""
    return [_shown(line) for line in decision.reaching]


def _shown(line: Line) -> Shown:
    return Shown(
        name=line.name or str(Regime(line.regime).label),
        regime=line.regime,
        verdict=line.verdict,
        until=last_day(line),
        steps=sentences(line),
        now=[str(remedy.label) for remedy in line.open_remedies],
        later=[str(remedy.label) for remedy in line.later_remedies],
        proof=PROOF.get(line.burden, ""),
        owed=owed(line),
    )


@dataclass(frozen=True)
class CaseCover:
    """What was decided about the product of a case: the guarantees that cover it, and the `others` that reach it.

    `by_person`: the company decided, not the computation.
    """

    verdict: str
    until: dt.date | None
    by_person: bool
    decision: Decision
    facts: Facts
    lines: list[Shown]
    others: list[Shown]

    @classmethod
    def of(cls, row: CoverageDecision) -> CaseCover:
        decision = Decision.from_json(row.decision)
        agreed = row.verdict == decision.verdict
        shown = shown_lines(decision)
        return cls(
            verdict=row.verdict,
            until=decision.until if agreed else None,
            by_person=bool(row.override_verdict),
            decision=decision,
            facts=Facts.from_json(row.facts),
            lines=[line for line in shown if line.verdict == Verdict.COVERED],
            others=[line for line in shown if line.verdict != Verdict.COVERED],
        )

    @property
    def none_covers(self) -> bool:
        """No guarantee covers the fault, so what each says is read at once; sending it back is another matter."""
        return all(line.regime == Regime.WITHDRAWAL for line in self.lines)


def cover_of(ticket: Ticket) -> CaseCover | None:
    """The newest decision about a case's product; None when it is about no product. Our notes are not read."""
    row = ticket.decisions.first()
    return CaseCover.of(row) if row else None


def recalls_of(ticket: Ticket, cover: CaseCover | None, today: dt.date) -> list[Recall]:
    """The recalls that reach the product of a case, in their own words; read only when the decision knows of one."""
    if ticket.unit is None or cover is None or not cover.facts.recalls:
        return []
    claimed = cover.facts.claim_date or today
    rows = Recall.objects.that_may_reach([ticket.unit.product_id]).for_claim(claimed, today=today)
    return [recall for recall in rows if recall.reaches(ticket.unit)]
