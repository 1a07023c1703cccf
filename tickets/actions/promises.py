"""Promising something to a customer, and what came of it. Changing one is in `promise_changes`."""

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
from tickets.actions._ledger import check_in_hand, locked_as, locked_here, record
from tickets.actions.clocks import keep_clocks
from tickets.actions.messages import already_sent
from tickets.actions.telling import tell_us
from tickets.models import Message, Promise, Ticket
from tickets.promises import FURTHEST, MAX_WHAT, Promised, came_to
from tickets.states import EventKind, NoticeKind, PromiseKind, PromiseState, Status

A_MINUTE = dt.timedelta(minutes=1)


@transaction.atomic
def make_promise(
    *,
    ticket: Ticket,
    kind: PromiseKind,
    what: str,
    owner: User,
    due_at: dt.datetime,
    message: Message | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Promise:
    """Write down what was promised, to be done by `due_at`; its clock runs, and an owner who is somebody else is told.

    The same `submission` twice is one promise. Refused without words ("promise_empty"), with too many
    ("promise_long"), for a moment that has passed or is more than a year away ("promise_past", "promise_far"), for an
    owner who does not work here ("promise_owner"), and in a case that is closed ("closed") or set aside ("merged",
    "spam").
    """
    check_staff(by)
    check_known(ticket.customer_id)
    ticket = locked_here(ticket)
    if promise := promised_before(ticket, submission):
        return promise
    promised = Promised(kind=kind, what=what, owner=owner, due_at=due_at)
    promise = promise_in(ticket, promised, message=message, submission=submission, by=by, now=now)
    keep_clocks(ticket, now=now)
    return promise


def promise_in(
    ticket: Ticket,
    promised: Promised,
    *,
    message: Message | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Promise:
    """The same in a held case, for who minds its clocks. Refused as `make_promise` refuses."""
    made_by = check_staff(by)
    check_open(ticket)
    promise = Promise(
        ticket=ticket, kind=promised.kind, what=check_what(promised.what), owner=check_owner(promised.owner),
        due_at=check_moment(promised.due_at, now), made_at=now, made_by_id=made_by, message=message,
        submission=submission,
    )  # fmt: skip
    promise.save(force_insert=True)
    note_promise(promise, "made", by=by, now=now)
    return promise


@transaction.atomic
def keep_promise(*, promise: Promise, done_at: dt.datetime | None = None, by: Actor, now: dt.datetime) -> Promise:
    """It was done, now or at `done_at`: kept if that is by its moment, otherwise it is broken and done late.

    One that is broken already is put right when it had been done in time. Twice is once. Refused when nobody waits for
    it any more ("promise_over"), and for a time before it was made or in the future ("promise_done_when").
    """
    check_staff(by)
    ticket, promise = held_promise(promise)
    if promise.done_at:
        return promise
    check_waits(promise)
    done_at = done_at or now
    if not promise.made_at - A_MINUTE <= done_at <= now:
        raise Refused(_("Say a time between when it was promised and now."), code="promise_done_when")
    done_at = max(done_at, promise.made_at)  # who types it types whole minutes
    state = came_to(promise.due_at, done_at)
    if state == PromiseState.BROKEN:
        settle_broken(promise, by=by, now=now)
    else:
        promise.state, promise.settled_at = state, done_at
    promise.done_at = done_at
    promise.save(update_fields=["state", "settled_at", "done_at"])
    note_promise(promise, "kept" if state == PromiseState.KEPT else "done_late", by=by, now=now)
    keep_clocks(ticket, now=now)
    return promise


@transaction.atomic
def break_promise(*, promise: Promise, by: Actor, now: dt.datetime) -> Promise:
    """Its moment has passed without it: it is broken from that moment on, and its clock goes on until it is done.

    Nothing is written when that is known already, when it came to something else, or before its moment.
    """
    _ticket, promise = held_promise(promise)
    if promise.due_at <= now:
        settle_broken(promise, by=by, now=now)
    return promise


def settle_broken(promise: Promise, *, by: Actor, now: dt.datetime) -> None:
    """Note that an open, held promise was not kept, with its line."""
    if promise.state == PromiseState.OPEN:
        promise.state, promise.settled_at = PromiseState.BROKEN, promise.due_at
        promise.save(update_fields=["state", "settled_at"])
        note_promise(promise, "broken", by=by, now=now)


def held_promise(promise: Promise) -> tuple[Ticket, Promise]:
    """The promise as it is now and the case in which it stands, held; both may have changed."""
    row = Promise.objects.filter(pk=promise.pk)
    ticket = locked_as(lambda: row.values_list("ticket_id", flat=True)).popitem()[1]
    promise = row.select_related("owner").get()
    promise.ticket = ticket
    return ticket, promise


def note_promise(promise: Promise, to: str, *, by: Actor, now: dt.datetime, **more: object) -> None:
    """The line of the ledger; an owner who has to do it now and was not asked is told."""
    data: dict[str, object] = {
        "promise": promise.pk, "kind": promise.kind, "to": to, "due_at": promise.due_at.isoformat(),
        "owner": promise.owner_id,
    }  # fmt: skip
    event = record(promise.ticket, EventKind.PROMISE, data=data | more, by=by, now=now)
    if to in ("made", "handed", "moved") and promise.owner_id != by.user_id:
        tell_us(people=[promise.owner], kind=NoticeKind.PROMISE, ticket=promise.ticket, event=event, now=now)


def promised_before(ticket: Ticket, submission: uuid.UUID | None) -> Promise | None:
    """The promise that the same form brought before. Refused when it was made in another case."""
    promise = Promise.objects.filter(submission=submission).first() if submission else None
    if promise and promise.ticket_id != ticket.pk:
        raise already_sent()
    return promise


def check_staff(by: Actor) -> int:
    """The account of who does it. Refused for the system and for customers."""
    if not by.is_staff or by.user_id is None:
        raise Refused(_("Only a person of the company does that."), code="not_staff")
    return by.user_id


def check_open(ticket: Ticket) -> None:
    """Refused for a case that is closed or set aside; one that is resolved may still have things promised in it."""
    check_in_hand(ticket)
    if ticket.status == Status.CLOSED:
        raise Refused(_("This case is closed. Open it again first, then promise."), code="closed")


def check_waits(promise: Promise) -> None:
    """Refused when the customer does not wait for it any more: it was done, moved or withdrawn."""
    waits = promise.state in (PromiseState.OPEN, PromiseState.BROKEN) and promise.done_at is None
    if not waits or Promise.objects.filter(replaces=promise).exists():
        raise Refused(_("Somebody has settled this promise already. Look at it again."), code="promise_over")


def check_what(what: str) -> str:
    what = " ".join(what.replace("\x00", "").split())
    if is_unseen(what):
        raise Refused(_("Say what you promise, in a few words."), code="promise_empty")
    if len(what) > MAX_WHAT:
        limits = {"length": len(what), "limit": MAX_WHAT}
        raise Refused(
            _("These words are too many for a promise: %(length)s characters, and the limit is %(limit)s.") % limits,
            code="promise_long",
        )
    return what


def check_owner(owner: User) -> User:
    if not (owner.is_agent and owner.is_active):
        raise Refused(_("Only somebody who works at the desk can keep a promise."), code="promise_owner")
    return owner


def check_moment(due_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    if due_at <= now:
        raise Refused(_("This moment has passed. Promise something for later."), code="promise_past")
    if due_at - now > FURTHEST:
        raise Refused(_("Nobody can promise more than a year ahead. Choose a nearer day."), code="promise_far")
    return due_at
