"""How a booked hour ends: cancelled, done or missed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from remedies.states import AppointmentState
from tickets.actions._visits import forget_promise, held_visit, may_be_kept, note_visit
from tickets.actions.clocks import keep_clocks
from tickets.actions.promises import check_staff, keep_promise
from tickets.actions.telling import tell_us
from tickets.models import Appointment, SlotOffer, Ticket, TicketEvent
from tickets.notices import tell_cancelled
from tickets.queries.families import family_ids
from tickets.states import NoticeKind


@transaction.atomic
def cancel_appointment(
    *, appointment: Appointment, offer_again: bool = True, by: Actor, now: dt.datetime
) -> Appointment:
    """Nobody comes: the place is free, the promise is withdrawn, and a letter says so.

    To a customer who cancels, and otherwise with `offer_again`, hours of the same kind are offered anew, unless another
    hour is booked; who would have kept it is told. Twice is once. Refused when it is over ("visit_over"), and for a
    customer once it has begun ("visit_begun").
    """
    ticket, appointment = held_visit(appointment, by)
    if appointment.state == AppointmentState.CANCELLED:
        return appointment
    _check_booked(appointment)
    if not by.is_staff and appointment.starts_at <= now:
        raise Refused(_("This hour has begun. Please write or call us."), code="visit_begun")
    event = _call_off(appointment, ticket, by=by, now=now)
    again = (offer_again or not by.is_staff) and ticket.is_active and not _another(ticket)
    if again:
        _offer_again(appointment, ticket, by=by, now=now)
    if not by.is_staff and appointment.promise:
        tell_us(people=[appointment.promise.owner], kind=NoticeKind.PROMISE, ticket=ticket, event=event, now=now)
    tell_cancelled(ticket, appointment, now, again=again)
    keep_clocks(ticket, now=now)
    return appointment


def cancel_with_case(
    appointment: Appointment, ticket: Ticket, *, resolved: bool = True, by: Actor, now: dt.datetime
) -> None:
    """The same of a booked visit of a held case that is being resolved, or set aside: no hour is offered instead."""
    _call_off(appointment, ticket, by=by, now=now)
    tell_cancelled(ticket, appointment, now, again=False, then="resolved" if resolved else "")


@transaction.atomic
def finish_appointment(
    *, appointment: Appointment, done_at: dt.datetime | None = None, by: Actor, now: dt.datetime
) -> Appointment:
    """It took place, in its hour or at `done_at`: its promise is kept, or done late.

    Twice is once. Refused before it begins ("visit_early"), when it is over ("visit_over"), and as `keep_promise`.
    """
    check_staff(by)
    ticket, appointment = held_visit(appointment, by)
    if appointment.state != AppointmentState.DONE:
        finish_held(appointment, ticket, done_at=done_at, by=by, now=now)
    return appointment


def finish_held(
    appointment: Appointment, ticket: Ticket, *, done_at: dt.datetime | None = None, by: Actor, now: dt.datetime
) -> None:
    """The same inside of another verb, which holds the case."""
    _check_begun(appointment, now)
    done_at = done_at or min(now, appointment.ends_at)
    _end(appointment, AppointmentState.DONE, now)
    note_visit(ticket, appointment, "done", by=by, now=now)
    if appointment.promise and may_be_kept(appointment.promise):
        keep_promise(promise=appointment.promise, done_at=done_at, by=by, now=now)


@transaction.atomic
def miss_appointment(*, appointment: Appointment, by: Actor, now: dt.datetime) -> Appointment:
    """It did not take place. Its promise is broken at its moment by the clocks, and an hour booked next comes instead.

    Twice is once. Refused before it begins ("visit_early"), and when it is over ("visit_over").
    """
    check_staff(by)
    ticket, appointment = held_visit(appointment, by)
    if appointment.state == AppointmentState.MISSED:
        return appointment
    _check_begun(appointment, now)
    _end(appointment, AppointmentState.MISSED, now)
    note_visit(ticket, appointment, "missed", by=by, now=now)
    keep_clocks(ticket, now=now)
    return appointment


def _call_off(appointment: Appointment, ticket: Ticket, *, by: Actor, now: dt.datetime) -> TicketEvent:
    """The place is free and nobody waits; the line of the ledger."""
    appointment.state, appointment.ended_at = AppointmentState.CANCELLED, now
    appointment.sequence += 1
    appointment.save(update_fields=["state", "ended_at", "sequence"])
    event = note_visit(ticket, appointment, "cancelled", by=by, now=now)
    forget_promise(appointment, ticket, by=by, now=now)
    return event


def _end(appointment: Appointment, state: AppointmentState, now: dt.datetime) -> None:
    appointment.state, appointment.ended_at = state, now
    appointment.save(update_fields=["state", "ended_at"])


def _check_booked(appointment: Appointment) -> None:
    if appointment.state != AppointmentState.BOOKED:
        raise Refused(_("This visit was changed or is over. Please look at it again."), code="visit_over")


def _check_begun(appointment: Appointment, now: dt.datetime) -> None:
    _check_booked(appointment)
    if now < appointment.starts_at:
        raise Refused(_("This hour has not begun yet. Move it, or cancel it, if it is not wanted."), code="visit_early")


def _another(ticket: Ticket) -> bool:
    """Whether an hour is booked besides, as after a merge: nobody chooses a second one."""
    return Appointment.objects.booked().filter(ticket__in=family_ids(ticket)).exists()


def _offer_again(appointment: Appointment, ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """The same kind at the same centre, in the name of who offered it before."""
    last = SlotOffer.objects.filter(ticket=appointment.ticket_id).order_by("-pk").first()
    promise = appointment.promise
    known = (by.user_id if by.is_staff else None) or (last and last.offered_by_id) or (promise and promise.made_by_id)
    if known and not SlotOffer.objects.filter(ticket=ticket, closed_at=None).exists():
        SlotOffer.objects.create(
            ticket=ticket, kind=appointment.kind, centre=appointment.slot.centre, offered_by_id=known, offered_at=now
        )
