"""Writing one message with its files. The verbs of `conversation` and `opening` are built on it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.actions.files import store_files
from core.actors import Actor
from core.errors import Refused
from tickets.models import Attachment, Message, Ticket
from tickets.rules import MAX_TEXT
from tickets.states import MessageKind

MAX_FILES = 10


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


def write_message(
    *,
    ticket: Ticket,
    kind: MessageKind,
    text: str,
    files: Sequence[UploadedFile] = (),
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write a message and its files in the caller's transaction. Refused for empty or too long text and bad files."""
    if len(files) > MAX_FILES:
        limits = {"count": len(files), "limit": MAX_FILES}
        raise Refused(_("%(count)s files are too many: please attach at most %(limit)s.") % limits, code="files_many")
    message = Message.objects.create(
        ticket=ticket,
        kind=kind,
        author_id=by.user_id if by.is_staff else None,
        text=check_text(text),
        created_at=now,
        submission=submission,
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, file=stored) for stored in store_files(uploads=files, now=now)
    )
    ticket.last_message_at = now
    ticket.save(update_fields=["last_message_at"])
    return message
