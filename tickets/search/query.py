"""What somebody typed into the search, read: words, "phrases", -without, one OR other, and what: is asked. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from tickets.search.vocabulary import DATES, KEYS, VALUES, WHO, Key, folded

MAX_LENGTH = 500
MAX_PIECES = 24
_PIECE = re.compile(r'-?(?:[^\W\d_]+:(?=\S))?(?:"[^"]*"?|[^\s"]+)')
_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "\x00": " "})
_OR = ("OR", "O", "|")


class Why(StrEnum):
    """Why a piece was left out."""

    VALUE = "value"
    DATE = "date"
    LONE_OR = "or"
    TOO_MANY = "many"


@dataclass(frozen=True)
class Term:
    """A word, or a phrase whose words stand side by side."""

    text: str
    phrase: bool = False


@dataclass(frozen=True)
class Clause:
    """One of these has to be there, or none of them may."""

    terms: tuple[Term, ...]
    without: bool = False


@dataclass(frozen=True)
class Days:
    """From a day up to another, which is out; None has no end."""

    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True)
class Filter:
    """What a case has to be, or may not be: any of `values`; codes where there is a list of them, else as typed."""

    key: Key
    values: tuple[str, ...]
    days: Days | None = None
    without: bool = False


@dataclass(frozen=True)
class Misread:
    """A piece that was left out. `key` and `value` are there where the value was what failed."""

    piece: str
    why: Why
    key: Key | None = None
    value: str = ""


@dataclass(frozen=True)
class Query:
    """`pieces` are what was typed, piece by piece; those of `filters` stand in `asked`, in the same order."""

    clauses: tuple[Clause, ...] = ()
    filters: tuple[Filter, ...] = ()
    asked: tuple[str, ...] = ()
    misread: tuple[Misread, ...] = ()
    pieces: tuple[str, ...] = ()
    open_end: bool = False  # the last word may be the beginning of one

    @property
    def words(self) -> str:
        """The plain words alone, as they were typed."""
        plain = [c.terms[0].text for c in self.clauses if not c.without and len(c.terms) == 1 and not c.terms[0].phrase]
        return " ".join(plain)

    @property
    def only_words(self) -> bool:
        """Nothing but plain words, which may be a name or a number that has spaces."""
        return not self.filters and all(
            not c.without and len(c.terms) == 1 and not c.terms[0].phrase for c in self.clauses
        )

    def without_piece(self, piece: str) -> str:
        """What to search for when one piece is taken away."""
        left = list(self.pieces)
        if piece in left:
            left.remove(piece)
        return " ".join(left)


def read_query(text: str) -> Query:
    """Read at most MAX_LENGTH characters. What cannot be read is in `misread`, and the rest stands; never an error."""
    text = text.encode("utf-8", "replace").decode()[:MAX_LENGTH].translate(_QUOTES)
    pieces = [piece for piece in _PIECE.findall(text) if re.search(r"[^\W_]", piece) or piece in _OR]
    reader = _Reader()
    for piece in pieces[:MAX_PIECES]:
        reader.read(piece)
    reader.end()
    many = tuple(Misread(piece, Why.TOO_MANY) for piece in pieces[MAX_PIECES:])
    last = reader.clauses[-1] if reader.clauses else None
    return Query(
        clauses=tuple(reader.clauses),
        filters=tuple(reader.filters),
        asked=tuple(reader.asked),
        misread=(*reader.misread, *many),
        pieces=tuple(pieces),
        open_end=bool(last and not last.without and not last.terms[-1].phrase and pieces[-1] == last.terms[-1].text),
    )


class _Reader:
    """Reads piece after piece; remembers whether an OR waits for its other side."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.filters: list[Filter] = []
        self.asked: list[str] = []
        self.misread: list[Misread] = []
        self._or = self._after_word = False
        self._or_piece = ""

    def read(self, piece: str) -> None:
        if piece in _OR:
            if self._after_word and not self._or:
                self._or, self._or_piece = True, piece
            else:
                self.misread.append(Misread(piece, Why.LONE_OR))
            return
        without, rest = piece.startswith("-"), piece.removeprefix("-")
        name, colon, value = rest.partition(":")
        key = KEYS.get(folded(name)) if colon else None
        value = value.strip('"').strip()
        if key and value and not name.startswith('"'):
            self.end()
            self._read_filter(piece, key, value, without=without)
        else:
            self._read_word(rest, without=without)

    def end(self) -> None:
        """An OR that has no other side is left out."""
        if self._or:
            self.misread.append(Misread(self._or_piece, Why.LONE_OR))
        self._or = self._after_word = False

    def _read_word(self, text: str, *, without: bool) -> None:
        term = Term(" ".join(text.strip('"').split()), phrase=text.startswith('"') and " " in text.strip('" '))
        if self._or and not without:
            self.clauses[-1] = Clause((*self.clauses[-1].terms, term))
            self._or = False
        else:
            self.end()
            self.clauses.append(Clause((term,), without))
        self._after_word = not without

    def _read_filter(self, piece: str, key: Key, value: str, *, without: bool) -> None:
        values, days = _values(key, value), _days(key, value) if key in DATES else None
        if not values and not days:
            why = Why.DATE if key in DATES else Why.VALUE
            self.misread.append(Misread(piece, why, key, value))
            return
        self.filters.append(Filter(key, values, days, without))
        self.asked.append(piece)


def _values(key: Key, value: str) -> tuple[str, ...]:
    """The codes of a list of values, or what was typed where there is no list; () when one of them is none."""
    if key in DATES:
        return ()
    given = [part.strip() for part in value.split(",") if part.strip()]
    if known := VALUES.get(key):
        codes = [known.get(folded(part), "") for part in given]
        return tuple(codes) if codes and all(codes) else ()
    if key in (Key.ASSIGNEE, Key.TEAM):
        return tuple(WHO.get(folded(part), part) for part in given)
    return tuple(given)


def _days(key: Key, value: str) -> Days | None:
    """The days that «2026», «2026-10» or «2026-10-01» mean after before:, after: and created:; None for nonsense."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = dt.date(year or 0, month or 1, day or 1)
        if day:
            end = start + dt.timedelta(days=1)
        elif month:
            end = dt.date(start.year + (month == 12), month % 12 + 1, 1)
        else:
            end = dt.date(start.year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
    return {Key.BEFORE: Days(end=start), Key.AFTER: Days(start=start), Key.CREATED: Days(start, end)}[key]
