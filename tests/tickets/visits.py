"""Hours and offers for tests of visits."""

from __future__ import annotations

import datetime as dt

from core.actors import Actor
from core.richtext import Words
from remedies.models import Slot
from remedies.states import VisitKind
from tests.factories import NOW
from tickets.actions.slot_offers import offer_hours
from tickets.models import SlotOffer, Ticket

HOUR = dt.timedelta(hours=1)


def make_slot(
    hours: float = 24, *, long: float = 2, who: str = "Óscar", now: dt.datetime = NOW, **given: object
) -> Slot:
    """An hour that begins so many hours from now."""
    starts_at = now + hours * HOUR
    given = {"kind": VisitKind.VISIT, "who": who, "starts_at": starts_at, "ends_at": starts_at + long * HOUR} | given
    return Slot.objects.create(**given)


def make_offer(ticket: Ticket, by: Actor, *, now: dt.datetime = NOW, **given: object) -> SlotOffer:
    known: dict = {"kind": VisitKind.VISIT, "words": Words("Elija una hora, por favor.")}
    return offer_hours(ticket=ticket, by=by, now=now, **(known | given))
