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
from core.models import StoredFile
from customers.actions.known import check_known
from tickets.actions._ledger import check_in_hand, locked, move, record, written_once
from tickets.actions.assignment import raise_alarm
from tickets.actions.clocks import keep_clocks
from tickets.actions.completed import complete_by_words
from tickets.actions.going_on import continue_case, held_for_words
from tickets.actions.messages import check_read, check_text, note_first_reply, received, said_before, write_message
from tickets.actions.promises import promise_in
from tickets.danger import mentions_danger
from tickets.models import Message, Ticket
from tickets.notices import tell_replied
from tickets.promises import Promised
from tickets.rules import UNDO_SECONDS
from tickets.states import WHOSE_TURN, EventKind, MessageKind, Status, Turn


def reply_to_customer(
    *,
    ticket: Ticket,
    text: str,
    html: str = "",
    then: Status = Status.WAITING_CUSTOMER,
    hold: bool = False,
    files: Sequence[UploadedFile] = (),
    stored: Sequence[StoredFile] = (),
    seen: int | None = None,
    promised: Promised | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write to the customer, mail it, and leave the case waiting for whom `then` says, all or nothing.

    `seen` is the last message that the writer had read. The same `submission` twice is one reply. With `hold` it goes
    out after UNDO_SECONDS, and until then `take_back` undoes it, with what was `promised` in it. Files in `stored` are
    ours already. Refused for an empty or too long text, for files that we cannot take, when something newer than `seen`
    was said (code "newer_message"), for a promise as `make_promise` refuses, and when the case is resolved (open it
    again first) or was set aside.
    """
    with received(files, now) as kept, transaction.atomic():
        check_known(ticket.customer_id)
        ticket = locked(ticket)
        if said := said_before(ticket, submission):
            return said
        return answer(
            ticket=ticket, text=text, html=html, then=then, hold=hold, files=kept, stored=stored, seen=seen,
            promised=promised, submission=submission, by=by, now=now,
        )  # fmt: skip


def answer(
    *,
    ticket: Ticket,
    text: str,
    html: str = "",
    then: Status,
    hold: bool,
    files: Sequence[StoredFile] = (),
    stored: Sequence[StoredFile] = (),
    seen: int | None,
    promised: Promised | None = None,
    submission: uuid.UUID | None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """`reply_to_customer` inside of another verb, which holds the case and knows that the `submission` is new.

    `files` are `received` already. Effects and refusals are those of that verb, in the caller's transaction.
    """
    held_until = now + dt.timedelta(seconds=UNDO_SECONDS) if hold else None
    check_read(ticket, seen, by)
    check_in_hand(ticket)
    if not ticket.is_active:
        raise Refused(_("This case is resolved. Open it again first, then reply."), code="resolved")
    text = check_text(text)
    letter = tell_replied(
        ticket, text, [*files, *stored], html=html, then=then, promised=promised, held_until=held_until, now=now
    )
    before = {"first": ticket.first_replied_at is None, "turn_since": ticket.turn_since.isoformat()}
    with written_once(ticket):
        message = write_message(
            ticket=ticket, kind=MessageKind.REPLY, text=text, html=html, files=files, stored=stored,
            held_until=held_until, submission=submission, letter=letter, by=by, now=now,
        )  # fmt: skip
        said = before if hold else {}
        record(ticket, EventKind.MESSAGE, message=message, data=said, held_until=held_until, by=by, now=now)
        note_first_reply(ticket, now)
        if ticket.status != then:
            move(ticket, then, held_until=held_until, by=by, now=now)
        if promised:
            promise_in(ticket, promised, message=message, by=by, now=now)
        keep_clocks(ticket, now=now)
    return message


def add_note(
    *,
    ticket: Ticket,
    text: str,
    html: str = "",
    kind: MessageKind = MessageKind.NOTE,
    files: Sequence[UploadedFile] = (),
    stored: Sequence[StoredFile] = (),
    promised: Promised | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write an internal or a phone note, which the customer never sees, and what was `promised` on the phone.

    Refused for empty text and bad files, and for a promise as `make_promise` refuses.
    """
    with received(files, now) as kept, transaction.atomic():
        check_known(ticket.customer_id)
        ticket = locked(ticket)
        if said := said_before(ticket, submission):
            return said
        message = write_message(
            ticket=ticket, kind=kind, text=text, html=html, files=kept, stored=stored, submission=submission, by=by,
            now=now,
        )  # fmt: skip
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        if promised:
            promise_in(ticket, promised, message=message, by=by, now=now)
        if promised or kind == MessageKind.PHONE:
            keep_clocks(ticket, now=now)
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

    What they were asked to complete is completed. Words of danger make it urgent. The same `submission` twice is one
    message. In a case that was merged it is said in the one where that goes on. When it was resolved longer ago than
    its kind is opened again, it opens a new case that goes on from it, with a receipt: the message that comes back
    stands in that one. Spam stays where it is. Refused for
    empty or too long text, bad files, and a customer who was forgotten ("forgotten").
    """
    with received(files, now) as kept, transaction.atomic():
        ticket, is_over = held_for_words(ticket, now)
        if said := said_before(ticket, submission):
            return said
        if is_over:
            return continue_case(ticket, text=text, files=kept, submission=submission, by=by, now=now)
        message = write_message(
            ticket=ticket, kind=MessageKind.CUSTOMER, text=text, files=kept, submission=submission, by=by, now=now
        )
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        if WHOSE_TURN[ticket.status] != Turn.US and not ticket.aside:
            move(ticket, Status.OPEN, by=by, now=now)
        complete_by_words(ticket, by=by, now=now)
        if mentions_danger(text):
            raise_alarm(ticket, by=SYSTEM, now=now)
        keep_clocks(ticket, now=now)
    return message
