"""Who has a case in hand, and how urgent it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.models import User
from tickets.actions._ledger import locked_here, move, record
from tickets.actions.clocks import keep_clocks
from tickets.models import Ticket
from tickets.states import EventKind, Priority, Status


@transaction.atomic
def assign_ticket(*, ticket: Ticket, assignee: User | None, by: Actor, now: dt.datetime) -> Ticket:
    """Give a case to an agent, or to nobody; a new one becomes open when somebody takes it.

    Nothing is written when it is so already. Refused for an account that does not work at the desk and for a
    merged case.
    """
    if assignee is not None and not (assignee.is_agent and assignee.is_active):
        raise Refused(_("%(name)s does not work at the desk.") % {"name": assignee}, code="not_an_agent")
    ticket = locked_here(ticket)
    give(ticket, assignee, by=by, now=now)
    return ticket


def give(
    ticket: Ticket, assignee: User | None, *, how: Mapping[str, object] | None = None, by: Actor, now: dt.datetime
) -> None:
    """Give a held case to somebody or nobody, in the caller's transaction; `how` is told by the ledger beside it."""
    if ticket.assignee_id == (assignee.pk if assignee else None):
        return
    before, ticket.assignee = ticket.assignee_id, assignee
    ticket.save(update_fields=["assignee"])
    data = {"from": before, "to": assignee.pk if assignee else None, **(how or {})}
    record(ticket, EventKind.ASSIGNED, data=data, by=by, now=now)
    if assignee is not None and ticket.status == Status.NEW and not ticket.aside:
        move(ticket, Status.OPEN, by=by, now=now)


@transaction.atomic
def change_priority(*, ticket: Ticket, priority: Priority, by: Actor, now: dt.datetime) -> Ticket:
    """Set how urgent a case is. Nothing is written when it is so already. Refused for a merged case."""
    ticket = locked_here(ticket)
    if ticket.priority != priority:
        give_priority(ticket, priority, by=by, now=now)
        keep_clocks(ticket, now=now)
    return ticket


def raise_alarm(ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """Mark a locked case as one of safety and of the highest priority, in the caller's transaction."""
    if not ticket.safety:
        ticket.safety = True
        ticket.save(update_fields=["safety"])
        record(ticket, EventKind.SAFETY, data={"to": True}, by=by, now=now)
    give_priority(ticket, Priority.URGENT, by=by, now=now)


def give_priority(ticket: Ticket, priority: Priority, *, by: Actor, now: dt.datetime) -> None:
    """Set the priority of a locked case, in the caller's transaction. Nothing is written when it is so already."""
    if ticket.priority != priority:
        before, ticket.priority = ticket.priority, priority
        ticket.save(update_fields=["priority"])
        record(ticket, EventKind.PRIORITY, data={"from": before, "to": int(priority)}, by=by, now=now)
