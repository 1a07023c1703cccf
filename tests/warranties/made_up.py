"""A made-up country, XX, whose law cites each point by its own name: a test reads to which place a step points.

It gives 24 months, 12 of them presumed. A washer delivered on 10 January 2024 is covered until 10 January 2026.
"""

from collections.abc import Iterable
from dataclasses import replace

from tests.warranties.sales import day, sale
from warranties.decision import Line, Reason
from warranties.facts import Facts, Stay
from warranties.promises import CommercialTerms, PlanTerms
from warranties.rules import Point, Proof, Rule, Rulebook, SaleTerms, Terms
from warranties.states import Burden, Verdict

CITES = {point.value: point.value for point in Point if point != Point.OTHER_LAW}
URL = "https://h.example"
SHORT = {Verdict.COVERED: "covered", Verdict.NOT_COVERED: "not covered", Verdict.NEEDS_PERSON: "a person"}
# What is told of the washer when it fails on 1 June 2024.
PLAIN = frozenset(
    {
        "rule @law country=XX",
        "term @term; counting start=2024-01-10 until=2026-01-10",
        "presumption @presumption until=2025-01-10",
        "shown_in_term @term on=2024-06-01 until=2026-01-10",
        "cause_defect @conformity",
        "presumed @presumption until=2025-01-10",
        f"promised @{URL} name=Total guarantor=Hogarix months=24",
        f"promises_parts @{URL}",
        f"promises_labour @{URL}",
        f"plan_bought @{URL} name=Plus guarantor=Hogarix months=36",
        f"plan_answers_for_defects @{URL}",
    }
)
# All that its line says besides.
COVERED = "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair (2:refund)"


def rule(terms: Terms, kind: str = "sale", **fields: object) -> Rule:
    given: dict = {"code": f"XX-{kind}", "version": 1, "jurisdiction": "XX", "cites": CITES}
    return Rule(kind=kind, terms=terms, **(given | fields))


def sale_terms(**terms: object) -> SaleTerms:
    given: dict = {"goods_months": 24, "proof": Proof.PRESUMPTION, "presumption_months": 12}
    return SaleTerms(**(given | {"first": ("repair",), "second": ("refund",)} | terms))


def country(*more: Rule, **terms: object) -> Rulebook:
    """The law of XX with other terms, and the rules that it has besides."""
    return Rulebook([rule(sale_terms(**terms)), *more])


def bought(**facts: object) -> Facts:
    return sale(**({"delivered": "2024-01-10", "jurisdiction": "XX"} | facts))


def at(*stays: str, **fields: object) -> tuple[Stay, ...]:
    """`hand-in/return` of each stay, all with these other fields."""
    halves = [text.partition("/") for text in stays]
    return tuple(Stay(day(first), day(back) if back else None, **fields) for first, _, back in halves)


def given(months: int = 24, **terms: object) -> CommercialTerms:
    fixed = CommercialTerms("g", "Total", "Hogarix", months, terms_url=URL)
    return replace(fixed, **terms)


def plan(*kinds: str, months: int = 36, **terms: object) -> PlanTerms:
    fixed = PlanTerms("p", "Plus", "Hogarix", kinds or ("extension",), months, terms_url=URL)
    return replace(fixed, **terms)


def told(steps: Iterable[Reason]) -> str:
    """Each step with its citation and its params; those of a plain sale by their code alone."""
    texts = [" ".join((one.code, f"@{one.cite}", *(f"{name}={value}" for name, value in one.params))) for one in steps]
    return " | ".join(text.partition(" ")[0] if text in PLAIN else text for text in texts)


def shape(line: Line) -> str:
    """All that a line says besides its steps; what is empty is left out. A remedy that is not open is in brackets."""
    days = {"from": line.start, "until": line.until, "presumed": line.presumption_until}
    days |= {"claim": line.action_until, "again": line.same_defect_until}
    words = [SHORT[line.verdict], "" if line.in_scope else "out of scope", line.source, line.name, line.basis]
    words += [f"{name}={until}" for name, until in days.items() if until]
    words += [f"burden={line.burden}"] if line.burden != Burden.NOT_APPLICABLE else []
    words += [f"{one.rank}:{one.remedy}" if one.open else f"({one.rank}:{one.remedy})" for one in line.remedies]
    words += [f"besides={'+'.join(line.besides)}"] if line.besides else []
    words += [f"asks={'+'.join(line.questions)}"] if line.questions else []
    return " ".join(filter(None, words))
