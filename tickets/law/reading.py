"""A term of law as the file writes it, read strictly. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from tickets.states import FROM_THE_COMPLAINT, DeadlineEvent, Kind, TermUnit
from warranties.plain import Unreadable, from_plain_strictly
from warranties.states import Source

T = TypeVar("T")

LANGUAGES = {"es", "en"}
# A thousand days, hours or months: past that it is a slip of the pen.
MOST = 1000
# Ley 10/2025 art. 13.3 gives at least so many working days to complete a complaint.
LEAST_TO_COMPLETE = 10


class BadTerm(ValueError):
    """An entry that cannot be taken. It says to the author of the file which one, which field and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its citation. `applies`: it binds any trader of that country, so nobody has to say so first."""

    code: str
    version: int
    jurisdiction: str
    event: DeadlineEvent
    scope: dict[str, str]
    amount: int
    unit: TermUnit
    cites: str
    source: Source
    kinds: tuple[Kind, ...] = ()
    consumers_only: bool = True
    counts_first_day: bool = False
    completion_days: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: dict[str, str] = field(default_factory=dict)
    applies: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class NoTerm:
    """A country whose law was searched without finding a term, and what it has instead."""

    jurisdiction: str
    note: dict[str, str]
    source: Source


def entry_from(data: Any) -> Entry:
    """The term that `data` writes down. Errors: BadTerm."""
    entry = _read(Entry, data)
    wrong = {
        "code": not re.fullmatch(r"[A-Z0-9-]{4,40}", entry.code),
        "version": not 1 <= entry.version <= MOST,
        "jurisdiction": not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", entry.jurisdiction),
        "scope": not _in_both(entry.scope),
        "note": bool(entry.note) and not _in_both(entry.note),
        "cites": not entry.cites.strip() or len(entry.cites) > 200,
        "amount": not 1 <= entry.amount <= MOST,
        # Nobody says of each complaint that the law counts from it: so the rule has to say of which.
        "kinds": entry.event in FROM_THE_COMPLAINT and not entry.kinds,
        "counts_first_day": entry.counts_first_day and entry.unit == TermUnit.HOURS,
        "completion_days": entry.completion_days is not None and not LEAST_TO_COMPLETE <= entry.completion_days <= MOST,
        "valid_to": bool(entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from),
        # What counts was read in the text of the law.
        "confirmed": entry.confirmed and entry.source != Source.PRIMARY,
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise BadTerm(f"{entry.code or '—'}: {name} does not hold")
    return entry


def no_term_from(data: Any) -> NoTerm:
    """A country without a term. Errors: BadTerm."""
    found = _read(NoTerm, data)
    if not re.fullmatch("[A-Z]{2}", found.jurisdiction) or not _in_both(found.note):
        raise BadTerm(f"{found.jurisdiction or '—'}: it needs a country and a note in both languages")
    return found


def _read(kind: type[T], data: Any) -> T:
    try:
        return from_plain_strictly(kind, data)
    except Unreadable as error:
        code = str(data.get("code", data.get("jurisdiction", "—"))) if isinstance(data, dict) else "—"
        raise BadTerm(f"{code}: {error}") from None


def _in_both(texts: dict[str, str]) -> bool:
    return set(texts) == LANGUAGES and all(text.strip() for text in texts.values())
