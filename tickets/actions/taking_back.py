"""Taking a reply back in the moment before it goes out."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.actions.mail import withdraw_mail
from core.actors import Actor
from core.errors import Refused
from tickets.actions._ledger import locked, put_back, record
from tickets.actions._words import note_case
from tickets.actions.clocks import keep_clocks
from tickets.actions.completed import unask
from tickets.actions.promise_changes import withdraw_promises_of
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import EventKind, MessageKind

# The lines that a reply brings along, by what they say.
PARTS = {EventKind.COMPLETION: "asked", EventKind.PROMISE: "made"}


@transaction.atomic
def take_back(*, message: Message, by: Actor, now: dt.datetime) -> Message:
    """Undo a reply that is held: its letter is not sent, the customer never sees it, the case is as it was before.

    The message stays, marked; what it asked the customer for is withdrawn. Refused when it has gone out and for anybody
    but its author ("too_late"), and when something happened in the case since ("changed_since").
    """
    ticket = locked(message.ticket)
    message = Message.objects.select_for_update(of=("self",)).select_related("letter").get(pk=message.pk)
    events = list(ticket.events.filter(pk__gte=message.event.pk).order_by("pk"))
    said, later = events[0], [event for event in events[1:] if not _is_part(event)]
    moved, alone = later[:1], not later or (len(later) == 1 and _is_its_move(later[0], said))
    held = message.held_until is not None and now < message.held_until
    mine = message.author_id is not None and message.author_id == by.user_id
    if message.taken_back_at:
        return message
    if mine and held and not alone:
        raise Refused(
            _("Something else happened in this case since, so this reply goes out. Write another one to put it right."),
            code="changed_since",
        )
    if not (mine and held) or (message.letter and not withdraw_mail(message=message.letter)):
        raise Refused(_("This reply has gone out already. Write another one to put it right."), code="too_late")
    message.taken_back_at, message.held_until, message.letter = now, None, None
    message.save(update_fields=["taken_back_at", "held_until", "letter"])
    _as_before(ticket, first=said.data["first"])
    unask(message, by=by, now=now)
    withdraw_promises_of(message, ticket, by=by, now=now)
    data = {"message": message.pk}
    if moved:
        since = parse_datetime(said.data["turn_since"]) or ticket.turn_since
        put_back(ticket, moved[0], turn_since=since, data=data, by=by, now=now)
    else:
        record(ticket, EventKind.TAKEN_BACK, data=data, by=by, now=now)
    keep_clocks(ticket, now=now)
    note_case(ticket)
    return message


def _is_part(event: TicketEvent) -> bool:
    """Whether a line came with the reply itself, or tells of a time that ran out, at which nobody wrote anything."""
    if event.kind in (EventKind.LATE, EventKind.ESCALATED):
        return True
    return event.kind in PARTS and event.data["to"] == PARTS[EventKind(event.kind)]


def _is_its_move(event: TicketEvent, said: TicketEvent) -> bool:
    """Whether the reply itself brought about this change of state: at its moment, by its author."""
    return event.kind == EventKind.STATUS and (event.at, event.actor_id) == (said.at, said.actor_id)


def _as_before(ticket: Ticket, *, first: bool) -> None:
    standing = ticket.messages.standing().order_by("-created_at", "-pk")  # type: ignore[attr-defined]
    last, ticket.last_said = standing.first(), standing.exclude(kind=MessageKind.NOTE).first()
    ticket.last_message_at = last.created_at if last else ticket.created_at
    if first:
        ticket.first_replied_at = None
    ticket.save(update_fields=["last_said", "last_message_at", "first_replied_at"])
