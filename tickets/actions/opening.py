"""Opening a case."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from core.actors import Actor
from customers.models import Customer, Unit
from tickets.actions._ledger import record
from tickets.actions.coverage import check_defect, decide_coverage
from tickets.actions.messages import already_sent, check_text, received, write_message
from tickets.models import Ticket
from tickets.notices import tell_received
from tickets.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, mentions_danger, reference_of, subject_of
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
    defect_on: dt.date | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Ticket:
    """Open a case with its first message, its files, the coverage decision and the customer's receipt, all or nothing.

    The same `submission` twice (double click, retry) is one case: the second call returns the first one's.
    Words of danger make it urgent. Refused for an empty or too long text, for files that we cannot take and for a
    defect in the future.
    """
    if defect_on is not None:
        check_defect(defect_on, unit.purchase.customer if unit else customer, now)
    text, danger = check_text(text), mentions_danger(text)
    ticket = Ticket(
        reference=_new_reference(),
        kind=kind,
        subject=(subject.strip() or subject_of(text))[:160],
        priority=Priority.URGENT if danger else Priority.NORMAL,
        safety=danger,
        channel=channel,
        wish=wish,
        language=language,
        customer=customer,
        unit=unit,
        defect_on=defect_on,
        submission=submission,
        created_at=now,
        turn_since=now,
        last_message_at=now,
    )
    try:
        with received(files, now) as kept, transaction.atomic():
            ticket.save(force_insert=True)
            message = write_message(ticket=ticket, kind=message_kind, text=text, files=kept, by=by, now=now)
            opened = {"channel": channel}
            record(ticket, EventKind.OPENED, message=message, to_status=ticket.status, data=opened, by=by, now=now)
            if unit is not None:
                decide_coverage(ticket=ticket, by=by, now=now)
            tell_received(ticket, message, now)
    except IntegrityError:
        first = Ticket.objects.filter(submission=submission).first() if submission else None
        if first is None:
            raise
        if first.customer_id != customer.pk:
            raise already_sent() from None
        return first
    return ticket


def _new_reference() -> str:
    """A reference that says nothing about how many cases there are and cannot be guessed from another."""
    return reference_of("".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH)))
