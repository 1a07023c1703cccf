"""What is other in a text than in the one before it, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain
from typing import NamedTuple

SAME, GONE, NEW, LEFT_OUT = "same", "gone", "new", "left_out"
AROUND = 12  # words that are shown beside a change
_PIECE = re.compile(r"\S+\s*|\s+")


class Piece(NamedTuple):
    """A stretch of the two texts: it is in both, only in the first, only in the second, or in both and too long."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The two texts as one, with what went and what came; what stayed is shown near a change. [] when they are equal.

    First by lines and then by the words of those that are other, so that a long text takes no longer than it must.
    """
    if before == after:
        return []
    pieces = list(_joined(_by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True))))
    return [short for place, piece in enumerate(pieces) for short in _shortened(piece, place, len(pieces))]


def _by_lines(before: list[str], after: list[str]) -> Iterator[Piece]:
    for what, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(SAME, "".join(before[start:end]))
        else:
            old, new = "".join(before[start:end]), "".join(after[other_start:other_end])
            yield from _by_words(_PIECE.findall(old), _PIECE.findall(new))


def _by_words(before: list[str], after: list[str]) -> Iterator[Piece]:
    for what, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(SAME, "".join(before[start:end]))
            continue
        if start < end:
            yield Piece(GONE, "".join(before[start:end]))
        if other_start < other_end:
            yield Piece(NEW, "".join(after[other_start:other_end]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one."""
    last: Piece | None = None
    for piece in chain(pieces, [None]):
        if last and piece and piece.kind == last.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece


def _shortened(piece: Piece, place: int, count: int) -> list[Piece]:
    """What stayed, no longer than it takes to know where one is."""
    words = _PIECE.findall(piece.text)
    if piece.kind != SAME or len(words) <= 2 * AROUND + 1:
        return [piece]
    head = "" if place == 0 else "".join(words[:AROUND])
    tail = "" if place == count - 1 else "".join(words[-AROUND:])
    gap = Piece(LEFT_OUT, "…")
    return [*([Piece(SAME, head)] if head else []), gap, *([Piece(SAME, tail)] if tail else [])]
