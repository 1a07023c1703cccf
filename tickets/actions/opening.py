"""Opening a case."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction

from core import prepared
from core.actors import Actor
from core.models import StoredFile
from core.rows import insert
from customers.actions.known import check_known
from customers.models import Customer, Unit
from tickets.actions._ledger import record
from tickets.actions._words import note_case
from tickets.actions.clocks import foresee_clocks, keep_clocks, start_clocks
from tickets.actions.coverage import check_defect, decide_at_opening
from tickets.actions.messages import already_sent, check_text, received, write_message
from tickets.clock_rows import Row
from tickets.danger import mentions_danger
from tickets.models import Message, Statement, Ticket
from tickets.notices import tell_received
from tickets.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, reference_of, subject_of
from tickets.states import Channel, EventKind, Kind, MessageKind, Priority, Wish


def open_ticket(
    *,
    customer: Customer,
    unit: Unit | None,
    kind: Kind,
    text: str,
    channel: Channel,
    language: str,
    subject: str = "",
    wish: Wish = Wish.UNSURE,
    message_kind: MessageKind = MessageKind.CUSTOMER,
    files: Sequence[UploadedFile] = (),
    stored: Sequence[StoredFile] = (),
    stated: Statement | None = None,
    danger: bool = False,
    defect_on: dt.date | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Ticket:
    """Open a case with its first message, its files, the coverage decision and the customer's receipt, all or nothing.

    The same `submission` twice (double click, retry) is one case: the second call returns the first one's. Files in
    `stored` have their rows already; what they `stated` besides their words is kept beside them. Words of danger make
    it urgent, and so does `danger`, which was said in another way. Refused for an empty or too long text, for files
    that we cannot take, for a defect in the future, and for a customer who was forgotten ("forgotten").
    """
    if defect_on is not None:
        check_defect(defect_on, unit.purchase.customer if unit else customer, now)
    text = check_text(text)
    ticket = new_case(
        customer=customer,
        unit=unit,
        kind=kind,
        text=text,
        channel=channel,
        language=language,
        subject=subject,
        said_at=now,
        wish=wish,
        danger=danger,
        defect_on=defect_on,
        submission=submission,
    )
    try:
        with received(files, now) as kept, transaction.atomic():
            check_known(customer)
            first_words = _reserved_number()
            if message_kind != MessageKind.NOTE:
                ticket.last_said_id = first_words
            clocks = foresee_clocks(ticket, message_kind, now=now)
            insert(ticket)
            if stated:
                stated.ticket = ticket
                insert(stated)
            message = write_message(
                ticket=ticket, kind=message_kind, text=text, files=kept, stored=stored, opens=first_words, by=by,
                now=now,
            )  # fmt: skip
            begin(ticket, message, tell=True, files=[*stored, *kept], stated=stated, clocks=clocks, by=by, now=now)
    except IntegrityError:
        first = Ticket.objects.filter(submission=submission).first() if submission else None
        if first is None:
            raise
        if first.customer_id != customer.pk:
            raise already_sent() from None
        return first
    return ticket


def new_case(
    *,
    customer: Customer,
    unit: Unit | None,
    kind: Kind,
    text: str,
    channel: Channel,
    language: str,
    subject: str = "",
    said_at: dt.datetime,
    danger: bool = False,
    **more: object,
) -> Ticket:
    """A case of its own, not saved yet, about what was said at `said_at`. Words of danger make it urgent."""
    danger = danger or mentions_danger(text)
    return Ticket(
        reference=_new_reference(),
        kind=kind,
        subject=(subject.strip() or subject_of(text))[:160],
        priority=Priority.URGENT if danger else Priority.NORMAL,
        safety=danger,
        channel=channel,
        language=language,
        customer=customer,
        unit=unit,
        created_at=said_at,
        turn_since=said_at,
        last_message_at=said_at,
        **more,
    )


def begin(
    ticket: Ticket,
    message: Message,
    *,
    tell: bool,
    files: Sequence[StoredFile] | None = None,
    stated: Statement | None = None,
    clocks: list[Row] | None = None,
    by: Actor,
    now: dt.datetime,
) -> None:
    """All that follows when a saved case has its first message: its words, its ledger, what covers it, the receipt.

    `files` are those of the message, `stated` what the customer stated besides, and `clocks` what was foreseen of
    these, for who has them at hand.
    """
    note_case(ticket)
    opened = {
        "channel": ticket.channel,
        "kind": ticket.kind,
        "priority": int(ticket.priority),
        "safety": ticket.safety,
        "unit": ticket.unit_id,
    }
    if ticket.turn_since != now:  # split off: the customer has waited since they said it
        opened["turn_since"] = ticket.turn_since.isoformat()
    record(ticket, EventKind.OPENED, message=message, to_status=ticket.status, data=opened, by=by, now=now)
    if ticket.unit_id is not None:
        decide_at_opening(ticket=ticket, by=by, now=now)
    if clocks is None:
        keep_clocks(ticket, now=now)
    else:
        start_clocks(ticket, clocks)
    if tell:
        tell_received(ticket, message, files, now, stated=stated)


def _reserved_number() -> int:
    """A number for a message that is not written yet: so its case points at it from the beginning, without a change."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, "SELECT nextval(pg_get_serial_sequence('tickets_message', 'id'))")
        return cursor.fetchone()[0]


def _new_reference() -> str:
    """A reference that says nothing about how many cases there are and cannot be guessed from another."""
    return reference_of("".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH)))
