"""Random rows of everything that figures count: few days, lines and places, so that they meet, and their corners."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from catalog.models import CauseCode, Product
from core.models import Team, User
from customers.models import Customer, Delivery, Purchase, Unit
from customers.states import Channel
from tests.factories import (
    AgentFactory,
    CustomerFactory,
    DeliveryFactory,
    LineFactory,
    ProductFactory,
    PurchaseFactory,
    TeamFactory,
    UnitFactory,
)
from tests.reports.rows import MADRID
from tickets.models import Message, Ticket

# Of 2026: around the night in which clocks go forward in Spain, and some plain days.
DAYS = [dt.date(2026, month, day) for month, day in ((3, 10), (3, 11), (3, 12), (3, 28), (3, 29), (3, 30), (4, 1))]
_numbers = count(1)
INSTANT = dt.timedelta(microseconds=1)
HALF_AN_HOUR = dt.timedelta(minutes=30)


@dataclass
class Stock:
    """What the random rows are about."""

    products: list[Product]
    teams: list[Team]
    agents: list[User]
    causes: list[CauseCode]
    customers: list[Customer]
    purchases: list[Purchase]
    deliveries: list[Delivery]
    units: list[Unit]
    tickets: list[Ticket] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


def moment(rng: random.Random) -> dt.datetime:
    """An instant of one of DAYS, in UTC; often at its midnight in Madrid, just before, or when UTC is a day behind."""
    midnight = dt.datetime.combine(rng.choice(DAYS), dt.time(), tzinfo=MADRID).astimezone(dt.UTC)
    if rng.random() < 0.4:
        return midnight + rng.choice([-INSTANT, dt.timedelta(), INSTANT, -HALF_AN_HOUR, HALF_AN_HOUR])
    return midnight + dt.timedelta(seconds=rng.randrange(86_400))


def later(rng: random.Random, when: dt.datetime) -> dt.datetime:
    """At once, a moment after, or up to two days."""
    return when + rng.choice(
        [dt.timedelta(), dt.timedelta(seconds=1), dt.timedelta(seconds=rng.randrange(2, 172_800) + rng.random())]
    )


def some(rng: random.Random, rows: list[Any], share: float = 0.7) -> Any:
    """One of them, or None."""
    return rng.choice(rows) if rows and rng.random() < share else None


def make_stock(rng: random.Random) -> Stock:
    one, two = LineFactory(), LineFactory()
    products = [ProductFactory(line=line) for line in (one, one, two, None)]
    customers = [CustomerFactory(country=country) for country in ("ES", "ES", "PT", "FR", "")]
    purchases = [PurchaseFactory(customer=rng.choice(customers), channel=rng.choice(Channel.values)) for _ in range(10)]
    deliveries = [make_delivery(rng, rng.choice(purchases)) for _ in range(16)]
    _bare = [make_delivery(rng, rng.choice(purchases)) for _ in range(3)]  # nothing ever hangs on these
    return Stock(
        products=products,
        teams=[TeamFactory(), TeamFactory()],
        agents=[AgentFactory(), AgentFactory()],
        causes=[CauseCode.objects.create(code=f"brute-{next(_numbers)}", name=name) for name in ("motor", "pump")],
        customers=customers,
        purchases=purchases,
        deliveries=deliveries,
        units=[make_unit(rng, delivery, products) for delivery in deliveries for _ in range(rng.randrange(4))],
    )


def make_delivery(rng: random.Random, purchase: Purchase) -> Delivery:
    """Arrived, or on its way; its day is that of the customer's place, which may be another than ours."""
    when = moment(rng) if rng.random() < 0.85 else None
    moved = dt.timedelta(days=rng.choice([-1, 0, 0, 0, 1]))
    return DeliveryFactory(
        purchase=purchase,
        delivered_at=when,
        delivered_on=when and when.astimezone(MADRID).date() + moved,
        promised_on=some(rng, DAYS, 0.8),
        carrier=rng.choice(["", "Rápidos", "Lentos"]),
        visits=rng.choice([None, 0, 1, 1, 2, 3]),
    )


def make_unit(rng: random.Random, delivery: Delivery, products: list[Product]) -> Unit:
    return UnitFactory(purchase=delivery.purchase, delivery=delivery, product=rng.choice(products))
