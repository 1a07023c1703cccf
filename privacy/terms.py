"""How long what was sealed has to be kept, and since when; how long anything is. Pure, but for reading its file.

The terms stand in retention.json with the law that gives them. Those of a country that nobody has entered are the
house's own, the longest that we know of: to keep a sealed file too long harms less than to destroy what a court may ask
for.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warranties.calendar import add_months

_FILE = Path(__file__).with_name("retention.json")


@dataclass(frozen=True)
class Term:
    """So many months `after` the last event of a kind: sale, letter, case, stay, request (of erasure)."""

    code: str
    countries: tuple[str, ...]
    after: str
    months: int
    cites: str
    confirmed: bool


@dataclass(frozen=True)
class FirstRule:
    """A rule of retention as the house starts with it; `least` months are what the law asks for."""

    about: str
    months: int
    least: int
    why: str


@dataclass(frozen=True)
class Kept:
    """The last day on which the sealed file stays; and each term with its own last day, the longest first."""

    until: dt.date
    by: tuple[tuple[Term, dt.date], ...]


def kept_until(country: str, last: Mapping[str, dt.date], terms: Sequence[Term]) -> Kept:
    """The longest of the terms of that country (ISO 3166) for what they had: the last day of each kind of event.

    ValueError without any event that a term counts from: a request is one always.
    """
    own = [term for term in terms if country in term.countries] or [term for term in terms if not term.countries]
    found: dict[tuple[str, str], tuple[Term, dt.date]] = {}
    for term in own:
        if term.after not in last:
            continue
        end = add_months(last[term.after], term.months)
        known = found.get((term.code, term.cites))
        if known is None or end > known[1]:
            found[term.code, term.cites] = (term, end)
    if not found:
        raise ValueError("nothing to count from")
    by = sorted(found.values(), key=lambda one: one[1], reverse=True)
    return Kept(by[0][1], tuple(by))


@cache
def terms() -> tuple[Term, ...]:
    return tuple(Term(**{**row, "countries": tuple(row["countries"])}) for row in _read()["terms"])


@cache
def first_rules() -> dict[str, FirstRule]:
    """By what they are about."""
    return {row["about"]: FirstRule(**row) for row in _read()["rules"]}


@cache
def _read() -> dict[str, list[dict]]:
    return json.loads(_FILE.read_text())
