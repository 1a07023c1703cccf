"""The invented shop: who works there, what it sells, who bought what and when it arrived."""

from __future__ import annotations

import datetime as dt
import random
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from catalog.models import Product, ProductLine
from core.models import Team, User
from core.states import Role
from customers.models import Customer, Delivery, Purchase, Unit
from postventa.demo.people import FIRST, LAST, PLACES
from postventa.load.copying import Sheet, reserve
from postventa.load.words import BRANDS, LINES, RANGES
from tickets.clocks import Policy
from tickets.models import Tag
from tickets.queries.clocks import policies
from warranties.models import CommercialGuarantee

AGENTS, TEAMS, PRODUCTS, TAGS = 40, 4, 200, 60
YEARS = dt.timedelta(days=6 * 365)
BEFORE = dt.timedelta(days=200)  # the first pieces were sold that long before the first case
CHUNK = 25_000


@dataclass
class Shop:
    """What cases are about, by number: the pieces in the order in which they were sold."""

    agents: list[User]
    teams: list[Team]
    tags: list[int]
    product_ids: list[int]
    product_lines: list[int]  # the place of each product's line in LINES
    first_unit: int = 0
    unit_customers: array = None  # type: ignore[assignment]
    unit_products: array = None  # type: ignore[assignment]  # places in product_ids
    policies: tuple[Policy, ...] = ()

    def called(self, unit: int) -> tuple[str, str]:
        """What a customer calls that piece, in Spanish and in English."""
        line = LINES[self.product_lines[self.unit_products[unit]]]
        return line[1], line[2]


def make_house(*, now: dt.datetime) -> Shop:
    """Accounts without a password, teams, products with their guarantees, and tags; those that are there stay."""
    teams = [Team.objects.get_or_create(name=f"Equipo {number}")[0] for number in range(1, TEAMS + 1)]
    password, agents = make_password(None), []
    for number in range(1, AGENTS + 1):
        name = f"{FIRST[number % len(FIRST)]} {LAST[number * 7 % len(LAST)]}"
        agent, _new = User.objects.get_or_create(
            email=f"agent{number:02}@load.example",
            defaults={
                "name": f"{FIRST[number % len(FIRST)]} {LAST[number * 7 % len(LAST)]}",
                "role": Role.AGENT,
                "password": password,
            },
        )
        agent.teams.set([teams[number % TEAMS]])
        agents.append(agent)
    lines = [ProductLine.objects.get_or_create(name=line[0])[0] for line in LINES]
    ids, places = [], []
    for number in range(PRODUCTS):
        place = number % len(LINES)
        called, brand = LINES[place][1].capitalize(), BRANDS[number % len(BRANDS)]
        name = f"{called} {brand} {RANGES[number % len(RANGES)]} {100 + number}"
        given = {"name": name, "brand": brand, "line": lines[place]}
        ids.append(Product.objects.get_or_create(sku=f"LD-{100 + number}", defaults=given)[0].pk)
        places.append(place)
    for line in lines[:6]:
        terms = {"guarantor": "Norvia Hogar, S. L., calle de la Industria, 12, Zaragoza", "months": 60}
        CommercialGuarantee.objects.get_or_create(name=f"{line} 5 años", product_line=line, defaults=terms)
    tags = [Tag.objects.get_or_create(name=f"etiqueta {number:02}")[0].pk for number in range(TAGS)]
    return Shop(agents, teams, tags, ids, places, policies=policies().policies)


def sizes(tickets: int) -> tuple[int, int, int]:
    """How many customers, purchases and pieces a shop with so many cases has."""
    purchases = max(tickets // 2, 1)
    return max(tickets * 3 // 10, 1), purchases, purchases + -(-purchases // 5)


def make_sales(shop: Shop, tickets: int, *, seed: int, now: dt.datetime) -> Iterator[int]:
    """Customers, and orders of one piece, or of two every fifth time, that arrived in the order of their numbers."""
    customers, purchases, units = sizes(tickets)
    first_customer, first_purchase = reserve(Customer, customers), reserve(Purchase, purchases)
    first_delivery, shop.first_unit = reserve(Delivery, purchases), reserve(Unit, units)
    shop.unit_customers, shop.unit_products = array("q"), array("H")
    for start in range(0, customers, CHUNK):
        yield copy_customers(first_customer, start, min(start + CHUNK, customers), seed)
    by_line = [[place for place, line in enumerate(shop.product_lines) if line == at] for at in range(len(LINES))]
    shares = [at for at, line in enumerate(LINES) for _ in range(line[3])]
    for start in range(0, purchases, CHUNK):
        rng = random.Random(f"{seed} sales {start}")  # noqa: S311 (not a secret)
        orders, arrivals = Sheet(Purchase, *PURCHASE), Sheet(Delivery, *DELIVERY)
        pieces = Sheet(Unit, *UNIT)
        for number in range(start, min(start + CHUNK, purchases)):
            customer = first_customer + number * 7919 % customers
            arrived = now - YEARS - BEFORE + (YEARS + BEFORE - dt.timedelta(days=4)) * (number / purchases)
            bought, day = arrived - dt.timedelta(days=4), arrived.date()
            purchase, delivery = first_purchase + number, first_delivery + number
            channel = ("online", "online", "store", "phone")[number % 4]
            orders.add(purchase, f"L-{purchase:07}", customer, channel, bought.isoformat(), bought.date())
            promised = day - dt.timedelta(days=1) if number % 5 == 0 else day
            arrivals.add(delivery, purchase, promised, arrived.isoformat(), day)
            for line in (1, 2)[: 2 if number % 5 == 0 else 1]:
                products = by_line[shares[int(rng.random() * len(shares))]]
                product = products[int(len(products) ** rng.random()) - 1]
                unit = shop.first_unit + len(shop.unit_customers)
                shop.unit_customers.append(customer)
                shop.unit_products.append(product)
                price = 100 + product * 7
                pieces.add(unit, purchase, line, shop.product_ids[product], delivery, f"SN{unit:09}", price, "EUR")
        yield orders.write() + arrivals.write() + pieces.write()


PURCHASE = ("id", "order_ref", "customer_id", "channel", "purchased_at", "purchased_on")
DELIVERY = ("id", "purchase_id", "promised_on", "delivered_at", "delivered_on")
UNIT = ("id", "purchase_id", "line", "product_id", "delivery_id", "serial", "price", "currency")
CUSTOMER = (
    "id", "ref", "name", "email", "phone", "language", "country", "region", "city", "postal_code", "timezone",
)  # fmt: skip


def copy_customers(first: int, start: int, stop: int, seed: int) -> int:
    rng = random.Random(f"{seed} customers {start}")  # noqa: S311 (not a secret)
    sheet = Sheet(Customer, *CUSTOMER)
    for number in range(start, stop):
        city, region, postal, zone, _weight = PLACES[int(rng.random() * len(PLACES))]
        name = " ".join((rng.choice(FIRST), rng.choice(LAST), rng.choice(LAST)))
        pk = first + number
        language = "en" if number % 8 == 5 else "es"
        address = f"cliente{pk}@load.example"
        sheet.add(pk, f"L{pk}", name, address, f"+34555{pk % 1000000:06}", language, "ES", region, city, postal, zone)
    return sheet.write()
