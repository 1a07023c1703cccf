"""Proposing a solution to the customer. What they say to it is in `answering`."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from customers.actions.known import check_known
from remedies.states import ProposalState
from tickets.actions._ledger import check_in_hand, locked, locked_as, move, record, written_once
from tickets.actions.clocks import keep_clocks
from tickets.actions.messages import already_sent, check_read, note_first_reply, said_before, write_message
from tickets.actions.promises import check_staff
from tickets.models import Message, Proposal, Ticket, TicketEvent
from tickets.notices import tell_proposed
from tickets.proposals import FURTHEST, MOST, NEEDS_AMOUNT, OFFERED, WITH_AMOUNT
from tickets.queries.deadlines import place_of
from tickets.queries.families import end_of, family_ids
from tickets.queries.law import open_request
from tickets.states import EventKind, MessageKind, Resolution, Status


@transaction.atomic
def propose(
    *,
    ticket: Ticket,
    resolution: Resolution,
    amount: Decimal | None = None,
    currency: str = "",
    open_until: dt.date | None = None,
    text: str,
    html: str = "",
    seen: int | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Proposal:
    """Write to the customer what we would do, mail it with the way to say yes or no, and leave the case with them.

    It goes out at once, and what was proposed before it is withdrawn. The same `submission` twice is one proposal.
    Refused for what cannot be proposed ("bad_proposal"), for an amount that does not go with it, is missing or is none
    ("bad_amount"), for a last day that is not to come or more than a year away ("bad_day"), for empty or too long text,
    when something newer than `seen` was said ("newer_message"), for who is not staff, and in a case that is resolved
    or was set aside.
    """
    staff = check_staff(by)
    check_known(ticket.customer_id)
    ticket = locked(ticket)
    if (said := said_before(ticket, submission)) is not None:
        return _of(said)
    check_read(ticket, seen, by)
    check_in_hand(ticket)
    if not ticket.is_active:
        raise Refused(_("This case is resolved. Open it again first, then propose."), code="resolved")
    _check(ticket, resolution, amount, open_until, now)
    proposal = Proposal(
        ticket=ticket, resolution=resolution, amount=amount, currency=currency if amount else "", open_until=open_until,
        proposed_by_id=staff, proposed_at=now,
    )  # fmt: skip
    letter = tell_proposed(proposal, text, html=html, now=now)
    withdraw_open(ticket, by=by, now=now)
    with written_once(ticket):
        message = write_message(
            ticket=ticket, kind=MessageKind.REPLY, text=text, html=html, submission=submission, letter=letter, by=by,
            now=now,
        )  # fmt: skip
        record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
        note_first_reply(ticket, now)
        if ticket.status != Status.WAITING_CUSTOMER:
            move(ticket, Status.WAITING_CUSTOMER, by=by, now=now)
        proposal.message = message
        proposal.save(force_insert=True)
        note_proposal(proposal, ticket, "made", by=by, now=now)
        keep_clocks(ticket, now=now)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Actor, now: dt.datetime) -> Proposal:
    """We do not propose it any more. When the customer had nothing else to answer it is our turn again. Twice is once.

    Refused when they have answered it ("proposal_over"), for who is not staff, and in a case that was set aside.
    """
    check_staff(by)
    ticket, proposal = held_proposal(proposal)
    check_in_hand(ticket)
    if proposal.state == ProposalState.WITHDRAWN:
        return proposal
    if proposal.state != ProposalState.OPEN:
        raise Refused(_("The customer has answered this proposal already. Look at it again."), code="proposal_over")
    _withdraw(proposal, ticket, by=by, now=now)
    if ticket.status == Status.WAITING_CUSTOMER and open_request(ticket, now) is None:
        move(ticket, Status.OPEN, by=by, now=now)
        keep_clocks(ticket, now=now)
    return proposal


def held_proposal(proposal: Proposal) -> tuple[Ticket, Proposal]:
    """The proposal as it is now, and the case in which it is answered, held: where its own goes on."""
    ticket = locked_as(lambda: [end_of(proposal.ticket_id)]).popitem()[1]
    return ticket, Proposal.objects.select_related("proposed_by").get(pk=proposal.pk)


def withdraw_open(ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """Whatever was proposed in a held case, or in one that was merged into it, and waits for an answer."""
    for proposal in Proposal.objects.filter(ticket__in=family_ids(ticket), state=ProposalState.OPEN):
        _withdraw(proposal, ticket, by=by, now=now)


def note_proposal(
    proposal: Proposal, ticket: Ticket, to: str, *, by: Actor, now: dt.datetime, by_phone: bool = False
) -> TicketEvent:
    """The line of the ledger."""
    data = {"proposal": proposal.pk, "to": to, "resolution": proposal.resolution}
    data |= {"by_phone": True} if by_phone else {}
    return record(ticket, EventKind.PROPOSAL, data=data, by=by, now=now)


def _withdraw(proposal: Proposal, ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    proposal.state, proposal.answered_at = ProposalState.WITHDRAWN, now
    proposal.save(update_fields=["state", "answered_at"])
    note_proposal(proposal, ticket, "withdrawn", by=by, now=now)


def _of(said: Message) -> Proposal:
    """The proposal that the same form brought before."""
    found = Proposal.objects.filter(message=said).first()
    if found is None:
        raise already_sent()
    return found


def _check(
    ticket: Ticket, resolution: Resolution, amount: Decimal | None, open_until: dt.date | None, now: dt.datetime
) -> None:
    if resolution not in OFFERED:
        raise Refused(
            _("This cannot be proposed. A refusal is written where the case is resolved."), code="bad_proposal"
        )
    if amount is None and resolution in NEEDS_AMOUNT:
        raise Refused(_("Say how much of the price you would return."), code="bad_amount")
    if amount is not None and resolution not in WITH_AMOUNT:
        raise Refused(_("An amount belongs to a refund or to a lower price. Leave it empty."), code="bad_amount")
    if amount is not None and not 0 < amount <= MOST:
        raise Refused(_("An amount is more than nothing. Look at it again."), code="bad_amount")
    today = now.astimezone(place_of(ticket.customer).zone).date()
    if open_until is not None and open_until <= today:
        raise Refused(_("Give the customer at least until tomorrow."), code="bad_day")
    if open_until is not None and open_until > today + FURTHEST:
        raise Refused(_("That day is more than a year away. Look at the year again."), code="bad_day")
