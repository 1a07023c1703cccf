"""Cases like one: of the same product, and about the same by what was said first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tickets.models import Ticket
from tickets.search.words import statistics
from tickets.states import Resolution, Status

NEWEST = 200  # cases of the product that are compared
WORDS = 24  # of what was said first
EVERYWHERE = 0.25  # a word that such a part of all cases has says nothing about one
# With all weights at one, ts_rank gives a word 0.61 (one, if it is said often) and divides by how many were asked:
# past this the cases have at least two words in common.
TWO_WORDS = 1.2

# What was set aside is no case, and a case and what was merged into it are one.
_SIMILAR = r"""
WITH this AS (
    SELECT string_agg('''' || regexp_replace(lexeme, '([''\\])', '\1\1', 'g') || '''', ' | ')::tsquery AS words,
        count(*) AS many
    FROM (
        SELECT lexeme FROM unnest(said_words(%(subject)s || ' ' || coalesce((
            SELECT left(text, 4000) FROM tickets_message
            WHERE ticket_id = %(ticket)s AND taken_back_at IS NULL ORDER BY created_at, id LIMIT 1
        ), ''), %(language)s))
        WHERE NOT lexeme = ANY(%(everywhere)s) ORDER BY positions[1] LIMIT %(most)s
    ) first
), near AS (
    SELECT s.ticket_id, ts_rank('{1, 1, 1, 1}', s.words, this.words) * this.many AS rank
    FROM this, (
        SELECT ticket_id, words FROM tickets_searchtext
        WHERE product_id = %(product)s ORDER BY ticket_id DESC LIMIT %(newest)s
    ) s
    WHERE s.words @@ this.words
)
SELECT t.reference, t.subject, t.status, t.created_at, t.resolution, t.resolved_at
FROM near JOIN tickets_ticket t ON t.id = near.ticket_id
WHERE near.rank >= %(enough)s AND t.aside = '' AND t.id <> %(ticket)s AND t.id <> %(family)s
ORDER BY near.rank DESC, t.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Similar:
    """A case like another, and how it ended; `resolution` is "" while it has not."""

    reference: str
    subject: str
    status: str
    created_at: dt.datetime
    resolution: str
    resolved_at: dt.datetime | None

    @property
    def ended(self) -> str:
        """How, in words: as it was resolved, or the state that it is in."""
        return str(Resolution(self.resolution).label if self.resolution else Status(self.status).label)


def similar_cases(ticket: Ticket, limit: int = 5) -> list[Similar]:
    """Of the product's newest cases those that have the most words in common with this one: one query."""
    product = ticket.unit.product_id if ticket.unit else None
    if product is None:
        return []
    everywhere = [word for word, part in statistics().parts.items() if part > EVERYWHERE]
    given: dict[str, Any] = {
        "ticket": ticket.pk,
        "family": ticket.merged_into_id or 0,
        "subject": ticket.subject,
        "language": ticket.language,
        "product": product,
        "everywhere": everywhere,
        "most": WORDS,
        "newest": NEWEST,
        "enough": TWO_WORDS,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, given)
        return [Similar(*row) for row in cursor.fetchall()]
