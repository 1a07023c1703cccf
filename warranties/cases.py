"""Cases decided by people, one per line of a CSV file, to check the engine against. Pure: cells in, facts out.

The columns are those of `docs/coverage-cases.md`. What a column leaves empty nobody said; an expectation that is empty
is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from warranties.case_words import SAME, SCOTLAND, cause_of, goods_of, parts_of, plan_kinds
from warranties.decision import Decision, Line
from warranties.facts import Facts, Recall, Stay
from warranties.jurisdictions import jurisdiction
from warranties.promises import CommercialTerms, Component, PlanTerms
from warranties.states import (
    Burden,
    Buyer,
    Cause,
    Channel,
    Condition,
    Regime,
    Seller,
    Severity,
    Verdict,
)

COMPARED = (
    *("exp_legal_until", "exp_presumption_until", "exp_action_until", "exp_commercial_until"),
    *("exp_covered", "exp_covered_by", "exp_burden_of_proof"),
)
REQUIRED = ("case_id", "jurisdiction", "condition", "contract_date", "delivery_date", "cause", "claim_date")
SAID = {"yes": True, "no": False, "": None, "reasonable_number_of_attempts": True}
ANSWERS = {Verdict.COVERED: "yes", Verdict.NOT_COVERED: "no", Verdict.NEEDS_PERSON: "person"}


class Unreadable(ValueError):
    """A date or a number that could not be read. The message says which, and what would do."""


class Words:
    """The words of a line in lower case. One that is not known is read as unknown, and `remarks` says so."""

    def __init__(self, cell: Mapping[str, str]) -> None:
        self.cell = {name: value.lower() for name, value in cell.items()}
        self.remarks: list[str] = []

    def get(self, name: str) -> str:
        return self.cell.get(name, "")

    def known(self, name: str, words: Sequence[str], *, unknown: str, empty: str | None = None) -> str:
        """The word of a column if it is one of `words`, else `unknown`; `empty` for an empty cell, if that differs."""
        word = SAME.get(name, {}).get(self.get(name), self.get(name))
        if not word and empty is not None:
            return empty
        if word in words:
            return word
        if word:
            self.remark(name, word, words)
        return unknown

    def remark(self, name: str, word: str, words: Sequence[str]) -> None:
        self.remarks.append(
            _("%(column)s: «%(word)s» is not known, so it is read as unknown. Known are: %(words)s.")
            % {"column": name, "word": word, "words": ", ".join(filter(None, words))}
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One line: what happened, what was promised, what people expect of the engine."""

    ref: str
    facts: Facts
    guarantees: tuple[CommercialTerms, ...]
    plans: tuple[PlanTerms, ...]
    expected: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    def disagreements(self, decision: Decision) -> list[tuple[str, str, str]]:
        """(column, expected, decided) for every expectation that the decision does not meet."""
        decided = outcome(decision)
        return [
            (name, want, decided[name])
            for name, want in self.expected.items()
            if _as_compared(name, want) != _as_compared(name, decided[name])
        ]


def _as_compared(name: str, text: str) -> object:
    """Which regimes cover is compared whatever their order; «na» is «n/a»."""
    if name == "exp_covered_by":
        return frozenset(re.split(r"\s*\+\s*", text))
    return "n/a" if text == "na" else text


def outcome(decision: Decision) -> dict[str, str]:
    """The decision in the words of the columns."""
    repair, legal = decision.line(Regime.REPAIR), decision.line(Regime.LEGAL)
    law = repair if repair.in_scope and not legal.in_scope else legal
    return {
        "exp_legal_until": _day(law.until),
        "exp_presumption_until": _day(legal.presumption_until),
        "exp_action_until": _day(legal.action_until),
        "exp_commercial_until": _day(decision.line(Regime.COMMERCIAL).until),
        "exp_covered": ANSWERS[decision.verdict],
        "exp_covered_by": "+".join(decision.covered_by),
        "exp_burden_of_proof": str(_burden(law)),
    }


