"""Writing one message with its files. The verbs of `conversation` and `opening` are built on it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.actions.files import received_files, store_files
from core.actors import Actor
from core.errors import Refused
from core.models import StoredFile
from tickets.models import Attachment, Message, Ticket
from tickets.rules import MAX_FILES, MAX_TEXT
from tickets.states import MessageKind


def check_text(text: str) -> str:
    """The text without blanks around it or NUL characters. Refused when nothing is left of it or it is too long."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Refused(_("Please write something first."), code="text_empty")
    if len(text) > MAX_TEXT:
        limits = {"length": len(text), "limit": MAX_TEXT}
        raise Refused(
            _("The text is too long: %(length)s characters, and the limit is %(limit)s.") % limits, code="text_too_long"
        )
    return text


def check_read(ticket: Ticket, seen: int | None) -> None:
    """Refused ("newer_message") when something newer than `seen`, the last public message read, was said."""
    if seen is not None and ticket.messages.public().filter(pk__gt=seen).exists():
        raise Refused(
            _("Something new was said while you were writing. Read it, and send again if your words still fit."),
            code="newer_message",
        )


@contextmanager
def received(files: Sequence[UploadedFile], now: dt.datetime) -> Iterator[list[StoredFile]]:
    """What `write_message` wants as files, to be entered before the case is locked. Refused for bad or many files."""
    if len(files) > MAX_FILES:
        limits = {"count": len(files), "limit": MAX_FILES}
        raise Refused(_("%(count)s files are too many: please attach at most %(limit)s.") % limits, code="files_many")
    with received_files(uploads=files, now=now) as kept:
        yield kept


def note_first_reply(ticket: Ticket, now: dt.datetime) -> None:
    """Remember when the customer first read something of ours."""
    if ticket.first_replied_at is None:
        ticket.first_replied_at = now
        ticket.save(update_fields=["first_replied_at"])


def already_sent() -> Refused:
    """The refusal of a form that was sent before, about something else."""
    return Refused(_("This form was sent already. Please open the page again and write it there."), code="sent_already")


def write_message(
    *,
    ticket: Ticket,
    kind: MessageKind,
    text: str,
    files: Sequence[StoredFile] = (),
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write a message and its `received` files in the caller's transaction.

    Refused for empty or too long text, and for a `submission` that another case has.
    """
    if submission and Message.objects.filter(submission=submission).exists():
        raise already_sent()
    message = Message.objects.create(
        ticket=ticket,
        kind=kind,
        author_id=by.user_id if by.is_staff else None,
        text=check_text(text),
        created_at=now,
        submission=submission,
    )
    Attachment.objects.bulk_create(Attachment(message=message, file=stored) for stored in store_files(received=files))
    ticket.last_message_at = now
    ticket.save(update_fields=["last_message_at"])
    return message
