"""Cases that nobody should have to read: spam, out of every queue, and back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from customers.actions.known import is_known
from tickets.actions._ledger import locked_here, record
from tickets.actions.clocks import keep_clocks
from tickets.actions.left_open import cancel_visits
from tickets.models import Ticket
from tickets.states import Aside, EventKind


@transaction.atomic
def mark_spam(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """Set a case aside as spam: it is in no queue and no figure, nobody answers it, and words in it wake nobody.

    Its state stays as it is. Nobody comes to it either: booked visits are cancelled, and a letter says so without
    saying what for. Nothing is written when it is spam already. Refused for a merged case.
    """
    is_known(ticket.customer_id)  # held before what is theirs
    ticket = locked_here(ticket)
    if ticket.aside != Aside.SPAM:
        cancel_visits(ticket, by=by, now=now)
    return _set(ticket, Aside.SPAM, by=by, now=now)


@transaction.atomic
def take_out_of_spam(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """It was none: the case is where it was, without the visits that were cancelled.

    Nothing is written when it is not spam. Refused for a merged case.
    """
    return _set(locked_here(ticket), "", by=by, now=now)


def _set(ticket: Ticket, aside: str, *, by: Actor, now: dt.datetime) -> Ticket:
    if ticket.aside != aside:
        before, ticket.aside = ticket.aside, aside
        ticket.save(update_fields=["aside"])
        record(ticket, EventKind.ASIDE, data={"from": before, "to": aside, "into": None}, by=by, now=now)
        keep_clocks(ticket, now=now)
    return ticket
