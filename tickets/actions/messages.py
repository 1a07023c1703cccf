"""Writing one message with its files. The verbs of `conversation` and `opening` are built on it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from core import prepared
from core.actions.files import received_files, store_files
from core.actors import Actor
from core.errors import Refused
from core.models import OutgoingMessage, StoredFile
from core.normal import is_unseen
from core.rows import insert
from tickets.actions._ledger import check_here, keep
from tickets.actions._words import note_words
from tickets.models import Attachment, Message, Ticket
from tickets.rules import MAX_FILES, MAX_TEXT
from tickets.states import PUBLIC_MESSAGES, MessageKind


def check_text(text: str) -> str:
    """The text without blanks around it or NUL characters. Refused when nothing is left of it or it is too long."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if is_unseen(text):
        raise Refused(_("Please write something first."), code="text_empty")
    if len(text) > MAX_TEXT:
        limits = {"length": len(text), "limit": MAX_TEXT}
        raise Refused(
            _("The text is too long: %(length)s characters, and the limit is %(limit)s.") % limits, code="text_too_long"
        )
    return text


def check_read(ticket: Ticket, seen: int | None, by: Actor) -> None:
    """Refused ("newer_message") when something newer than `seen`, the last message read, was said by somebody else.

    A colleague's note counts too: it may say that nobody should answer.
    """
    if seen is not None and _is_there(_UNREAD, [ticket.pk, seen, list(PUBLIC_MESSAGES), by.user_id]):
        raise Refused(
            _("Something new was said while you were writing. Read it, and send again if your words still fit."),
            code="newer_message",
        )


def check_file_count(count: int) -> None:
    """Refused ("files_many") for more files than one message may have."""
    if count > MAX_FILES:
        limits = {"count": count, "limit": MAX_FILES}
        raise Refused(_("%(count)s files are too many: please attach at most %(limit)s.") % limits, code="files_many")


@contextmanager
def received(files: Sequence[UploadedFile], now: dt.datetime) -> Iterator[list[StoredFile]]:
    """What `write_message` wants as files, to be entered before the case is locked. Refused for bad or many files."""
    check_file_count(len(files))
    with received_files(uploads=files, now=now) as kept:
        yield kept


def note_first_reply(ticket: Ticket, now: dt.datetime) -> None:
    """Remember when the customer first read something of ours."""
    if ticket.first_replied_at is None:
        ticket.first_replied_at = now
        keep(ticket, "first_replied_at")


def already_sent() -> Refused:
    """The refusal of a form that was sent before, about something else."""
    return Refused(_("This form was sent already. Please open the page again and write it there."), code="sent_already")


def said_before(ticket: Ticket, submission: uuid.UUID | None) -> Message | None:
    """The message of this case that the same form brought before. Refused when it was written in another case."""
    if submission is None or not _is_there(_USED, [submission]):
        return None
    said = Message.objects.get(submission=submission)
    if said.ticket_id != ticket.pk:
        raise already_sent()
    return said


# Asked of every form and nearly never so: the questions alone, without a row. The first is `MessageQuerySet.unread`.
_UNREAD = """
SELECT EXISTS (SELECT FROM tickets_message WHERE ticket_id = %s AND id > %s AND taken_back_at IS NULL
    AND (kind = ANY(%s) OR author_id IS DISTINCT FROM %s))
"""
_USED = "SELECT EXISTS (SELECT FROM tickets_message WHERE submission = %s)"


def _is_there(question: str, values: Sequence[Any]) -> bool:
    with connection.cursor() as cursor:
        prepared.execute(cursor, question, values)
        return cursor.fetchone()[0]


def write_message(
    *,
    ticket: Ticket,
    kind: MessageKind,
    text: str,
    html: str = "",
    files: Sequence[StoredFile] = (),
    stored: Sequence[StoredFile] = (),
    held_until: dt.datetime | None = None,
    submission: uuid.UUID | None = None,
    letter: OutgoingMessage | None = None,
    opens: int | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write a message and its `received` files in the caller's transaction; the case is found by its words from then.

    Those in `stored` have their rows already, and go with it as they are. `html` is kept where it says more than
    `text`; it has to be clean (`core.richtext.clean`). `opens` is the number under which a case that is being opened
    has it as its `last_said`: then nothing more is written of the case, nor its words. Refused for empty or too long
    text, for a `submission` that was used before, and in a case that was merged into another ("merged").
    """
    check_here(ticket)
    message = Message(
        pk=opens,
        ticket=ticket,
        kind=kind,
        author_id=by.user_id if by.is_staff else None,
        text=check_text(text),
        html=html,
        created_at=now,
        held_until=held_until,
        submission=submission,
        letter=letter,
    )
    try:
        insert(message)
    except IntegrityError as error:
        if "submission" in str(error):
            raise already_sent() from None
        raise
    kept = [*stored, *store_files(received=files)]
    Attachment.objects.bulk_create(Attachment(message=message, file=file) for file in kept)
    if opens is not None:
        return message
    ticket.last_message_at = now
    if kind != MessageKind.NOTE:
        ticket.last_said = message
    keep(ticket, "last_message_at", "last_said")
    note_words(ticket, message.text)
    return message
