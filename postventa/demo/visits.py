"""Hours for visits that the demonstration's house offers, one that is booked, one to choose, and a return."""

from __future__ import annotations

import datetime as dt

from core.actors import Actor, actor_of
from core.models import User
from core.richtext import Words
from remedies.actions.slots import offer_slots
from remedies.models import Slot
from remedies.queries import house_calendar, house_zone
from remedies.slots import Pattern
from remedies.states import VisitKind
from tickets.actions.appointments import book
from tickets.actions.parcels import make_parcel
from tickets.actions.slot_offers import offer_hours
from tickets.models import Ticket
from warranties.models import ServiceCentre

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
AHEAD = 21 * DAY
WORKDAYS = frozenset(range(5))
# Of whom, what for, which days, from and until (hours), how long each (minutes), how many fit.
HOURS = [
    ("Óscar Vidal", VisitKind.VISIT, WORKDAYS, 9, 14, 120, 1),
    ("Nuria Pons", VisitKind.VISIT, frozenset({1, 3}), 16, 20, 120, 1),
    ("Furgoneta 1", VisitKind.COLLECTION, frozenset({1, 3}), 10, 18, 240, 4),
    ("Mostrador", VisitKind.DROP_OFF, WORKDAYS, 10, 13, 60, 3),
]
TO_CHOOSE, BOOKED, SENT_BACK = "noise", "drip", "battery"
WORDS = (
    "Un técnico tiene que verla funcionar. Elija en su caso la hora que mejor le venga; queda reservada en el momento."
)


def make_visits(cases: dict[str, int], people: dict[str, User], manager: User, now: dt.datetime) -> None:
    """What is offered for the next weeks, and what was done with it."""
    zone, by = house_zone(house_calendar()), actor_of(people["ana"])
    today = now.astimezone(zone).date()
    for who, kind, weekdays, starts, ends, length, room in HOURS:
        pattern = Pattern(weekdays, starts * 60, ends * 60, length, today, today + AHEAD, zone)
        centre = ServiceCentre.objects.order_by("pk").first() if kind == VisitKind.DROP_OFF else None
        offer_slots(
            pattern=pattern, kind=kind, who=who, centre=centre, room=room, by=actor_of(manager), now=now - 2 * DAY
        )
    _book(_case(cases[BOOKED]), by, now)
    waiting = _case(cases[TO_CHOOSE])
    offer_hours(
        ticket=waiting, kind=VisitKind.VISIT, until=today + AHEAD, words=Words(WORDS), by=by, now=_after(waiting, now)
    )
    back = _case(cases[SENT_BACK])
    contents = "La aspiradora con su cargador, sin los cepillos"
    centre = ServiceCentre.objects.order_by("pk").first()
    make_parcel(ticket=back, centre=centre, carrier="Correos", contents=contents, by=by, now=_after(back, now))


def _case(pk: int) -> Ticket:
    return Ticket.objects.select_related("customer").get(pk=pk)


def _book(ticket: Ticket, by: Actor, now: dt.datetime) -> None:
    """The first visit from tomorrow on."""
    slot = Slot.objects.filter(kind=VisitKind.VISIT, starts_at__gt=now + DAY).order_by("starts_at", "pk")[0]
    book(ticket=ticket, slot=slot, by=by, now=_after(ticket, now))


def _after(ticket: Ticket, now: dt.datetime) -> dt.datetime:
    """Some time after the last words of a case, if that is past."""
    said = ticket.last_message_at
    return max(said, min(said + HOUR, now - 3 * dt.timedelta(minutes=1)))
