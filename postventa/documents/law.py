"""What a paper says of the legal guarantee: until when, how that is counted, what the customer may ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from warranties.decision import Line, Reason
from warranties.why import Why
from warranties.wording import sentence, sentences

# (sentence, where the law says so)
Cited = tuple[str, str]

# Of the steps of a decision, those that hold for any fault: how long, what moved the term.
OF_THE_TERM = frozenset(
    {
        Why.TERM,
        Why.TERM_AGREED,
        Why.TERM_BELOW_FLOOR,
        Why.TERM_NOT_REDUCIBLE,
        Why.TERM_SUPPLY,
        Why.TERM_ANNOUNCED,
        Why.TERM_OF_USED,
        Why.TERM_TO_CLAIM,
        Why.WAIVER_VOID,
        Why.PRESUMPTION,
        Why.SUSPENDED,
        Why.INSTALLED_LATER,
        Why.STARTS_WHEN_INSTALLED,
        Why.EXTENDED_BY_REPAIR,
        Why.REPLACED_RESTARTS,
        Why.REPLACED_NO_RESTART,
        Why.REPLACEMENT_IN_DOUBT,
    }
)


@dataclass(frozen=True)
class Legal:
    """`steps` are sentences with their citations: how the term is counted or, where there is none, why.

    `free`: this law says so, and it holds today.
    """

    until: date | None
    ended: bool
    steps: list[Cited]
    remedies: list[str]
    later: list[str]
    same_fault_until: date | None
    free: bool

    @classmethod
    def of(cls, line: Line, today: date) -> Legal:
        again = line.same_defect_until
        return cls(
            until=line.until,
            ended=line.until is not None and line.until < today,
            steps=said(line, *OF_THE_TERM) if line.until else sentences(line),
            remedies=[str(remedy.label) for remedy in line.open_remedies],
            later=[str(remedy.label) for remedy in line.later_remedies],
            same_fault_until=again if again and again >= today else None,
            free=any(duty.code == Why.FREE_OF_CHARGE for duty in line.duties),
        )


def said(line: Line, *codes: Why) -> list[Cited]:
    """The steps with these codes, in words."""
    return cited(step for step in line.reasons if step.code in codes)


def cited(steps: Iterable[Reason]) -> list[Cited]:
    return [(sentence(step), step.cite) for step in steps]
