"""How the coverage decision of a case came about: one line per decision, and what had changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from tickets.models import CoverageDecision, Ticket
from warranties.answers import LABELS
from warranties.wording import verdict_label

SHOWN = 20


@dataclass(frozen=True)
class Past:
    """One decision: when, who, what counted from then, whether a person had said so, and what was new."""

    at: dt.datetime
    who: str
    verdict: str
    by_person: bool
    changed: list[str]


def history_of(ticket: Ticket) -> list[Past]:
    """The last decisions, the newest first; one query. The first one of all is the opening's."""
    rows = list(ticket.decisions.select_related("actor").defer("decision")[: SHOWN + 1])
    # What is none of the facts nor the rules is what was promised: the decision is taken on nothing else.
    told = [_past(row, list(_changes(before, row)) or [_("guarantees and plans")]) for row, before in pairwise(rows)]
    if rows and len(rows) <= SHOWN:
        told.append(_past(rows[-1], []))
    return told


def _past(row: CoverageDecision, changed: list[str]) -> Past:
    who = str(row.actor) if row.actor and row.actor.is_agent else ""
    return Past(row.at, who, verdict_label(row.verdict), bool(row.override_verdict), changed)


def _changes(before: CoverageDecision, after: CoverageDecision) -> Iterator[str]:
    if before.override_note_id != after.override_note_id:
        yield _("a person's decision") if after.override_verdict else _("the person's decision was lifted")
    for name, label in LABELS.items():
        if _known(before, name) != _known(after, name):
            yield str(label)
    for names, label in _of_rows():
        if any(before.facts.get(name) != after.facts.get(name) for name in names):
            yield label
    if before.rules != after.rules:
        yield _("rules of law")


def _known(row: CoverageDecision, name: str) -> tuple[object, object]:
    """What was said of a fact, and what the decision went by."""
    value = row.facts.get(name)
    # Before answers were kept apart, the cause was among the facts alone.
    return None if name == "cause" else row.answers.get(name), None if value in ("unknown", "") else value


def _of_rows() -> Sequence[tuple[tuple[str, ...], str]]:
    """Facts that nobody answers in a case, as they come from the rows of the unit."""
    return (
        (("custody", "replaced_on"), _("stays in our hands")),
        (("recalls",), _("recalls")),
        (("installed_by_trader_on",), _("installation")),
    )
