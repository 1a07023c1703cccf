"""From what was read to what the index of words understands, and how common that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from time import monotonic
from typing import NamedTuple

from django.db import connection

from core import prepared
from tickets.search.query import Clause, Query, Term
from tickets.search.typos import near_words
from tickets.search.vocabulary import folded

MIN_BEGINNING = 3
FEW = 1000  # so many cases are sooner read from the index than met by walking
PAGE_ROWS = 31
KEPT_SECONDS = 600  # how long the statistics are remembered: PostgreSQL itself renews them less often
MAX_MENDED = 3  # words of one search that are looked for with a slip
_LEXEME = re.compile(r"'((?:[^'\\]|''|\\.)+)'(:\*)?")

# A text is in one of the languages, but a name or a brand is in none: a word is looked for as each would have it.
_READ = """
SELECT CASE WHEN p THEN phraseto_tsquery('desk_es', w) ELSE plainto_tsquery('desk_es', w) END::text,
       CASE WHEN p THEN phraseto_tsquery('desk_en', w) ELSE plainto_tsquery('desk_en', w) END::text,
       CASE WHEN p THEN phraseto_tsquery('desk_plain', w) ELSE plainto_tsquery('desk_plain', w) END::text
FROM unnest(%s::text[], %s::boolean[]) WITH ORDINALITY AS asked (w, p, n) ORDER BY n
"""
_STATISTICS = """
SELECT c.reltuples, s.most_common_elems::text::text[], s.most_common_elem_freqs
FROM pg_class c LEFT JOIN pg_stats s
    ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname AND s.attname = 'words'
