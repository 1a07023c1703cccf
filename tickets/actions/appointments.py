"""Booking an hour for a case, and choosing another one. How a visit ends is in `visit_ends`."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers.actions.known import check_known
from remedies.models import Slot
from remedies.states import AppointmentState
from tickets.actions._ledger import check_in_hand, locked_here, move
from tickets.actions._visits import (
    held_visit,
    is_same_hour,
    missed_before,
    note_visit,
    place_in,
    promise_visit,
)
from tickets.actions.clocks import keep_clocks
from tickets.actions.slot_offers import end_offers
from tickets.models import Appointment, SlotOffer, Ticket
from tickets.notices import tell_booked
from tickets.queries.families import family_ids
from tickets.queries.visits import fitting
from tickets.states import Status
from tickets.visits import may_move


@transaction.atomic
def book(*, ticket: Ticket, slot: Slot, by: Actor, now: dt.datetime) -> Appointment:
    """Book an hour for a case: its promise runs until the end of the hour, the offer ends, and a letter confirms it.

    A case that waited for the customer to choose is ours again. Twice is once. Refused for a case that is not in our
    hands ("resolved", "merged", "spam"), with an hour booked already ("booked_already"), for a customer to whom this
    hour was not offered ("hour_gone"), for one who was forgotten ("forgotten"), and as `place_in`: of two people who
    want the last place, one gets it.
    """
    check_known(ticket.customer_id)
    ticket = locked_here(ticket)
    family = family_ids(ticket)
    if booked := Appointment.objects.booked().filter(ticket__in=family).first():
        if is_same_hour(booked, slot, by):
            return booked
        raise Refused(_("You have an hour already. To have another one, change that one."), code="booked_already")
    _check_active(ticket, by)
    offer = SlotOffer.objects.filter(ticket__in=family, closed_at=None).order_by("-pk").first()
    if not by.is_staff and not (offer and _offers(offer, slot, ticket)):
        raise _gone()
    place = place_in(slot, by=by, now=now)
    promise = promise_visit(ticket, place, offer=offer, instead_of=missed_before(ticket), by=by, now=now)
    appointment = _row(ticket, place, by=by, now=now)
    appointment.uid, appointment.promise = uuid.uuid4(), promise
    appointment.save(force_insert=True)
    note_visit(ticket, appointment, "booked", by=by, now=now)
    if end_offers(ticket, now=now) and ticket.status == Status.WAITING_CUSTOMER:
        move(ticket, Status.OPEN, by=by, now=now)
    tell_booked(ticket, appointment, now, moved=False)
    keep_clocks(ticket, now=now)
    return appointment


@transaction.atomic
def move_appointment(*, appointment: Appointment, slot: Slot, by: Actor, now: dt.datetime) -> Appointment:
    """Another hour instead of the booked one, with the same event in calendars; the promise moves with it.

    Twice is once. Refused when it is over ("visit_over"), for a customer too near to it ("visit_near") or to another
    kind or centre than it was ("hour_gone"), and as `place_in`.
    """
    ticket, old = held_visit(appointment, by)
    new = Appointment.objects.filter(replaces=old).first()
    if new and is_same_hour(new, slot, by):
        return new
    if old.state == AppointmentState.BOOKED and is_same_hour(old, slot, by):
        return old
    if old.state != AppointmentState.BOOKED:
        raise Refused(_("This visit was changed or is over. Please look at it again."), code="visit_over")
    _check_active(ticket, by)
    if not by.is_staff:
        check_may_move(old, now)
        if (slot.kind, slot.centre_id) != (old.kind, old.slot.centre_id):
            raise _gone()
    place = place_in(slot, by=by, now=now)
    old.state, old.ended_at = AppointmentState.MOVED, now
    old.save(update_fields=["state", "ended_at"])
    if old.promise:
        old.promise.ticket = ticket
    new = _row(_room_in(ticket, old), place, by=by, now=now)
    new.uid, new.sequence, new.replaces = old.uid, old.sequence + 1, old
    new.promise = promise_visit(ticket, place, offer=None, instead_of=old.promise, by=by, now=now)
    new.save(force_insert=True)
    note_visit(ticket, new, "moved", by=by, now=now)
    tell_booked(ticket, new, now, moved=True)
    keep_clocks(ticket, now=now)
    return new


def _room_in(ticket: Ticket, old: Appointment) -> Ticket:
    """The case in which its case goes on; one that was merged keeps its own while the other has another hour."""
    return old.ticket if Appointment.objects.booked().filter(ticket=ticket).exists() else ticket


def check_may_move(appointment: Appointment, now: dt.datetime) -> None:
    """Refused ("visit_near") for a customer shortly before it begins."""
    if not may_move(appointment.starts_at, settings.VISIT_MOVE_HOURS, now):
        raise Refused(
            _("It begins in less than %(n)s hours, so it cannot be changed here any more. Please write or call us.")
            % {"n": settings.VISIT_MOVE_HOURS},
            code="visit_near",
        )


def _row(ticket: Ticket, slot: Slot, *, by: Actor, now: dt.datetime) -> Appointment:
    return Appointment(
        ticket=ticket, slot=slot, kind=slot.kind, starts_at=slot.starts_at, ends_at=slot.ends_at,
        booked_by_kind=by.kind, booked_by_id=by.user_id, booked_at=now,
    )  # fmt: skip


def _check_active(ticket: Ticket, by: Actor) -> None:
    """A customer is not told what their case was taken for."""
    if not by.is_staff and not ticket.is_active:
        raise _gone()
    check_in_hand(ticket)
    if not ticket.is_active:
        raise Refused(_("This case is resolved. Open it again first."), code="resolved")


def _offers(offer: SlotOffer, slot: Slot, ticket: Ticket) -> bool:
    """Whether the hour is one of the offer's."""
    return Slot.objects.filter(fitting(offer, zone_of(ticket.customer.timezone)), pk=slot.pk).exists()


def _gone() -> Refused:
    return Refused(_("This hour is not offered any more. Please choose another one."), code="hour_gone")
