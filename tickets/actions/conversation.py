"""What is said in a case after it was opened."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor
from core.errors import Refused
from tickets.actions._ledger import locked, move, record
from tickets.actions.assignment import raise_alarm
from tickets.actions.messages import check_read, note_first_reply, received, write_message
from tickets.models import Message, Ticket
from tickets.notices import tell_replied
from tickets.rules import mentions_danger
from tickets.states import WHOSE_TURN, EventKind, MessageKind, Status, Turn


def reply_to_customer(
    *,
    ticket: Ticket,
    text: str,
    then: Status = Status.WAITING_CUSTOMER,
    files: Sequence[UploadedFile] = (),
    seen: int | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write to the customer, mail it, and leave the case waiting for whom `then` says, all or nothing.

    `seen` is the last public message that the writer had read. The same `submission` twice is one reply. Refused for
    an empty or too long text, for files that we cannot take, when something newer than `seen` was said (code
    "newer_message"), and when the case is resolved (open it again first).
    """
    with received(files, now) as kept, transaction.atomic():
        ticket = locked(ticket)
        if submission and (said := ticket.messages.filter(submission=submission).first()):
            return said
        check_read(ticket, seen)
        if not ticket.is_active:
            raise Refused(_("This case is resolved. Open it again first, then reply."), code="resolved")
        message = write_message(
            ticket=ticket, kind=MessageKind.REPLY, text=text, files=kept, submission=submission, by=by, now=now
        )
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        note_first_reply(ticket, now)
        if ticket.status != then:
            move(ticket, then, by=by, now=now)
        tell_replied(ticket, message, now)
    return message


def add_note(
    *,
    ticket: Ticket,
    text: str,
    kind: MessageKind = MessageKind.NOTE,
    files: Sequence[UploadedFile] = (),
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write an internal or a phone note, which the customer never sees. Refused for empty text and bad files."""
    with received(files, now) as kept, transaction.atomic():
        ticket = locked(ticket)
        if submission and (said := ticket.messages.filter(submission=submission).first()):
            return said
        message = write_message(ticket=ticket, kind=kind, text=text, files=kept, submission=submission, by=by, now=now)
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
    return message


def write_as_customer(
    *,
    ticket: Ticket,
    text: str,
    files: Sequence[UploadedFile] = (),
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """The customer says something: it is our turn, whatever the case waited for, and a resolved one opens again.

    Words of danger make it urgent. The same `submission` twice is one message. Refused for empty or too long text and
    bad files.
    """
    with received(files, now) as kept, transaction.atomic():
        ticket = locked(ticket)
        if submission and (said := ticket.messages.filter(submission=submission).first()):
            return said
        message = write_message(
            ticket=ticket, kind=MessageKind.CUSTOMER, text=text, files=kept, submission=submission, by=by, now=now
        )
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        if WHOSE_TURN[ticket.status] != Turn.US:
            move(ticket, Status.OPEN, by=by, now=now)
        if mentions_danger(text):
            raise_alarm(ticket, by=SYSTEM, now=now)
    return message
