"""The rows of a search: what each case is, and where it fits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from core import prepared
from tickets.queries.queue_rows import Person
from tickets.search.passages import Marks, Parts, marked, marks_for, passage, patterns
from tickets.search.patience import TookTooLong, patience
from tickets.search.words import Asked
from tickets.states import Aside

# Of a case that was written in for years, so much is looked through for the passage to show; it was found by all of it.
NEWEST, LONGEST = 200, 2_000  # messages, letters of each
PATIENCE_MS = 1500  # as long as the search itself may take

# With what was said in each case that has the most of the words; where nothing has any, the last that was said.
_CASES = """
SELECT t.id, t.reference, t.status, t.priority, t.safety, t.created_at, t.aside, m.reference AS merged_into,
    t.customer_id, coalesce(nullif(c.name, ''), c.ref) AS customer, coalesce(p.name, '') AS product, t.subject,
    a.id AS assignee_id, a.name, a.email, coalesce(said.kind, '') AS said_by, coalesce(said.text, '') AS said
FROM tickets_ticket t
JOIN customers_customer c ON c.id = t.customer_id
LEFT JOIN customers_unit u ON u.id = t.unit_id
LEFT JOIN catalog_product p ON p.id = u.product_id
LEFT JOIN core_user a ON a.id = t.assignee_id
LEFT JOIN tickets_ticket m ON m.id = t.merged_into_id
LEFT JOIN LATERAL (
    SELECT kind, text FROM (
        SELECT id, created_at, kind, left(text, %s) AS text FROM tickets_message
        WHERE ticket_id = t.id AND taken_back_at IS NULL ORDER BY created_at DESC, id DESC LIMIT %s
    ) AS newest
    ORDER BY (SELECT count(*) FROM unnest(%s::text[]) AS start (of) WHERE unaccent(text) ~* of) DESC,
        created_at DESC, id DESC
    LIMIT 1
) said ON true
WHERE t.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found. Texts are in parts, those that fit marked; `passage` is of something that was said."""

    reference: str
    status: str
    priority: int
    safety: bool
    created_at: dt.datetime
    aside: str
    merged_into: str
    customer_id: int
    customer: Parts
    product: Parts
    subject: Parts
    passage: Parts
    said_by: str
    assignee: Person | None

    @property
    def customer_name(self) -> str:
        return "".join(text for text, _mark in self.customer)

    @property
    def aside_words(self) -> str:
        """What became of a case that is in no queue any more; "" for the others."""
        if self.aside == Aside.MERGED:
            return _("Merged into %(reference)s") % {"reference": self.merged_into}
        return str(Aside(self.aside).label) if self.aside else ""


class _Case(NamedTuple):
    """A row of _CASES."""

    id: int
    reference: str
    status: str
    priority: int
    safety: bool
    created_at: dt.datetime
    aside: str
    merged_into: str | None
    customer_id: int
    customer: str
    product: str
    subject: str
    assignee_id: int | None
    name: str
    email: str
    said_by: str
    said: str


def hits_of(ids: Sequence[int], asked: Asked) -> list[Hit]:
    """The rows of these cases, in their order: two queries, however many they are.

    When it takes too long to look through what was said, they come without passages.
    """
    if not ids:
        return []
    try:
        with patience(PATIENCE_MS):
            found = _read(ids, asked, NEWEST)
    except TookTooLong:
        found = _read(ids, asked, 0)
    cases = [found[pk] for pk in ids if pk in found]
    texts = [text for case in cases for text in (case.subject, case.customer, case.product, case.said)]
    marks = marks_for(texts, asked.lexemes, asked.begins)
    return [_hit(case, marks) for case in cases]


def _read(ids: Sequence[int], asked: Asked, newest: int) -> dict[int, _Case]:
    """The cases, with what fits best of so many messages of each."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, _CASES, [LONGEST, newest, patterns(asked.lexemes), list(ids)])
        return {row[0]: _Case(*row) for row in cursor.fetchall()}


def _hit(case: _Case, marks: Marks) -> Hit:
    # A subject made of the first words needs no repeating below it.
    repeated = " ".join(case.said.split()) == case.subject
    return Hit(
        reference=case.reference,
        status=case.status,
        priority=case.priority,
        safety=case.safety,
        created_at=case.created_at,
        aside=case.aside,
        merged_into=case.merged_into or "",
        customer_id=case.customer_id,
        customer=marked(case.customer, marks),
        product=marked(case.product, marks),
        subject=marked(case.subject, marks),
        passage=() if repeated else passage(case.said, marks),
        said_by=case.said_by,
        assignee=Person(case.assignee_id, case.name, case.email) if case.assignee_id else None,
    )
