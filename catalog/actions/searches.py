"""What is looked for in the knowledge base."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog.knowledge import kept_words

MOST_A_DAY = 5000  # different words: whoever sends more wants to fill the table
MOST_FOUND = 32_767

_COUNT = """
INSERT INTO catalog_knowledgesearch AS kept (day, language, words, times, found)
    SELECT %(day)s, %(language)s, %(words)s, 1, %(found)s
    WHERE EXISTS (
        SELECT FROM catalog_knowledgesearch WHERE day = %(day)s AND language = %(language)s AND words = %(words)s
    ) OR (SELECT count(*) FROM catalog_knowledgesearch WHERE day = %(day)s) < %(most)s
ON CONFLICT (day, language, words) DO UPDATE SET times = kept.times + 1, found = excluded.found
"""


def note_search(*, words: str, language: str, found: int, now: dt.datetime) -> str:
    """Count a search of this day of the company, with how many articles it found; the words that were kept.

    Of what could name somebody nothing is kept, and of many different words in a day only the first 5,000.
    """
    kept = kept_words(words)
    if kept:
        day = timezone.localdate(now, timezone.get_default_timezone())
        given: dict[str, Any] = {
            "day": day,
            "language": language,
            "words": kept,
            "found": min(found, MOST_FOUND),
            "most": MOST_A_DAY,
        }
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, given)
    return kept
