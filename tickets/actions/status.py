"""Taking a case from one state to another."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.actions._ledger import locked, move, record
from tickets.actions.messages import check_read, note_first_reply, write_message
from tickets.models import Ticket
from tickets.notices import tell_resolved
from tickets.states import EventKind, MessageKind, Resolution, Status


@transaction.atomic
def change_status(*, ticket: Ticket, to: Status, by: Actor, now: dt.datetime) -> Ticket:
    """Move an unresolved case on, or close a resolved one. Refused when the table of states does not allow it."""
    if to == Status.RESOLVED:
        raise Refused(_("Say how the case was resolved."), code="resolution_missing")
    return move(locked(ticket), to, by=by, now=now)


@transaction.atomic
def resolve_ticket(
    *,
    ticket: Ticket,
    resolution: Resolution,
    text: str,
    seen: int | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Ticket:
    """Resolve a case, with a last word to the customer if there is one, and tell them.

    `seen` is the last public message that who resolves it had read. The same `submission` twice resolves once. Refused
    when the state does not allow it, when something newer than `seen` was said (code "newer_message"), and when it is
    declined without saying why: a refusal is reasoned (Ley 10/2025 art. 13.1).
    """
    ticket = locked(ticket)
    if submission and ticket.events.filter(kind=EventKind.STATUS, data__submission=str(submission)).exists():
        return ticket
    check_read(ticket, seen)
    message = None
    if resolution == Resolution.DECLINED and not text.strip():
        raise Refused(_("Tell the customer why it is declined, point by point."), code="reasons_missing")
    if text.strip():
        message = write_message(ticket=ticket, kind=MessageKind.REPLY, text=text, by=by, now=now)
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        note_first_reply(ticket, now)
    move(ticket, Status.RESOLVED, resolution=resolution, submission=submission, by=by, now=now)
    tell_resolved(ticket, message, now)
    return ticket


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """Open a resolved or closed case again. Refused when it is open."""
    ticket = locked(ticket)
    if ticket.is_active:
        raise Refused(_("This case is open already."), code="already_open")
    return move(ticket, Status.OPEN, by=by, now=now)
