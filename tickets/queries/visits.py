"""Hours and returns as pages show them: which a customer may choose, what is booked in a case, who comes on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import prepared
from core.zones import zone_of
from remedies.models import Slot
from remedies.states import AppointmentState, ParcelState
from tickets.models import Appointment, Parcel, SlotOffer, Ticket
from tickets.queries.families import family_ids
from tickets.visits import NOTICE, can_choose, on_the_clock

MOST = 40  # hours that are shown at once, and the rest of the last of their days
# Most cases have none of the three.
_ANY = """
SELECT EXISTS (SELECT FROM tickets_appointment WHERE ticket_id = ANY(%s))
    OR EXISTS (SELECT FROM tickets_slotoffer WHERE ticket_id = ANY(%s) AND closed_at IS NULL)
    OR EXISTS (SELECT FROM tickets_parcel WHERE ticket_id = ANY(%s))
"""
PAST = (AppointmentState.DONE, AppointmentState.MISSED, AppointmentState.CANCELLED)
READ = 200


@dataclass(frozen=True)
class Choice:
    """An hour to choose, by the customer's clock."""

    pk: int
    starts: dt.datetime
    ends: dt.datetime
    slot: Slot


@dataclass(frozen=True)
class Hours:
    """Whole days with their hours; `later`: the first day that is not shown any more."""

    days: list[tuple[dt.date, list[Choice]]]
    later: dt.date | None = None


@dataclass(frozen=True)
class Visits:
    """What a case has of visits and returns, those of the cases merged into it too."""

    booked: list[Appointment] = field(default_factory=list)  # the next one first; two after a merge
    offer: SlotOffer | None = None
    past: list[Appointment] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.booked or self.offer or self.past or self.parcels)


def with_room(slots: QuerySet[Slot]) -> QuerySet[Slot]:
    """Those into which another booking fits, with how many they have (`taken`)."""
    booked = Appointment.objects.booked().filter(slot=OuterRef("pk")).order_by().values("slot")
    taken = Coalesce(Subquery(booked.annotate(n=Count("pk")).values("n")), 0)
    return slots.annotate(taken=taken).filter(taken__lt=F("room"))


def free_hours(offer: SlotOffer, *, now: dt.datetime, since: dt.date | None = None, most: int = MOST) -> Hours:
    """What the customer of an offer may choose, from a day on; the same hour of several people is one choice."""
    zone = zone_of(offer.ticket.customer.timezone)
    return _hours(Slot.objects.open(now + NOTICE).filter(fitting(offer, zone)), zone, since=since, most=most)


def other_hours(
    appointment: Appointment, ticket: Ticket, *, now: dt.datetime, since: dt.date | None = None, most: int = MOST
) -> Hours:
    """What may be chosen instead: other hours of the same kind at the same centre."""
    slots = Slot.objects.open(now + NOTICE).filter(kind=appointment.kind, centre=appointment.slot.centre_id)
    others = slots.exclude(starts_at=appointment.starts_at, ends_at=appointment.ends_at)
    return _hours(others, zone_of(ticket.customer.timezone), since=since, most=most)


def all_hours(
    *, now: dt.datetime, zone: ZoneInfo, since: dt.date | None = None, most: int = MOST, **only: object
) -> Hours:
    """All that may be booked by hand: with whom is chosen too."""
    slots = Slot.objects.open(now).filter(**only)
    return _hours(slots, zone, since=since, most=most, by_person=True)


def _hours(
    slots: QuerySet[Slot], zone: ZoneInfo, *, since: dt.date | None, most: int, by_person: bool = False
) -> Hours:
    slots = with_room(slots).select_related("centre")
    if since:
        slots = slots.filter(starts_at__gte=dt.datetime.combine(since, dt.time(), zone))
    same = ("starts_at", "ends_at", "kind", "centre_id")
    slots = slots.order_by("starts_at", "who", "pk") if by_person else slots.order_by(*same, "pk").distinct(*same)
    rows = list(slots[:READ])
    days = _by_day(
        [Choice(row.pk, on_the_clock(row.starts_at, zone), on_the_clock(row.ends_at, zone), row) for row in rows]
    )
    return _first(days, most, is_cut=len(rows) == READ)


def fitting(offer: SlotOffer, zone: ZoneInfo) -> Q:
    """The hours of an offer: of its kind, at its centre if it names one, until its day by the customer's clock."""
    fits = Q(kind=offer.kind)
    if offer.centre_id:
        fits &= Q(centre=offer.centre_id)
    if offer.until:
        fits &= Q(starts_at__lt=dt.datetime.combine(offer.until + dt.timedelta(days=1), dt.time(), zone))
    return fits


