"""A rule of law as somebody wrote it, read strictly: what does not fit is told in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from warranties.law.checks import check, is_kept
from warranties.law.faults import BadRule, Fault, bad_rule
from warranties.plain import Unreadable, from_plain_strictly
from warranties.rules import TERMS, Rule, Terms
from warranties.states import RuleKind, Source

__all__ = ["BadRule", "rule_from"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written about a rule. One that does not say `confirmed` is not."""

    code: str
    version: int
    kind: RuleKind
    jurisdiction: str
    terms: dict[str, Any]
    cites: dict[str, str]
    source: Source
    region: str = ""
    contract_from: date | None = None
    contract_to: date | None = None
    confirmed: bool = False
    note: str = ""


def rule_from(data: Any) -> Rule:
    """The rule that `data` writes down, in the shape of the entries of `guarantee_rules.json`.

    Errors: BadRule (a ValueError): a name nobody knows, a value of the wrong type, a word out of place, something
    missing, or terms that contradict each other. Its text is a translated sentence with the rule's code and the field.
    """
    code = str(data.get("code") or "—") if isinstance(data, dict) else "—"
    try:
        entry = from_plain_strictly(Entry, data)
        terms: Terms = from_plain_strictly(TERMS[entry.kind.value], entry.terms, "terms.")
    except Unreadable as error:
        raise bad_rule(code, error.field, error.misfit, words=error.words) from None
    for name, text in _texts(entry, terms):
        if not is_kept(text):
            raise bad_rule(code, name, Fault.NO_CHARACTER)
    rule = Rule(
        code=entry.code,
        version=entry.version,
        kind=entry.kind.value,
        jurisdiction=entry.jurisdiction,
        terms=terms,
        cites=entry.cites,
        region=entry.region,
        contract_from=entry.contract_from,
        contract_to=entry.contract_to,
        confirmed=entry.confirmed,
    )
    check(rule)
    return rule


def _texts(entry: Entry, terms: Terms) -> Iterator[tuple[str, str]]:
    """Every text of the rule with the name of its field; words out of a list are looked up there."""
    yield from ((f"cites.{point}", place) for point, place in entry.cites.items())
    for whole, within in ((entry, ""), (terms, "terms.")):
        named = ((f"{within}{field.name}", getattr(whole, field.name)) for field in fields(whole))
        yield from ((name, value) for name, value in named if isinstance(value, str))
