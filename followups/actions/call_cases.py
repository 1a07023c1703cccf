"""The case that a call opens, and what was promised in it."""

from __future__ import annotations

import datetime as dt

from core.actors import Actor
from customers.models import Unit
from followups.models import Call
from tickets.actions.opening import open_ticket
from tickets.actions.promises import make_promise
from tickets.models import Ticket
from tickets.promises import Promised
from tickets.states import Channel, Kind, MessageKind


def open_case(
    *, call: Call, unit: Unit | None, kind: Kind, note: str, promise: Promised | None, by: Actor, now: dt.datetime
) -> Ticket:
    """A case about `unit` that begins with the agent's note, and keeps what they promised."""
    ticket = open_ticket(
        customer=call.customer,
        unit=unit,
        kind=kind,
        text=note,
        channel=Channel.CALL,
        language=call.customer.language,
        message_kind=MessageKind.PHONE,
        by=by,
        now=now,
    )
    if promise:
        make_promise(
            ticket=ticket, kind=promise.kind, what=promise.what, owner=promise.owner, due_at=promise.due_at,
            by=by, now=now,
        )  # fmt: skip
    return ticket
