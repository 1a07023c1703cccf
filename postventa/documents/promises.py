"""What a paper says of what the company promises: commercial guarantees with what art. 127 TRLGDCU asks, and plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from warranties.commercial import commercial_lines
from warranties.decision import Line
from warranties.facts import Facts
from warranties.jurisdictions import country_name
from warranties.models import CommercialGuarantee
from warranties.passport import Passport, Planned
from warranties.promises import CommercialTerms
from warranties.queries import Promised
from warranties.reach import OUT_OF_REACH
from warranties.rules import Rulebook
from warranties.states import Starts
from warranties.wording import sentence


@dataclass(frozen=True)
class Span:
    """What is promised, for how long, until when (None: not begun) and what is paid."""

    name: str
    months: int
    until: date | None
    pays: str


@dataclass(frozen=True)
class Guarantee:
    """A commercial guarantee. `out` says why it does not hold for this unit; then it has no last days."""

    row: CommercialGuarantee
    starts: date | None
    spans: list[Span]
    countries: list[str]
    registered: str
    out: str

    @classmethod
    def of(cls, it: Promised, facts: Facts, rules: Rulebook) -> Guarantee:
        terms = it.terms
        line = commercial_lines(facts, [terms], rules)[0]
        registered = it.registration.reference if it.registration else ""
        return cls(
            row=it.guarantee,
            starts=terms.registered_on if terms.starts == Starts.REGISTRATION else facts.delivery_date,
            spans=list(_spans(terms, facts, rules)),
            countries=[country_name(code) for code in terms.territory],
            registered=registered,
            out=_out(line),
        )


@dataclass(frozen=True)
class Plan:
    """A service plan that the unit has. `out` as in Guarantee."""

    had: Planned
    pays: str
    countries: list[str]
    out: str

    @classmethod
    def of(cls, it: Planned, passport: Passport) -> Plan:
        terms = it.terms
        lines = [line for line in passport.decision.lines if line.source == terms.code]
        pays = _pays(terms.parts, terms.labour, terms.travel) if terms.answers_for_faults else ""
        countries = [country_name(code) for code in terms.territory]
        return cls(it, pays, countries, _out(lines[0]) if lines else "")


def _spans(terms: CommercialTerms, facts: Facts, rules: Rulebook) -> Iterator[Span]:
    """The whole product and each of its parts, each counted as a guarantee of its own: with what moves the term."""
    whole = max(terms.months, terms.advertised_months or 0)
    if whole:
        alone = replace(terms, components=())
        yield Span(
            _("Whole product"), whole, _until(alone, facts, rules), _pays(terms.parts, terms.labour, terms.travel)
        )
    for part in terms.components:
        alone = replace(terms, months=0, advertised_months=None, components=(part,))
        yield Span(part.name, part.months, _until(alone, facts, rules), _pays(part.parts, part.labour, part.travel))


def _until(terms: CommercialTerms, facts: Facts, rules: Rulebook) -> date | None:
    return commercial_lines(replace(facts, part=""), [terms], rules)[0].until


def _pays(parts: bool, labour: bool, travel: bool) -> str:
    paid = ((parts, _("spare parts")), (labour, _("labour")), (travel, _("travel")))
    return ", ".join(str(what) for is_paid, what in paid if is_paid)


def _out(line: Line) -> str:
    return next((sentence(step) for step in line.reasons if step.code in OUT_OF_REACH), "")
