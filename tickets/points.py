"""The points of a complaint, on plain text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.normal import plain_words

LONGEST_POINT = 300  # characters
LONGEST_ANSWER = 4_000
MOST_POINTS = 20

_LISTED = re.compile(r"^\s*(?:[-*•–·]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)", re.IGNORECASE)
# A sentence ends at its sign; Spanish questions say where they begin, and so may begin after a comma.
_ASKED = re.compile(r"¿[^¿?]+\?|[^.!?¿\n]+\?")


def offered_points(text: str) -> list[str]:
    """What a customer's words ask, to begin with: the lines of their lists and the sentences that are questions.

    Each once, in their order, at most MOST_POINTS, none longer than a point may be.
    """
    found: list[str] = []
    for line in text.splitlines():
        if listed := _LISTED.match(line):
            found.append(line[listed.end() :])
        else:
            found += _ASKED.findall(line)
    return _each_once(point for one in found if (point := plain_words(one)) and len(point) <= LONGEST_POINT)


def _each_once(points: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(points))[:MOST_POINTS]
