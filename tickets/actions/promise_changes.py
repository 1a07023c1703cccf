"""A promise that changes: another moment with the customer, another owner, taken back."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.models import User
from core.normal import is_unseen
from customers.actions.known import check_known
from tickets.actions._ledger import record
from tickets.actions.clocks import keep_clocks
from tickets.actions.messages import write_message
from tickets.actions.promises import (
    check_moment,
    check_open,
    check_owner,
    check_staff,
    check_waits,
    check_what,
    held_promise,
    note_promise,
    promised_before,
    settle_broken,
)
from tickets.models import Message, Promise, Ticket
from tickets.states import EventKind, MessageKind, PromiseState


@transaction.atomic
def move_promise(
    *,
    promise: Promise,
    due_at: dt.datetime,
    what: str = "",
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Promise:
    """The customer agreed to another moment, and perhaps to something else: a new promise comes instead of this one.

    Before its moment the old one is moved, and neither kept nor broken; after it, it stays broken. The same
    `submission` twice is one. Refused when it is over ("promise_over"), and as `make_promise` refuses.
    """
    moved_by = check_staff(by)
    check_known(promise.ticket.customer_id)
    ticket, promise = held_promise(promise)
    if new := promised_before(ticket, submission):
        return new
    check_waits(promise)
    check_open(ticket)
    new = Promise(
        ticket=ticket, kind=promise.kind, what=check_what(what or promise.what), owner=check_owner(promise.owner),
        due_at=check_moment(due_at, now), made_at=now, made_by_id=moved_by, replaces=promise, submission=submission,
    )  # fmt: skip
    if promise.due_at <= now:
        settle_broken(promise, by=by, now=now)
    else:
        promise.state, promise.settled_at = PromiseState.MOVED, now
        promise.save(update_fields=["state", "settled_at"])
    new.save(force_insert=True)
    note_promise(new, "moved", by=by, now=now, instead_of=promise.pk)
    keep_clocks(ticket, now=now)
    return new


@transaction.atomic
def hand_promise(*, promise: Promise, to: User, by: Actor, now: dt.datetime) -> Promise:
    """Somebody else keeps it, and is told. Nothing is written when it is theirs.

    Refused for who does not work here ("promise_owner"), and when it is over ("promise_over").
    """
    check_staff(by)
    _ticket, promise = held_promise(promise)
    check_waits(promise)
    if promise.owner_id != to.pk:
        promise.owner = check_owner(to)
        promise.save(update_fields=["owner"])
        note_promise(promise, "handed", by=by, now=now)
    return promise


@transaction.atomic
def withdraw_promise(*, promise: Promise, why: str, by: Actor, now: dt.datetime) -> Promise:
    """It was promised by mistake, or is not wanted any more: a note says why, and nobody waits for it.

    If its moment had passed it counts as broken all the same. Twice is once. Refused without the reason
    ("promise_why"), and when it is over ("promise_over").
    """
    check_staff(by)
    check_known(promise.ticket.customer_id)
    ticket, promise = held_promise(promise)
    if promise.state == PromiseState.WITHDRAWN:
        return promise
    check_waits(promise)
    if is_unseen(why):
        raise Refused(_("Say why it is withdrawn: your colleagues will read it."), code="promise_why")
    if promise.due_at <= now:
        settle_broken(promise, by=by, now=now)
    note = write_message(ticket=ticket, kind=MessageKind.NOTE, text=why, by=by, now=now)
    record(ticket, EventKind.MESSAGE, message=note, by=by, now=now)
    _withdraw(promise, by=by, now=now)
    keep_clocks(ticket, now=now)
    return promise


def withdraw_promises_of(message: Message, ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """The reply in which they were made did not go out. Who calls it holds the case and minds its clocks."""
    for promise in message.promises.filter(state=PromiseState.OPEN).select_related("owner"):
        promise.ticket = ticket
        _withdraw(promise, by=by, now=now)


def _withdraw(promise: Promise, *, by: Actor, now: dt.datetime) -> None:
    """What was broken before stays settled at that moment, so that figures know it."""
    promise.state, promise.settled_at = PromiseState.WITHDRAWN, promise.settled_at or now
    promise.save(update_fields=["state", "settled_at"])
    note_promise(promise, "withdrawn", by=by, now=now)
