"""What a customer says to a solution that we proposed: in their case, or on the phone to one of us."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.actors import SYSTEM, Actor
from core.errors import Refused
from core.models import User
from core.normal import is_unseen
from customers.actions.known import check_known
from remedies.states import ProposalState
from tickets.actions._ledger import check_in_hand, move, record
from tickets.actions.assignment import raise_alarm
from tickets.actions.clocks import keep_clocks
from tickets.actions.messages import said_before, write_message
from tickets.actions.promises import check_staff
from tickets.actions.proposing import held_proposal, note_proposal
from tickets.actions.telling import tell_us
from tickets.danger import mentions_danger
from tickets.models import Message, Proposal, Ticket
from tickets.notices import tell_answered
from tickets.queries.proposals import is_open, newest_proposal
from tickets.states import WHOSE_TURN, EventKind, MessageKind, NoticeKind, Status, Turn


@transaction.atomic
def answer_proposal(
    *,
    proposal: Proposal,
    accept: bool,
    text: str = "",
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Proposal:
    """The customer says yes or no, in words of theirs or in ours; it is our turn, who proposed it is told, and a letter
    tells the customer what they said.

    Nothing is resolved by it: a person does what was agreed and says so. The same answer twice is one. Words of danger
    make the case urgent. Refused when it was answered otherwise, withdrawn, another one was proposed since, or the case
    is resolved or was set aside ("proposal_over"), after its last day ("proposal_late"), for too long text, for a
    customer who was forgotten ("forgotten"), and for who is not its customer ("not_customer").
    """
    if not by.is_customer:
        raise Refused(_("Only the customer answers a proposal."), code="not_customer")
    check_known(proposal.ticket.customer_id)
    ticket, proposal = held_proposal(proposal)
    if proposal.state == _answer(accept):
        return proposal
    _check_open(proposal, ticket, now)
    said_before(ticket, submission)
    message = _say(ticket, accept, text, submission, by, now)
    return _settle(proposal, ticket, accept, message, by=by, now=now)


@transaction.atomic
def note_phone_answer(
    *,
    proposal: Proposal,
    accept: bool,
    text: str,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Proposal:
    """The customer said yes or no on the phone: their words are a phone note of who wrote it down, and the rest is as
    when they answer themselves. The same answer twice is one.

    Refused without their words ("text_empty") or with too many, when the proposal cannot be answered any more
    ("proposal_over", "proposal_late"), for a customer who was forgotten ("forgotten"), in a case that was set aside
    ("spam"), and for who is not staff.
    """
    check_staff(by)
    check_known(proposal.ticket.customer_id)
    ticket, proposal = held_proposal(proposal)
    if proposal.state == _answer(accept):
        return proposal
    check_in_hand(ticket)
    _check_open(proposal, ticket, now, by_phone=True)
    said_before(ticket, submission)
    message = _write(ticket, MessageKind.PHONE, text, submission, by, now)
    return _settle(proposal, ticket, accept, message, by=by, now=now)


def _answer(accept: bool) -> ProposalState:
    return ProposalState.ACCEPTED if accept else ProposalState.REFUSED


def _settle(
    proposal: Proposal, ticket: Ticket, accept: bool, message: Message, *, by: Actor, now: dt.datetime
) -> Proposal:
    """What an answer does, whoever wrote it down."""
    if WHOSE_TURN[ticket.status] != Turn.US:
        move(ticket, Status.OPEN, by=by, now=now)
    proposal.state, proposal.answered_at, proposal.answer = _answer(accept), now, message
    proposal.save(update_fields=["state", "answered_at", "answer"])
    event = note_proposal(proposal, ticket, proposal.state, by=by, now=now, by_phone=by.is_staff)
    if mentions_danger(message.text):
        raise_alarm(ticket, by=SYSTEM, now=now)
    told = [one for one in _whom(ticket, proposal) if one.pk != by.user_id]
    tell_us(people=told, kind=NoticeKind.ANSWERED, ticket=ticket, event=event, now=now)
    tell_answered(proposal, ticket, now, by_phone=by.is_staff)
    keep_clocks(ticket, now=now)
    return proposal


def _say(ticket: Ticket, accept: bool, text: str, submission: uuid.UUID | None, by: Actor, now: dt.datetime) -> Message:
    """Their words, or ours in the language of the case, so that the conversation tells what was agreed."""
    if is_unseen(text):
        with override(ticket.language):
            text = _("I accept the solution that you propose.") if accept else _("I do not accept the solution.")
    return _write(ticket, MessageKind.CUSTOMER, text, submission, by, now)


def _write(
    ticket: Ticket, kind: MessageKind, text: str, submission: uuid.UUID | None, by: Actor, now: dt.datetime
) -> Message:
    """The clocks count a call as words of ours, but for one in which the customer answered."""
    message = write_message(ticket=ticket, kind=kind, text=text, submission=submission, by=by, now=now)
    data = {"of_customer": True} if kind == MessageKind.PHONE else {}
    record(ticket, EventKind.MESSAGE, message=message, data=data, by=by, now=now)
    return message


def _whom(ticket: Ticket, proposal: Proposal) -> list[User]:
    """Who has the case in hand, otherwise who proposed it."""
    return [ticket.assignee or proposal.proposed_by]


def _check_open(proposal: Proposal, ticket: Ticket, now: dt.datetime, *, by_phone: bool = False) -> None:
    newest = newest_proposal(ticket)
    if proposal.state != ProposalState.OPEN or newest is None or newest.pk != proposal.pk or not ticket.is_active:
        why = _("This proposal does not stand any more. Your case says what has happened since.")
        if by_phone:
            why = _("This proposal does not stand any more. The case says what has happened since.")
        raise Refused(why, code="proposal_over")
    if proposal.open_until and not is_open(proposal, ticket, now):
        why = _("This proposal was open until %(day)s. If you still want it, write to us in your case.")
        if by_phone:
            why = _("This proposal could be answered until %(day)s. If it still stands, propose it again.")
        raise Refused(why % {"day": date_format(proposal.open_until, "DATE_FORMAT")}, code="proposal_late")
