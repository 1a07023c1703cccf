"""What a coverage decision says: a verdict, one line per regime, the steps that led there. Frozen, JSON both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from warranties.plain import from_plain, to_plain
from warranties.states import Ask, Basis, Burden, Regime, Remedy, Verdict
from warranties.why import Why

Param = tuple[str, str | int]


@dataclass(frozen=True, slots=True)
class Reason:
    """One step. `wording.sentence()` says it in the reader's language; dates in `params` are ISO 8601 text."""

    code: Why
    cite: str = ""
    params: tuple[Param, ...] = ()


@dataclass(frozen=True, slots=True)
class RemedyOption:
    """A remedy and its place in the law's order. One with `open=False` waits for the first ones to fail."""

    remedy: Remedy
    rank: int
    open: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One regime, from `start`. Until-dates are inclusive. `in_scope=False`: it does not reach this sale at all.

    `source` is the code of the rule or promise, `besides` those of other rules that moved its days.
    `duties` are what the seller must tell or give the customer, `deadlines` in how many days what is due must be done.
    """

    regime: Regime
    verdict: Verdict
    reasons: tuple[Reason, ...]
    source: str = ""
    name: str = ""
    in_scope: bool = True
    basis: Basis = Basis.NONE
    start: date | None = None
    until: date | None = None
    presumption_until: date | None = None
    action_until: date | None = None
    same_defect_until: date | None = None
    burden: Burden = Burden.NOT_APPLICABLE
    remedies: tuple[RemedyOption, ...] = ()
    duties: tuple[Reason, ...] = ()
    deadlines: tuple[Reason, ...] = ()
    questions: tuple[Ask, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def open_remedies(self) -> tuple[Remedy, ...]:
        """What may be asked for now, in the law's order."""
        return tuple(option.remedy for option in self.remedies if option.open)

    @property
    def later_remedies(self) -> tuple[Remedy, ...]:
        """What may be asked for once those have failed."""
        return tuple(option.remedy for option in self.remedies if not option.open)


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer. `verdict` is about the defect; the right of withdrawal has a say only when there is none."""

    verdict: Verdict
    lines: tuple[Line, ...]

    @property
    def reaching(self) -> tuple[Line, ...]:
        """The lines to show. One that does not reach the sale (no such guarantee, a shop sale) is left out."""
        return tuple(line for line in self.lines if line.in_scope or line.verdict == Verdict.NEEDS_PERSON)

    @property
    def covering(self) -> tuple[Line, ...]:
        """The lines that cover the defect; the withdrawal when that is what was asked for."""
        found = tuple(line for line in self.defect_lines if line.verdict == Verdict.COVERED)
        if not found and self.verdict == Verdict.COVERED:
            return (self.line(Regime.WITHDRAWAL),)
        return found

    @property
    def defect_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.regime != Regime.WITHDRAWAL)

    @property
    def covered_by(self) -> tuple[str, ...]:
        """Each regime that covers, once, in the order of the lines; the year after a repair by its own name."""
        names = (
            f"{line.regime}_{line.basis}" if line.basis == Basis.SAME_DEFECT_YEAR else str(line.regime)
            for line in self.covering
        )
        return tuple(dict.fromkeys(names))

    @property
    def until(self) -> date | None:
        """The last day to show beside the verdict: of what covers, else of what comes nearest to covering."""
        days = [day for line in self.covering or self.defect_lines if (day := last_day(line))]
        return max(days, default=None)

    @property
    def questions(self) -> tuple[Ask, ...]:
        """Every open question, once, in the order of the lines."""
        return tuple(dict.fromkeys(ask for line in self.lines for ask in line.questions))

    @property
    def sources(self) -> tuple[str, ...]:
        """The codes of the rules and promises that were looked at."""
        codes = (code for line in self.lines for code in (line.source, *line.besides))
        return tuple(dict.fromkeys(code for code in codes if code))

    def line(self, regime: Regime) -> Line:
        """The first line of a regime; there is always one."""
        return next(line for line in self.lines if line.regime == regime)

    def to_json(self) -> dict[str, Any]:
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Decision:
        return from_plain(cls, data)


def last_day(line: Line) -> date | None:
    """The last day of what carries the line's cover."""
    if line.basis == Basis.AFTER_RETURN:
        return line.action_until
    return line.same_defect_until if line.basis == Basis.SAME_DEFECT_YEAR else line.until


def reason(code: Why, cite: str = "", **params: str | int | date) -> Reason:
    """A step whose params are already fit for JSON."""
    return Reason(code, cite, tuple((name, _plain(value)) for name, value in params.items()))


def _plain(value: str | int | date) -> str | int:
    return value.isoformat() if isinstance(value, date) else value
