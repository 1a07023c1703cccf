"""The customer asks that a supervisor look at their case."""

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
from tickets.actions._ledger import move, record
from tickets.actions.assignment import give_priority, raise_alarm
from tickets.actions.clocks import keep_clocks
from tickets.actions.going_on import held_for_words
from tickets.actions.messages import said_before, write_message
from tickets.actions.promises import note_promise
from tickets.actions.telling import tell_us
from tickets.appeals import may_appeal
from tickets.danger import mentions_danger
from tickets.models import Message, Promise, Ticket
from tickets.queries.appeals import appeal_answer_by, last_appeal, supervisors_of
from tickets.queries.deadlines import place_of
from tickets.states import WHOSE_TURN, EventKind, MessageKind, NoticeKind, Priority, PromiseKind, Status, Turn


@transaction.atomic
def appeal(
    *, ticket: Ticket, text: str = "", submission: uuid.UUID | None = None, by: Actor, now: dt.datetime
) -> Message:
    """Ask for a supervisor, in words of the customer's or in ours: a case of at least high priority, a supervisor who
    answers within two working days, which is promised, and the others are told. A resolved case opens again.

    The same `submission` twice is once. Refused within a week of the last time ("appeal_again"), when the case was
    resolved too long ago to be opened again or was set aside ("appeal_over"; a customer is not told what it was taken
    for), for too long text, for a customer who was forgotten ("forgotten"), and for who is not one ("not_customer").
    """
    if not by.is_customer:
        raise Refused(_("Only the customer asks for a supervisor."), code="not_customer")
    ticket, is_over = held_for_words(ticket, now)
    if said := said_before(ticket, submission):
        return said
    before = last_appeal(ticket)
    if ticket.aside:
        raise Refused(
            _("A supervisor cannot be asked for in this case any more. Please write to us in it."), code="appeal_over"
        )
    if is_over:
        raise Refused(_("Some time has passed: write to us, and your words go on in another case."), code="appeal_over")
    if before is not None and not may_appeal(before.at, now):
        day = date_format(before.again_on.astimezone(place_of(ticket.customer).zone), "DATE_FORMAT")
        raise Refused(
            _("You have asked for a supervisor already, and your case is with them. You can ask again from %(day)s.")
            % {"day": day},
            code="appeal_again",
        )
    message = _say(ticket, text, submission, by, now)
    people = supervisors_of(ticket)
    promise = _promise(ticket, people[0], now) if people else None
    data = {"n": before.n + 1 if before else 1, "promise": promise.pk if promise else None}
    event = record(ticket, EventKind.APPEAL, data=data, by=by, now=now)
    if WHOSE_TURN[ticket.status] != Turn.US:
        move(ticket, Status.OPEN, by=by, now=now)
    give_priority(ticket, max(Priority(ticket.priority), Priority.HIGH), by=SYSTEM, now=now)
    if mentions_danger(message.text):
        raise_alarm(ticket, by=SYSTEM, now=now)
    told = [*people, *([ticket.assignee] if ticket.assignee else [])]
    tell_us(people=told, kind=NoticeKind.APPEAL, ticket=ticket, event=event, now=now)
    keep_clocks(ticket, now=now)
    return message


def _say(ticket: Ticket, text: str, submission: uuid.UUID | None, by: Actor, now: dt.datetime) -> Message:
    if is_unseen(text):
        with override(ticket.language):
            text = _("I ask that a supervisor look at my case.")
    message = write_message(ticket=ticket, kind=MessageKind.CUSTOMER, text=text, submission=submission, by=by, now=now)
    record(ticket, EventKind.MESSAGE, message=message, by=by, now=now)
    return message


def _promise(ticket: Ticket, supervisor: User, now: dt.datetime) -> Promise:
    """What the customer may count on, of the first of them; whoever takes it over says so in the case."""
    with override(ticket.language):
        what = _("A supervisor looks at your case and answers you")
    promise = Promise.objects.create(
        ticket=ticket, kind=PromiseKind.ANSWER, what=what, owner=supervisor, due_at=appeal_answer_by(ticket, now),
        made_at=now, made_by=supervisor,
    )  # fmt: skip
    note_promise(promise, "made", by=SYSTEM, now=now)
    return promise