WHERE c.oid = 'tickets_searchtext'::regclass
"""

# The order keeps PostgreSQL from looking for each from the first case on.
_NAMES = """
SELECT near.word FROM unnest(%s::text[], %s::text[]) AS near (word, query), LATERAL (
    SELECT 1 FROM tickets_searchtext WHERE words @@ near.query::tsquery ORDER BY ticket_id + 0 LIMIT 1
) known
"""


class Read(NamedTuple):
    """A word or a phrase as Spanish, as English and as it stands; "" where it says nothing («de», «the»)."""

    es: str
    en: str
    plain: str

    @property
    def says_something(self) -> bool:
        """A word that one of the languages leaves out cannot be asked for: its texts do not have it."""
        return bool(self.es and self.en)


@dataclass(frozen=True)
class Piece:
    """One condition for the index; `part` of all cases fit it, about, and 0.0 is hardly any. `word`: it is plain."""

    text: str
    part: float
    without: bool = False
    word: str = ""

    @property
    def lexemes(self) -> list[str]:
        return [] if self.without else [lexeme for lexeme, _more in _lexemes(self.text)]


@dataclass(frozen=True)
class Asked:
    """All that the index is asked.

    `phrases` have words that the index leaves out, so that the texts themselves have to be looked at: (words, without).
    `begins`: the last word, which may go on. `cases`: how many there are, about.
    """

    pieces: tuple[Piece, ...] = ()
    phrases: tuple[tuple[str, bool], ...] = ()
    begins: tuple[str, ...] = ()
    cases: float = 0.0

    @property
    def words(self) -> str:
        """As PostgreSQL takes it; "" when nothing is asked."""
        return " & ".join(f"!({piece.text})" if piece.without else f"({piece.text})" for piece in self.pieces)

    @property
    def part(self) -> float:
        """Which part of all cases fits, about: as if words kept no company."""
        return prod(piece.part for piece in self.pieces if not piece.without)

    @property
    def rare(self) -> bool:
        """Whether the index knows them sooner than a walk back from the newest case meets enough of them."""
        if all(piece.without for piece in self.pieces):
            return False
        return not self.part or self.part * self.cases <= max(FEW, PAGE_ROWS / self.part)

    @property
    def lexemes(self) -> tuple[str, ...]:
        """What is marked in what is shown."""
        return tuple(dict.fromkeys(lexeme for piece in self.pieces for lexeme in piece.lexemes))


class Statistics(NamedTuple):
    """How many cases there are, and which part of them the common words are in."""

    cases: float
    parts: dict[str, float]


def ask(query: Query, names: Sequence[Sequence[str]] = ()) -> Asked:
    """What to ask the index: the clauses of a query, and all words of each of `names`."""
    terms = [term for clause in query.clauses for term in clause.terms]
    reads = iter(read_terms([*terms, *(Term(" ".join(words)) for words in names)]))
    known = statistics()
    pieces: list[Piece] = []
    phrases: list[tuple[str, bool]] = []
    begins: tuple[str, ...] = ()
    for clause in query.clauses:
        options: list[str] = []
        last = clause is query.clauses[-1]
        for term in clause.terms:
            read = next(reads)
            loose = term.phrase and _leaves_out(term, read)
            if loose:
                phrases.append((term.text, clause.without))
            if read.says_something and not (loose and clause.without):
                options += _options(term, read)
            if last and query.open_end and (beginning := _beginning(term, read)):
                options.append(beginning)
                begins = tuple(lexeme for lexeme, _more in _lexemes(read.plain))
        if options:
            pieces.append(_piece(clause, options, known))
    named = [quoted(lexeme) for read in reads for lexeme, _more in _lexemes(read.plain)]
    pieces += [Piece(f"{name}:B", _part_of([name], known)) for name in named]
    return Asked(tuple(pieces), tuple(phrases), begins, known.cases)


def with_near_names(asked: Asked) -> tuple[Asked, tuple[str, ...]]:
    """The same, where plain words may also be names that are one slip away, and those names; () when there are none."""
    known = statistics()
    near = {piece.word: near_words(piece.word) for piece in asked.pieces[:MAX_MENDED]}
    words = set().union(*near.values())
    said = words & known.parts.keys()
    said |= _names_that_exist(sorted(words - said))
    pieces = []
    for piece in asked.pieces:
        names = [f"{quoted(word)}:B" for word in sorted(near.get(piece.word, frozenset()) & said)]
        part = min(1.0, piece.part + _part_of(names, known))
        pieces.append(replace(piece, text=" | ".join([piece.text, *names]), part=part))
    return replace(asked, pieces=tuple(pieces)), tuple(sorted(said))


def read_terms(terms: Iterable[Term]) -> list[Read]:
    """Each as the languages read it: one query."""
    terms = list(terms)
    if not terms:
        return []
    with connection.cursor() as cursor:
        prepared.execute(cursor, _READ, [[term.text for term in terms], [term.phrase for term in terms]])
        return [Read(*row) for row in cursor.fetchall()]


def statistics() -> Statistics:
    """How common the common words are, by PostgreSQL's own statistics as they lately were."""
    return _statistics(int(monotonic() // KEPT_SECONDS))


@lru_cache(1)
def _statistics(_period: int) -> Statistics:
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
        cases, words, parts = cursor.fetchone()
    return Statistics(max(cases, 0.0), dict(zip(words or (), parts or (), strict=False)))


def _names_that_exist(words: list[str]) -> set[str]:
    """Those that are in the name of a customer who has a case, or in a brand."""
    if not words:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [words, [f"{quoted(word)}:B" for word in words]])
        return {word for (word,) in cursor.fetchall()}


def quoted(lexeme: str) -> str:
    """A lexeme as it is written for the index, letter by letter."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _piece(clause: Clause, options: list[str], known: Statistics) -> Piece:
    text = " | ".join(f"({option})" for option in dict.fromkeys(options))
    alone = len(clause.terms) == 1 and not clause.without and not clause.terms[0].phrase
    word = folded(clause.terms[0].text) if alone else ""
    return Piece(text, 0.0 if clause.without else _part_of(options, known), clause.without, word)


def _part_of(options: Iterable[str], known: Statistics) -> float:
    """Which part of all cases fits any of these."""
    parts = (min((_part(*one, known) for one in _lexemes(option)), default=0.0) for option in set(options))
    return min(1.0, sum(parts))


def _part(lexeme: str, more: bool, known: Statistics) -> float:
    if more:
        return sum(part for word, part in known.parts.items() if word.startswith(lexeme))
    return known.parts.get(lexeme, 0.0)


def _leaves_out(term: Term, read: Read) -> bool:
    """Whether the index has forgotten a word of a phrase: of «no enciende» it only knows the second."""
    return min(len(_lexemes(read.es)), len(_lexemes(read.en))) < len(_lexemes(read.plain))


def _options(term: Term, read: Read) -> list[str]:
    options = [read.es, read.en, read.plain]
    if any(letter.isdigit() or letter in "@-" for letter in term.text):  # order, serial, SKU, reference
        options.append(quoted(term.text.lower()))
    return options


def _beginning(term: Term, read: Read) -> str:
    """Only of letters: as the beginning of a number it would fit every order there is."""
    return f"{read.plain}:*" if len(term.text) >= MIN_BEGINNING and term.text.isalpha() and read.plain else ""


def _lexemes(option: str) -> list[tuple[str, bool]]:
    return [
        (re.sub(r"''|\\(.)", lambda m: m.group(1) or "'", word), bool(more)) for word, more in _LEXEME.findall(option)
    ]
