"""Taking a case from one state to another."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.actions._ledger import locked, move, record
from tickets.actions.messages import write_message
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
def resolve_ticket(*, ticket: Ticket, resolution: Resolution, text: str, by: Actor, now: dt.datetime) -> Ticket:
    """Resolve a case, with a last word to the customer if there is one, and tell them.

    Refused when the state does not allow it, and when it is declined without saying why: a refusal is reasoned
    (Ley 10/2025 art. 13.1).
    """
    ticket = locked(ticket)
    message = None
    if resolution == Resolution.DECLINED and not text.strip():
        raise Refused(_("Tell the customer why it is declined, point by point."), code="reasons_missing")
    if text.strip():
        message = write_message(ticket=ticket, kind=MessageKind.REPLY, text=text, by=by, now=now)
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        if ticket.first_replied_at is None:
            ticket.first_replied_at = now
            ticket.save(update_fields=["first_replied_at"])
    move(ticket, Status.RESOLVED, resolution=resolution, by=by, now=now)
    tell_resolved(ticket, message, now)
    return ticket


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """Open a resolved or closed case again. Refused when it is open."""
    ticket = locked(ticket)
    if ticket.is_active:
        raise Refused(_("This case is open already."), code="already_open")
    return move(ticket, Status.OPEN, by=by, now=now)
