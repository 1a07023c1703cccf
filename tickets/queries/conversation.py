"""A case's conversation as it is read: what was said and what happened, of a whole family of merged cases.

Rows are plain values, because a page shows a hundred of them; a long text is cut in the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from core import prepared
from core.pages import Mark
from core.states import FileState, Outgoing
from tickets.models import Message
from tickets.states import PUBLIC_MESSAGES, EventKind, MessageKind

LONG = 4_000  # characters of a message that a page shows at once
LONGEST_HTML = 40_000
MOST_ROWS = 80
MANY, NEWEST = 100, 60  # past MANY messages a page shows the NEWEST
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a message."""

    pk: int
    name: str
    size: int
    width: int | None
    height: int | None
    kind: str
    state: str = FileState.READY


@dataclass(frozen=True, slots=True)
class Said:
    """A message. Of a `cut` one `text` is only the beginning, and its formatting is left out."""

    pk: int
    ticket_id: int
    kind: str
    author_id: int | None
    text: str
    html: str
    cut: bool
    created_at: dt.datetime
    held_until: dt.datetime | None
    letter: str | None
    files: tuple[File, ...] = ()

    @property
    def undelivered(self) -> bool:
        """Whether its letter was given up."""
        return self.letter == Outgoing.FAILED

    @property
    def is_long(self) -> bool:
        return len(self.text) + len(self.html) > LONG

    @property
    def is_public(self) -> bool:
        return self.kind in PUBLIC_MESSAGES

    @property
    def side(self) -> str:
        """Who speaks: the customer, us to the customer, or we among ourselves."""
        return {MessageKind.CUSTOMER: "customer", MessageKind.REPLY: "us"}.get(self.kind, "note")  # type: ignore[call-overload]

    def is_held(self, now: dt.datetime) -> bool:
        """Whether its author can still take it back."""
        return self.held_until is not None and now < self.held_until


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the ledger."""

    pk: int
    ticket_id: int
    kind: str
    at: dt.datetime
    actor_kind: str
    actor_id: int | None
    from_status: str
    to_status: str
    data: dict


# One statement, and no more than a page shows: left() is done here, so that a long text does not travel.
_SAID = """
SELECT m.id, m.ticket_id, m.kind, m.author_id, left(m.text, {long}), CASE WHEN cut.it THEN '' ELSE m.html END, cut.it,
    m.created_at, m.held_until, letter.status, (
        SELECT json_agg(
            json_build_array(a.id, f.name, f.size, f.width, f.height, f.content_type, f.state) ORDER BY a.id)
        FROM tickets_attachment a JOIN core_storedfile f ON f.id = a.file_id WHERE a.message_id = m.id
    )
FROM tickets_message m
LEFT JOIN core_outgoingmessage letter ON letter.id = m.letter_id
CROSS JOIN LATERAL (SELECT length(m.text) > {long} OR length(m.html) > {longest_html} AS it) cut
WHERE {where}
"""
_STANDS = "m.taken_back_at IS NULL"


def newest_said(family: Sequence[int], *, before: Mark | None = None) -> tuple[list[Said], Mark | None]:
    """The last messages in their order, and the mark before which there are more; all while they are not many."""
    whose, given = _in(family, "m.ticket_id")
    where = f"{whose} AND {_STANDS}{' AND (m.created_at, m.id) < (%(at)s, %(pk)s)' if before else ''}"
    place = {"at": before.instant, "pk": before.pk} if before else {}
    found = _read(where, f"ORDER BY m.created_at DESC, m.id DESC LIMIT {MANY + 1}", **given, **place)
    if len(found) <= MANY:
        return found[::-1], None
    found = found[:NEWEST][::-1]
    return found, Mark(found[0].created_at, found[0].pk)


def said_since(family: Sequence[int], message: int) -> list[Said]:
    """What came after the message of that id, in its order."""
    whose, given = _in(family, "m.ticket_id")
    order = f"ORDER BY m.created_at, m.id LIMIT {MANY}"
    return _read(f"{whose} AND {_STANDS} AND m.id > %(after)s", order, **given, after=message)


def whole_message(message: Message) -> Said:
    """One message with all its words, however many."""
    (read,) = _read("m.id = %(pk)s", pk=message.pk)
    return replace(read, text=message.text, html=message.html, cut=False)


def _read(where: str, order: str = "", **values: Any) -> list[Said]:
    query = _SAID.format(long=LONG, longest_html=LONGEST_HTML, where=where) + order
    with connection.cursor() as cursor:
        prepared.execute(cursor, query, values)
        rows = [(*row, tuple(File(*file) for file in files or ())) for *row, files in cursor.fetchall()]
    return [_folded(Said(*row)) for row in rows]


def _folded(said: Said) -> Said:
    """Cut too when it is short lines that are many."""
    if said.text.count("\n") < MOST_ROWS:
        return said
    return replace(said, text="\n".join(said.text.split("\n")[:MOST_ROWS]), html="", cut=True)


_HAPPENED = """
SELECT id, ticket_id, kind, at, actor_kind, actor_id, from_status, to_status, data::json FROM tickets_ticketevent
WHERE {whose} AND kind <> %(said)s {bounds} ORDER BY at DESC, id DESC LIMIT {most}
"""
_BOUNDS = ("AND at >= %(since)s", "AND at < %(before)s", "AND id > %(after)s")


def happened(
    family: Sequence[int], *, since: dt.datetime | None = None, before: dt.datetime | None = None, after: int = 0
) -> list[Happened]:
    """The lines of the ledger but for those of messages, in their order; at most the newest MOST_LINES."""
    whose, given = _in(family, "ticket_id")
    given |= {"said": EventKind.MESSAGE.value, "since": since, "before": before, "after": after}
    bounds = [bound for bound, value in zip(_BOUNDS, (since, before, after), strict=True) if value]
    query = _HAPPENED.format(whose=whose, bounds=" ".join(bounds), most=MOST_LINES)
    with connection.cursor() as cursor:
        prepared.execute(cursor, query, given)
        return [Happened(*row) for row in cursor.fetchall()][::-1]


def _in(family: Sequence[int], column: str) -> tuple[str, dict[str, Any]]:
    """Which rows are of a family, as a condition, and its values. Most are one case, which is found the sooner so."""
    if len(family) == 1:
        return f"{column} = %(case)s", {"case": family[0]}
    return f"{column} = ANY(%(family)s)", {"family": list(family)}
