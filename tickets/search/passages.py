"""What of a case fits a search: the passage that says it, and the words in it to mark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from core import prepared

MIN_START = 3
BEFORE, LENGTH = 50, 190  # letters before the first mark, and of a whole passage
_ACCENTED = {"a": "[aáàâäã]", "e": "[eéèêë]", "i": "[iíìîï]", "o": "[oóòôöõ]", "u": "[uúùûü]", "n": "[nñ]", "c": "[cç]"}

_FORMS = """
SELECT form FROM unnest(%s::text[]) AS form WHERE %s::text[] && tsvector_to_array(
    to_tsvector('desk_es', form) || to_tsvector('desk_en', form) || to_tsvector('desk_plain', form))
"""


Parts = tuple[tuple[str, bool], ...]  # pieces of a text, and whether each is marked


def patterns(lexemes: Iterable[str]) -> list[str]:
    """What the words of a text begin with where it fits, as PostgreSQL looks for it in a text without accents."""
    return sorted({rf"\m{start}" for lexeme in lexemes if (start := _start(lexeme)).isalnum()})


class Marks(NamedTuple):
    """Which words are marked: those that begin as `pattern` has it and are, without accents, one of `forms`."""

    pattern: re.Pattern[str] | None = None
    forms: frozenset[str] = frozenset()

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and form of each word to mark."""
        if not self.forms or not self.pattern:
            return []
        words = ((word.start(), word.end(), bare(word.group())) for word in self.pattern.finditer(text))
        return [(start, end, form) for start, end, form in words if form in self.forms]


def marks_for(texts: Iterable[str], lexemes: Sequence[str], beginnings: Sequence[str] = ()) -> Marks:
    """The words of these texts that the index would have found by these lexemes, or that begin so: one query."""
    pattern = _pattern(tuple(sorted({start for lexeme in lexemes if (start := _start(lexeme)).isalnum()})))
    forms = {bare(word) for text in texts for word in pattern.findall(text)} if pattern else set()
    with connection.cursor() as cursor:
        prepared.execute(cursor, _FORMS, [list(forms), list(lexemes)])
        found = {form for (form,) in cursor.fetchall()}
    begins = tuple(beginnings)
    return Marks(pattern, frozenset(found | {form for form in forms if begins and form.startswith(begins)}))


def marked(text: str, marks: Marks) -> Parts:
    """A text in pieces, those that fit marked."""
    parts, last = [], 0
    for start, end, _form in marks.places(text):
        parts += [(text[last:start], False), (text[start:end], True)]
        last = end
    return tuple(part for part in (*parts, (text[last:], False)) if part[0])


def passage(text: str, marks: Marks) -> Parts:
    """The stretch of a text where the most different words fit, on one line, cut at words and marked."""
    line = " ".join(text.split())
    places = marks.places(line)
    first = max((start for start, _end, _form in places), key=lambda at: (_met(places, at), -at), default=0)
    start = 0 if first <= BEFORE else line.rfind(" ", 0, first - BEFORE + 1) + 1
    end = start + LENGTH
    end = len(line) if end >= len(line) else max(line.rfind(" ", start, end), first + 1)
    parts = marked(line[start:end], marks)
    return ((("…", False),) if start else ()) + parts + ((("…", False),) if end < len(line) else ())


@lru_cache(16384)
def bare(text: str) -> str:
    """Lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return plain if plain.isascii() else "".join(c for c in plain if not unicodedata.combining(c))


def _met(places: list[tuple[int, int, str]], at: int) -> int:
    return len({form for start, _end, form in places if at <= start < at + LENGTH - BEFORE})


def _start(lexeme: str) -> str:
    """What the words of a stem have in common: stems may end in letters that the words do not."""
    return lexeme[: max(MIN_START, len(lexeme) - 2)]


@lru_cache(256)
def _pattern(starts: tuple[str, ...]) -> re.Pattern[str] | None:
    """Words that begin so, with or without accents."""
    if not starts:
        return None
    either = "|".join("".join(_ACCENTED.get(letter, letter) for letter in start) for start in starts)
    return re.compile(rf"\b(?:{either})\w*", re.IGNORECASE)
