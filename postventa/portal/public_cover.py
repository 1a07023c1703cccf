"""The guarantees of a unit for a stranger: which, until when, what they need. No verdict: nobody claims anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from warranties.decision import Line
from warranties.passport import Passport
from warranties.queries import Promised
from warranties.states import Ask, Regime, Verdict


@dataclass(frozen=True)
class PublicLine:
    """`until` is empty while the term has not begun; `unsure` when a person has to confirm it.

    `parts` are named when the guarantee is about them alone; `registers_with` is who still waits for a registration.
    """

    name: str
    is_legal: bool
    until: dt.date | None
    ended: bool
    unsure: bool
    parts: list[str]
    registered: bool
    registers_with: str
    first_owner_only: bool


def public_lines(passport: Passport) -> list[PublicLine]:
    """The legal guarantee and what the guarantors promise, where they reach the sale."""
    promised = {it.terms.code: it for it in passport.promised}
    regimes = (Regime.LEGAL, Regime.COMMERCIAL)
    lines = [line for line in passport.decision.lines if line.regime in regimes and line.in_scope]
    return [_line(line, promised.get(line.source), passport.today) for line in lines]


def _line(line: Line, it: Promised | None, today: dt.date) -> PublicLine:
    return PublicLine(
        name=line.name or str(Regime(line.regime).label),
        is_legal=line.regime == Regime.LEGAL,
        until=line.until,
        ended=line.until is not None and line.until < today,
        # Which part fails is asked only of somebody to whom one has failed.
        unsure=line.verdict == Verdict.NEEDS_PERSON and line.questions != (Ask.PART,),
        parts=[part.name for part in it.terms.components] if it and not it.guarantee.months else [],
        registered=it is not None and it.registration is not None,
        registers_with=it.guarantee.guarantor if it and it.awaits_registration else "",
        first_owner_only=it is not None and not it.guarantee.transferable,
    )
