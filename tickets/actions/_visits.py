"""What booking, moving and ending a visit share: the place in an hour, the promise that watches it, its line."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.actors import SYSTEM, Actor
from core.errors import Refused
from core.models import User
from core.zones import zone_of
from customers.actions.known import check_known
from remedies.models import Slot
from remedies.states import AppointmentState
from tickets.actions._ledger import check_in_hand, locked_as, record
from tickets.actions.promises import note_promise, settle_broken
from tickets.models import Appointment, Promise, SlotOffer, Ticket, TicketEvent
from tickets.queries.families import end_of, family_ids
from tickets.states import EventKind, PromiseKind, PromiseState
from tickets.visits import NOTICE, visit_sentence


def held_visit(appointment: Appointment, by: Actor) -> tuple[Ticket, Appointment]:
    """The appointment as it is now, and the case in which its case goes on, both held.

    Refused to staff for spam, and for a customer who was forgotten ("forgotten").
    """
    appointment = Appointment.objects.select_related("ticket").only("ticket__customer_id").get(pk=appointment.pk)
    check_known(appointment.ticket.customer_id)
    held = locked_as(lambda: {appointment.ticket_id, end_of(appointment.ticket_id)})
    ticket = held[end_of(appointment.ticket_id)]
    if by.is_staff:
        check_in_hand(ticket)
    appointment = Appointment.objects.select_related("slot__centre", "promise").get(pk=appointment.pk)
    appointment.ticket = held[appointment.ticket_id]
    return ticket, appointment


def place_in(slot: Slot, *, by: Actor, now: dt.datetime) -> Slot:
    """An hour with room, held until the end of the transaction, so that nobody books the same place.

    A customer chooses when, and whoever has room then comes; who works here chooses the person too. Refused when it is
    full ("hour_full"), closed or past ("hour_gone").
    """
    rows = Slot.objects.select_for_update(of=("self",), no_key=True).filter(closed=False)
    if by.is_staff:
        rows = rows.filter(pk=slot.pk)
    else:
        rows = rows.filter(kind=slot.kind, centre=slot.centre_id, starts_at=slot.starts_at, ends_at=slot.ends_at)
    held = list(rows.order_by("pk"))
    if not held or slot.starts_at <= (now if by.is_staff else now + NOTICE):
        raise Refused(_("This hour is not offered any more. Please choose another one."), code="hour_gone")
    booked = Appointment.objects.booked().filter(slot__in=held).order_by().values_list("slot")
    taken = dict(booked.annotate(n=Count("pk")))
    with_room = [one for one in held if taken.get(one.pk, 0) < one.room]
    if not with_room:
        raise Refused(
            _("Somebody has just booked this hour, and there is no room left in it. Please choose another one."),
            code="hour_full",
        )
    return min(with_room, key=lambda one: (one.pk != slot.pk, one.pk))


def is_same_hour(appointment: Appointment, slot: Slot, by: Actor) -> bool:
    """Whether somebody has it already: who works here means the person too."""
    if by.is_staff:
        return appointment.slot_id == slot.pk
    had = appointment.slot
    return (had.starts_at, had.ends_at, had.kind, had.centre_id) == (
        slot.starts_at, slot.ends_at, slot.kind, slot.centre_id
    )  # fmt: skip


def promise_visit(
    ticket: Ticket,
    slot: Slot,
    *,
    offer: SlotOffer | None,
    instead_of: Promise | None,
    by: Actor,
    now: dt.datetime,
) -> Promise | None:
    """The promise that we come, or are there, by the end of the hour; None in a house without agents.

    It is kept by who has the case, otherwise by who offered or books it. Who minds the clocks of the case calls it.
    """
    owner = _owner(ticket, offer, by)
    if owner is None:
        return None
    with override(ticket.language):
        what = visit_sentence(slot.kind, slot.starts_at, slot.ends_at, zone_of(ticket.customer.timezone))
    instead = instead_of if instead_of and may_be_kept(instead_of) else None
    if instead and instead.due_at <= now:
        settle_broken(instead, by=SYSTEM, now=now)
    elif instead and instead.state == PromiseState.OPEN:
        instead.state, instead.settled_at = PromiseState.MOVED, now
        instead.save(update_fields=["state", "settled_at"])
    promise = Promise(
        ticket=ticket, kind=PromiseKind.VISIT, what=what[:200], owner=owner, due_at=slot.ends_at, made_at=now,
        made_by_id=(by.user_id if by.is_staff else None) or owner.pk, replaces=instead,
    )  # fmt: skip
    promise.save(force_insert=True)
    said_by = by if by.is_staff else SYSTEM
    more = {"instead_of": instead.pk} if instead else {}
    note_promise(promise, "moved" if instead else "made", by=said_by, now=now, **more)
    return promise


def forget_promise(appointment: Appointment, ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """Nobody waits for a visit that was cancelled. What was broken before stays so."""
    promise = appointment.promise
    if promise is None or promise.state != PromiseState.OPEN:
        return
    promise.ticket = ticket
    promise.state, promise.settled_at = PromiseState.WITHDRAWN, now
    promise.save(update_fields=["state", "settled_at"])
    note_promise(promise, "withdrawn", by=by if by.is_staff else SYSTEM, now=now)


def missed_before(ticket: Ticket) -> Promise | None:
    """The promise of the last visit if it did not take place and nothing came instead: a new hour does."""
    last = Appointment.objects.filter(ticket__in=family_ids(ticket)).order_by("-pk").select_related("promise").first()
    if last is None or last.state != AppointmentState.MISSED or last.promise is None:
        return None
    last.promise.ticket = ticket
    return last.promise


def note_visit(ticket: Ticket, appointment: Appointment, to: str, *, by: Actor, now: dt.datetime) -> TicketEvent:
    """The line of the ledger."""
    data = {
        "appointment": appointment.pk, "kind": appointment.kind, "to": to,
        "starts_at": appointment.starts_at.isoformat(), "ends_at": appointment.ends_at.isoformat(),
    }  # fmt: skip
    return record(ticket, EventKind.BOOKED, data=data, by=by, now=now)


def may_be_kept(promise: Promise) -> bool:
    """Whether nobody settled it by itself meanwhile."""
    waits = promise.state in (PromiseState.OPEN, PromiseState.BROKEN) and promise.done_at is None
    return waits and not Promise.objects.filter(replaces=promise).exists()


def _owner(ticket: Ticket, offer: SlotOffer | None, by: Actor) -> User | None:
    """Somebody who works here now; at the last, any manager."""
    ids = [ticket.assignee_id, by.user_id if by.is_staff else None, offer.offered_by_id if offer else None]
    here = User.objects.agents().in_bulk([pk for pk in ids if pk])
    first = next((here[pk] for pk in ids if pk in here), None)
    return first or User.objects.agents().order_by("-role", "pk").first()
