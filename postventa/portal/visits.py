"""The visits and returns of a case as its customer reads them, by their own clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from core.zones import zone_of
from remedies.states import AppointmentState, ParcelState, VisitKind
from tickets.models import Appointment, Parcel, SlotOffer, Ticket
from tickets.queries.visits import visits_of
from tickets.visits import KINDS, can_choose, day_in_full, may_move, on_the_clock

SHOWN = 3  # visits that are over


@dataclass(frozen=True)
class Visit:
    """A visit: on which day, from when to when, and what may be done with it."""

    row: Appointment
    kind: str | Promise
    day: str
    on: str  # the same within a sentence
    starts: dt.datetime
    ends: dt.datetime
    may_move: bool
    may_cancel: bool

    @property
    def is_here(self) -> bool:
        """Whether the customer comes to us."""
        return self.row.kind == VisitKind.DROP_OFF


@dataclass(frozen=True)
class CaseVisits:
    booked: list[Visit]
    offer: SlotOffer | None
    offer_kind: str | Promise
    past: list[Visit]
    parcels: list[Parcel]

    @property
    def to_send(self) -> bool:
        """Whether a label is ready that nobody has used."""
        return any(parcel.state == ParcelState.LABELLED for parcel in self.parcels)

    def meant(self, pk: str) -> Visit | None:
        """The booked visit that an address or a form names; otherwise, or when it is booked no more, the next one."""
        named = [one for one in self.booked if str(one.row.pk) == pk]
        return next(iter(named or self.booked), None)


def case_visits(ticket: Ticket, now: dt.datetime) -> CaseVisits:
    """Those of a case and of the cases merged into it. To choose is only offered while the case is in hand."""
    found = visits_of(ticket)
    offer = found.offer if ticket.is_active and is_open(found.offer, ticket, now) else None
    return CaseVisits(
        booked=[visit(row, ticket, now) for row in found.booked],
        offer=offer,
        offer_kind=KINDS[VisitKind(offer.kind)] if offer else "",
        past=[visit(row, ticket, now) for row in found.past[:SHOWN]],
        parcels=found.parcels,
    )


def is_open(offer: SlotOffer | None, ticket: Ticket, now: dt.datetime) -> bool:
    """Whether its last day has not passed, by the customer's clock."""
    return offer is not None and can_choose(offer.until, zone_of(ticket.customer.timezone), now)


def visit(row: Appointment, ticket: Ticket, now: dt.datetime) -> Visit:
    zone = zone_of(ticket.customer.timezone)
    starts, is_booked = on_the_clock(row.starts_at, zone), row.state == AppointmentState.BOOKED
    return Visit(
        row=row,
        kind=KINDS[VisitKind(row.kind)],
        day=day_in_full(starts),
        on=day_in_full(starts, within=True),
        starts=starts,
        ends=on_the_clock(row.ends_at, zone),
        may_move=is_booked and ticket.is_active and may_move(row.starts_at, settings.VISIT_MOVE_HOURS, now),
        may_cancel=is_booked and row.starts_at > now,
    )