def visits_of(ticket: Ticket, family: Sequence[int] | None = None) -> Visits:
    """One query for a case that has nothing of it and four for another, and one more when its family is not known."""
    family = family_ids(ticket) if family is None else family
    with connection.cursor() as cursor:
        prepared.execute(cursor, _ANY, [list(family)] * 3)
        if not cursor.fetchone()[0]:
            return Visits()
    rows = list(
        Appointment.objects.filter(ticket__in=family)
        .exclude(state=AppointmentState.MOVED)
        .select_related("slot__centre", "promise")
        .order_by("-starts_at", "-pk")
    )
    booked = [row for row in rows if row.state == AppointmentState.BOOKED]
    for row in booked:
        row.ticket = ticket if row.ticket_id == ticket.pk else row.ticket
    offers = SlotOffer.objects.filter(ticket__in=family, closed_at=None).select_related("centre").order_by("-pk")
    parcels = Parcel.objects.filter(ticket__in=family).select_related("centre")
    return Visits(
        booked=booked[::-1],
        offer=None if booked else offers.first(),
        past=[row for row in rows if row.state in PAST],
        parcels=[row for row in parcels if row.state != ParcelState.CANCELLED],
    )


def booked_in(family: Sequence[int]) -> list[Appointment]:
    """What is booked in these cases, the next one first: two after a merge."""
    rows = Appointment.objects.booked().filter(ticket__in=family).select_related("slot__centre", "promise")
    return list(rows.order_by("starts_at", "pk"))


def visits_ahead(ticket: Ticket, now: dt.datetime) -> list[Appointment]:
    """Those that are booked and not over yet, the next one first."""
    return [one for one in booked_in(family_ids(ticket)) if one.ends_at > now]


def open_offer(ticket: Ticket, now: dt.datetime) -> SlotOffer | None:
    """The hours that the customer of an active case may still choose from; none once one is booked."""
    family = family_ids(ticket)
    if not ticket.is_active or Appointment.objects.booked().filter(ticket__in=family).exists():
        return None
    offer = SlotOffer.objects.filter(ticket__in=family, closed_at=None).select_related("centre").order_by("-pk").first()
    return offer if offer and can_choose(offer.until, zone_of(ticket.customer.timezone), now) else None


def visits_promised(promises: Iterable[int]) -> dict[int, Appointment]:
    """The booked visits that some promises are about, by the promise."""
    rows = Appointment.objects.booked().filter(promise__in=list(promises)).select_related("slot__centre")
    return {row.promise_id: row for row in rows if row.promise_id}


@dataclass(frozen=True)
class Taken:
    """An hour of the house with who booked it."""

    slot: Slot
    starts: dt.datetime
    ends: dt.datetime
    bookings: list[Appointment]

    @property
    def left(self) -> int:
        return max(0, self.slot.room - len(self.bookings))


def slots_by_day(*, since: dt.datetime, until: dt.datetime, zone: ZoneInfo) -> list[tuple[dt.date, list[Taken]]]:
    """The hours of some days: open ones, and closed ones that somebody has booked. Two queries."""
    booked = Appointment.objects.filter(slot__starts_at__gte=since, slot__starts_at__lt=until)
    booked = booked.filter(state__in=[AppointmentState.BOOKED, AppointmentState.DONE, AppointmentState.MISSED])
    bookings: dict[int, list[Appointment]] = defaultdict(list)
    for row in booked.select_related("ticket__customer"):
        bookings[row.slot_id].append(row)
    slots = Slot.objects.filter(starts_at__gte=since, starts_at__lt=until).select_related("centre")
    shown = slots.filter(Q(closed=False) | Q(pk__in=list(bookings))).order_by("starts_at", "who")
    rows = [
        Taken(slot, on_the_clock(slot.starts_at, zone), on_the_clock(slot.ends_at, zone), bookings[slot.pk])
        for slot in shown
    ]
    return [(day, list(taken)) for day, taken in groupby(rows, key=lambda row: row.starts.date())]


def closed_hours(
    *, since: dt.datetime, until: dt.datetime, now: dt.datetime, zone: ZoneInfo
) -> list[tuple[dt.date, list[Taken]]]:
    """Of the hours of some days those that may be offered again: closed, to come, booked by nobody, and with no other
    of the same technician, van or counter at their time. One query.
    """
    theirs = Slot.objects.filter(closed=False, who__iexact=OuterRef("who"))
    instead = theirs.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    booked = Appointment.objects.booked().filter(slot=OuterRef("pk"))
    days = Slot.objects.filter(closed=True, starts_at__gte=since, starts_at__lt=until, starts_at__gt=now)
    shown = days.exclude(Exists(instead)).exclude(Exists(booked)).select_related("centre").order_by("starts_at", "who")
    rows = [Taken(slot, on_the_clock(slot.starts_at, zone), on_the_clock(slot.ends_at, zone), []) for slot in shown]
    return [(day, list(taken)) for day, taken in groupby(rows, key=lambda row: row.starts.date())]


def _by_day(choices: list[Choice]) -> list[tuple[dt.date, list[Choice]]]:
    return [(day, list(rows)) for day, rows in groupby(choices, key=lambda choice: choice.starts.date())]


def _first(days: list[tuple[dt.date, list[Choice]]], most: int, *, is_cut: bool) -> Hours:
    """The first days until there are enough hours. The last day of a reading that was cut may not be whole."""
    whole = days[:-1] if is_cut and len(days) > 1 else days
    shown: list[tuple[dt.date, list[Choice]]] = []
    count = 0
    for day, choices in whole:
        if count >= most:
            break
        shown.append((day, choices))
        count += len(choices)
    rest = days[len(shown) :]
    return Hours(shown, rest[0][0] if rest else None)
