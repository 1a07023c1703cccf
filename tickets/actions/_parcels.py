"""Whose turn a case is while its customer has something to send."""

from __future__ import annotations

import datetime as dt

from core.actors import Actor
from remedies.states import ParcelState, ProposalState
from tickets.actions._ledger import move
from tickets.actions.clocks import keep_clocks
from tickets.models import Parcel, Proposal, SlotOffer, Ticket, TicketEvent
from tickets.queries.families import family_ids
from tickets.queries.law import open_request
from tickets.states import EventKind, Status


def wait_for(ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """A held case in hand waits for its customer from now on."""
    if ticket.status != Status.WAITING_CUSTOMER:
        move(ticket, Status.WAITING_CUSTOMER, by=by, now=now)
        keep_clocks(ticket, now=now)


def go_on(ticket: Ticket, parcel: Parcel, *, by: Actor, now: dt.datetime) -> None:
    """A held case that waited for this parcel is ours again, unless its customer has something else to do."""
    if ticket.status == Status.WAITING_CUSTOMER and _was_waited_for(parcel) and not _is_asked(ticket, now):
        move(ticket, Status.OPEN, by=by, now=now)
        keep_clocks(ticket, now=now)


def _was_waited_for(parcel: Parcel) -> bool:
    made = {"parcel": parcel.pk, "to": "made", "waits": True}
    return TicketEvent.objects.filter(ticket=parcel.ticket_id, kind=EventKind.PARCEL, data__contains=made).exists()


def _is_asked(ticket: Ticket, now: dt.datetime) -> bool:
    """Whether there is another label, a proposal, an hour to choose or something to complete."""
    family = family_ids(ticket)
    return (
        Parcel.objects.filter(ticket__in=family, state=ParcelState.LABELLED).exists()
        or Proposal.objects.filter(ticket__in=family, state=ProposalState.OPEN).exists()
        or SlotOffer.objects.filter(ticket__in=family, closed_at=None).exists()
        or open_request(ticket, now) is not None
    )
