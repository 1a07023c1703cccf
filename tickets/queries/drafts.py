"""What somebody has begun to write in a case, as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection

from core import prepared
from core.richtext import from_text
from tickets.models import Ticket
from tickets.queries.conversation import File


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft with its files, which are known by the ids of their places in it."""

    kind: str
    text: str
    html: str
    then: str
    seen: int
    updated_at: dt.datetime
    macro_id: int | None
    promised: dict[str, str]
    files: list[File] = field(default_factory=list)

    @property
    def formatted(self) -> str:
        """Its words as an editor takes them."""
        return self.html or from_text(self.text)


# The page of a case has none of these most of the time, and should not wait long to know.
_BEGUN = """
SELECT d.kind, d.text, d.html, d.then, d.seen, d.updated_at, d.macro_id, d.promised::json, (
    SELECT json_agg(json_build_array(a.id, f.name, f.size, f.width, f.height, f.content_type) ORDER BY a.id)
    FROM tickets_draftfile a JOIN core_storedfile f ON f.id = a.file_id WHERE a.draft_id = d.id
)
FROM tickets_draft d WHERE d.ticket_id = %s AND d.author_id = %s ORDER BY d.updated_at DESC
"""


def drafts_of(ticket: Ticket, user_id: int | None) -> list[Begun]:
    """A person's drafts in a case, the one last touched first: one query."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, _BEGUN, [ticket.pk, user_id])
        rows = [(*begun, [File(*file) for file in files or ()]) for *begun, files in cursor.fetchall()]
    return [Begun(*row) for row in rows]
