"""The only writer of a case's status, and of its ledger."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import TRANSITIONS, WHOSE_TURN, EventKind, Resolution, Status


def locked(ticket: Ticket) -> Ticket:
    """The case as it is now, held until the end of the transaction."""
    return Ticket.objects.select_for_update(of=("self",)).select_related("customer").get(pk=ticket.pk)


def record(
    ticket: Ticket,
    kind: EventKind,
    *,
    message: Message | None = None,
    from_status: str = "",
    to_status: str = "",
    data: Mapping[str, object] | None = None,
    by: Actor,
    now: dt.datetime,
) -> TicketEvent:
    """Append a line to the ledger. `data` holds codes and ids, never words of a person."""
    return TicketEvent.objects.create(
        ticket=ticket,
        kind=kind,
        at=now,
        actor_kind=by.kind,
        actor_id=by.user_id,
        message=message,
        from_status=from_status,
        to_status=to_status,
        data=dict(data or {}),
    )


def move(
    ticket: Ticket,
    to: Status,
    *,
    resolution: Resolution | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Ticket:
    """Take a locked case to `to` with its paired fields and its event, which remembers the form that asked for it.

    Refused when the table does not allow it.
    """
    before = Status(ticket.status)
    if to not in TRANSITIONS[before]:
        raise Refused(
            _("A case that is «%(before)s» cannot become «%(to)s». Look at it again: somebody may have moved it.")
            % {"before": before.label, "to": Status(to).label},
            code="illegal_transition",
        )
    if WHOSE_TURN[before] != WHOSE_TURN[to]:
        ticket.turn_since = now
    ticket.status = to
    if to == Status.RESOLVED:
        ticket.resolved_at, ticket.resolution = now, resolution or ""
    elif to != Status.CLOSED:
        ticket.resolved_at, ticket.resolution = None, ""
    ticket.save(update_fields=["status", "turn_since", "resolved_at", "resolution"])
    data: dict[str, object] = {"resolution": resolution} if resolution else {}
    if submission:
        data["submission"] = str(submission)
    record(ticket, EventKind.STATUS, from_status=before, to_status=to, data=data, by=by, now=now)
    return ticket
