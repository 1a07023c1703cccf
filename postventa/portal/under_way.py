"""What is under way with the customer's products: open cases, booked visits, registrations that we look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.actors import Actor
from customers.models import Registration, Unit
from customers.states import RegistrationState
from tickets.models import Appointment, Ticket
from tickets.states import WHOSE_TURN, Status, Turn

# How long an answer to a registration stays on the home page.
TOLD_FOR = dt.timedelta(days=14)


@dataclass
class UnderWay:
    """Of one product: how many open cases, whether one waits for the customer, and the next visit."""

    cases: int = 0
    asks: bool = False
    reference: str = ""  # of the case to go to
    visits: list[tuple[dt.datetime, str]] = field(default_factory=list)  # when, and the reference of its case

    @property
    def visit(self) -> tuple[dt.datetime, str] | None:
        return min(self.visits, default=None)


def under_way(units: Iterable[Unit], by: Actor, now: dt.datetime) -> dict[int, UnderWay]:
    """By the unit's id; the same two queries for one unit or for many."""
    found = {unit.pk: UnderWay() for unit in units}
    active = Ticket.objects.visible_to(by).active().filter(unit__in=found).order_by("-last_message_at")
    for unit, reference, status in active.values_list("unit_id", "reference", "status"):
        one, asks = found[unit], WHOSE_TURN[Status(status)] == Turn.CUSTOMER
        if not one.reference or (asks and not one.asks):
            one.reference = reference
        one.cases, one.asks = one.cases + 1, one.asks or asks
    visits = Appointment.objects.visible_to(by).booked().filter(ticket__unit__in=found, ends_at__gt=now)
    for unit, starts_at, reference in visits.order_by().values_list("ticket__unit", "starts_at", "ticket__reference"):
        found[unit].visits.append((starts_at, reference))
    return found


def registrations_of(by: Actor, now: dt.datetime) -> list[Registration]:
    """Those that are being looked at, and those that we refused lately; the newest first."""
    rows = Registration.objects.visible_to(by).select_related("product").order_by("-created_at", "-pk")[:20]
    return [row for row in rows if row.state == RegistrationState.WAITING or _refused_lately(row, now)]


def _refused_lately(row: Registration, now: dt.datetime) -> bool:
    return row.state == RegistrationState.REFUSED and bool(row.decided_at and row.decided_at > now - TOLD_FOR)
