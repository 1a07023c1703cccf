"""Offering the customer of a case to choose an hour; and offering hours again that were closed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.richtext import Words
from customers.actions.known import check_known
from remedies.actions.slots import reopen_slots
from remedies.states import VisitKind
from tickets.actions._ledger import locked, record
from tickets.actions.conversation import answer
from tickets.actions.messages import already_sent, said_before
from tickets.actions.promises import check_staff
from tickets.models import Appointment, Message, SlotOffer, Ticket
from tickets.queries.families import family_ids
from tickets.queries.visits import free_hours
from tickets.states import EventKind, Status
from warranties.models import ServiceCentre


@transaction.atomic
def offer_hours(
    *,
    ticket: Ticket,
    kind: VisitKind,
    centre: ServiceCentre | None = None,
    until: dt.date | None = None,
    words: Words,
    seen: int | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> SlotOffer:
    """Write to the customer that they may choose an hour of this kind, at this centre or any, until that day.

    The case waits for them; an earlier offer ends. The same `submission` twice is one. Refused as a reply is, when an
    hour is booked already ("booked_already"), and when there is none to choose from ("hours_none").
    """
    offered_by = check_staff(by)
    check_known(ticket.customer_id)
    ticket = locked(ticket)
    if (said := said_before(ticket, submission)) is not None:
        return _of(said)
    if Appointment.objects.booked().filter(ticket__in=family_ids(ticket)).exists():
        raise Refused(_("An hour is booked already. Move that one, or cancel it first."), code="booked_already")
    offer = SlotOffer(
        ticket=ticket, kind=kind, centre=centre, until=until, offered_by_id=offered_by, offered_at=now
    )  # fmt: skip
    if not free_hours(offer, now=now, most=1).days:
        raise Refused(
            _("No hour of this kind is free until then. Hours are offered in the settings, by managers."),
            code="hours_none",
        )
    answer(
        ticket=ticket, text=words.text, html=words.html, then=Status.WAITING_CUSTOMER, hold=False, seen=seen,
        submission=submission, by=by, now=now,
    )  # fmt: skip
    end_offers(ticket, now=now)
    offer.save(force_insert=True)
    record(ticket, EventKind.BOOKED, data={"offer": offer.pk, "to": "offered", "kind": kind}, by=by, now=now)
    return offer


@transaction.atomic
def withdraw_offer(*, ticket: Ticket, by: Actor, now: dt.datetime) -> bool:
    """The customer chooses no more; whether there was an offer. The case waits for whom it waited."""
    check_staff(by)
    ticket = locked(ticket)
    offers = end_offers(ticket, now=now)
    for pk in offers:
        record(ticket, EventKind.BOOKED, data={"offer": pk, "to": "withdrawn"}, by=by, now=now)
    return bool(offers)


@transaction.atomic
def offer_again(*, ids: Iterable[int], by: Actor, now: dt.datetime) -> int:
    """Hours that were closed can be chosen again, all of them or none; how many were closed.

    Refused when somebody has one of them ("slots_booked"): what they agreed on stays as it is. Otherwise as
    `reopen_slots`.
    """
    wanted = set(ids)
    if Appointment.objects.booked().filter(slot__in=wanted, slot__closed=True).exists():
        raise Refused(_("Somebody has one of these hours, so it stays closed. Choose others."), code="slots_booked")
    return reopen_slots(ids=wanted, by=by, now=now)


def _of(said: Message) -> SlotOffer:
    """The offer that the same form brought before: it is as old as its words."""
    found = SlotOffer.objects.filter(ticket=said.ticket_id, offered_at=said.created_at).first()
    if found is None:
        raise already_sent()
    return found


def end_offers(ticket: Ticket, *, now: dt.datetime) -> list[int]:
    """The open offers of a held case and of those merged into it end; which."""
    rows = SlotOffer.objects.filter(ticket__in=family_ids(ticket), closed_at=None)
    ids = list(rows.values_list("pk", flat=True))
    rows.update(closed_at=now)
    return ids