def read_case(row: Mapping[str, str | None]) -> Case:
    """The case of a line. Errors: Unreadable, with a sentence."""
    cell = {name: (value or "").strip() for name, value in row.items() if name}
    words = Words(cell)
    cause, part = _cause(words)
    supply, agreed = _months(cell, "digital_supply_months"), _months(cell, "used_term_agreed_months")
    place, _hyphen, nation = cell["jurisdiction"].upper().partition("-")
    announced, guarantees = _promised(cell, place)
    recall = _date(cell, "recall_date")
    facts = Facts(
        jurisdiction=jurisdiction(place),
        region="Scotland" if nation in SCOTLAND else "",
        contract_date=_date(cell, "contract_date"),
        delivery_date=_date(cell, "delivery_date"),
        installed_by_trader_on=_date(cell, "installation_by_trader_date"),
        condition=words.known("condition", Condition.values, unknown=""),
        goods=goods_of(words.get("product")),
        buyer=words.known("buyer", Buyer.values, unknown=Buyer.UNKNOWN.value),
        seller=words.known("seller", Seller.values, unknown=Seller.UNKNOWN.value, empty=Seller.TRADER.value),
        channel=words.known("channel", Channel.values, unknown=Channel.UNKNOWN.value),
        used_term_agreed_months=agreed,
        announced_months=announced,
        digital_supply_months=supply,
        custody=_stays(cell.get("suspension_intervals", "")),
        replaced_on=_date(cell, "replacement_date"),
        recalls=(Recall(recall),) if recall else (),
        cause=cause,
        part=part,
        severity=words.known("severity", Severity.values, unknown=Severity.NORMAL.value),
        same_defect_as_repair=_said(words, "same_defect_as_repair"),
        failed_repair_before=_said(words, "failed_repair_before"),
        defect_date=_date(cell, "defect_date"),
        claim_date=_date(cell, "claim_date"),
    )
    expected = {name: words.get(name) for name in COMPARED if words.get(name)}
    plans = _plans(words.get("extended_plan"))
    return Case(cell["case_id"], facts, guarantees, plans, expected, tuple(words.remarks))


def _cause(words: Words) -> tuple[str, str]:
    cause, part = cause_of(words.get("cause"))
    if not cause:
        words.remark("cause", words.get("cause"), [*Cause.values, "defect_…"])
    return cause or Cause.UNKNOWN.value, part


def _promised(cell: Mapping[str, str], place: str) -> tuple[int | None, tuple[CommercialTerms, ...]]:
    """The term that the producer announced as the legal one, and the commercial guarantees."""
    months, scope = _months(cell, "commercial_months"), cell.get("commercial_scope", "").lower()
    if months is None:
        return None, ()
    if place == "CO" and "announced" in scope:
        return months, ()
    parts = parts_of(scope)
    given = CommercialTerms(
        code="commercial",
        name=scope or "commercial",
        guarantor="—",
        months=0 if parts else months,
        components=tuple(Component(part, months) for part in parts),
        full=place == "US" and "full" in scope,
    )
    return None, (given,)


def _plans(text: str) -> tuple[PlanTerms, ...]:
    plans = []
    for number, item in enumerate(filter(None, re.split(r"[;|]", text)), start=1):
        kind, _colon, months = (text.strip() for text in item.partition(":"))
        if not kind or not _is_number(months):
            raise Unreadable(_("The plan «%(text)s» is not written as kind:months.") % {"text": item.strip()})
        plans.append(PlanTerms(f"plan-{number}", kind, "—", plan_kinds(kind), int(months)))
    return tuple(plans)


def _stays(text: str) -> tuple[Stay, ...]:
    stays = []
    for item in filter(None, (part.strip() for part in text.split(";"))):
        handed_in, _bar, returned = item.partition("/")
        first = _read_date(handed_in.strip(), "suspension_intervals")
        if first is None:
            raise Unreadable(_("The stay «%(text)s» does not say when the product was handed in.") % {"text": item})
        stays.append(Stay(first, _read_date(returned.strip(), "suspension_intervals")))
    return tuple(stays)


def _date(cell: Mapping[str, str], name: str) -> date | None:
    return _read_date(cell.get(name, ""), name)


def _read_date(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(
            _("%(column)s: «%(text)s» is not a date. Write it as 2026-03-15.") % {"column": name, "text": text}
        ) from None


def _months(cell: Mapping[str, str], name: str) -> int | None:
    text = cell.get(name, "")
    if not text:
        return None
    if not _is_number(text):
        raise Unreadable(_("%(column)s: «%(text)s» is not a number of months.") % {"column": name, "text": text})
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4


def _said(words: Words, name: str) -> bool | None:
    text = words.get(name)
    if text not in SAID:
        raise Unreadable(_("%(column)s: write yes, no or nothing, not «%(text)s».") % {"column": name, "text": text})
    return SAID[text]


def _burden(line: Line) -> Burden:
    return line.burden if line.verdict == Verdict.COVERED else Burden.NOT_APPLICABLE


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
