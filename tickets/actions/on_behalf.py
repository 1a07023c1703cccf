"""A case that an agent opens for somebody on the phone or at the counter, with all that they know of it at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import Refused
from core.models import User
from customers.actions.by_hand import Person, enter_customer
from customers.models import Customer, Unit
from tickets.actions.assignment import assign_ticket, give_priority
from tickets.actions.clocks import keep_clocks
from tickets.actions.conversation import add_note
from tickets.actions.fields import set_own_fields
from tickets.actions.opening import open_ticket
from tickets.actions.tagging import add_tags
from tickets.models import Attachment, Ticket
from tickets.states import Priority


@dataclass(frozen=True)
class Handling:
    """How it goes on: how urgent it is, who has it, its tags, its fields of the company's own, a note among us."""

    priority: Priority = Priority.NORMAL
    assignee: User | None = None
    tags: tuple[str, ...] = ()
    own_fields: Mapping[str, object] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def open_on_behalf(
    *,
    whose: Customer | Person,
    unit: Unit | None,
    handling: Handling,
    submission: uuid.UUID,
    share_phone: bool = False,
    by: Actor,
    now: dt.datetime,
    **said: Any,
) -> Ticket:
    """Open a case as `open_ticket` does with what was `said`, and do at once what `handling` asks for, all or nothing.

    A Person who is in no books yet becomes a customer first. Words of danger leave it urgent whatever the priority. The
    same `submission` twice is one customer and one case. Refused as `enter_customer`, `open_ticket` and the verbs of
    the handling are.
    """
    if isinstance(whose, Person):
        whose = enter_customer(person=whose, submission=submission, share_phone=share_phone, by=by, now=now)
    ticket = open_ticket(
        customer=whose, unit=unit, language=whose.language, submission=submission, by=by, now=now, **said
    )
    if ticket.created_at != now:  # the form was sent before, and all this was done then
        return ticket
    try:
        _handle(ticket, handling, by=by, now=now)
    except Refused:
        _remove_files(ticket)
        raise
    return ticket


def _handle(ticket: Ticket, handling: Handling, *, by: Actor, now: dt.datetime) -> None:
    if not ticket.safety and ticket.priority != handling.priority:
        give_priority(ticket, handling.priority, by=by, now=now)
        keep_clocks(ticket, now=now)
    if handling.assignee:
        assign_ticket(ticket=ticket, assignee=handling.assignee, by=by, now=now)
    if handling.tags:
        add_tags(ticket=ticket, names=handling.tags, by=by, now=now)
    if handling.own_fields:
        set_own_fields(ticket=ticket, values=handling.own_fields, by=by, now=now)
    if handling.note:
        add_note(ticket=ticket, text=handling.note, by=by, now=now)


def _remove_files(ticket: Ticket) -> None:
    """The disk knows no rollback: what it took for a case that is not opened after all goes again."""
    for one in Attachment.objects.filter(message__ticket=ticket).select_related("file"):
        one.file.file.delete(save=False)
