"""Fourteen months of purchases, and how each arrived."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from catalog.models import Product, ProductLine
from customers.models import Customer, Delivery, Purchase, Unit
from customers.states import Channel
from postventa.demo.catalogue import ARTICLES, GUARANTEES, INSTALLED, Article
from warranties.models import CommercialGuarantee

SPAN = 425  # days
HOW_MANY = 360
GOOD, BAD = "Rutas del Ebro", "Trans Levante"
# The carrier that failed: between so many and so many days ago.
TROUBLE = (18, 75)
DAY = dt.timedelta(days=1)
TRADING = 24 * 60  # minutes


class Sales:
    """Purchases with their deliveries and units in memory, saved together at the end."""

    def __init__(self, rng: random.Random, now: dt.datetime) -> None:
        self.rng, self.now = rng, now
        self.products = _catalogue()
        self.purchases: list[Purchase] = []
        self.deliveries: list[Delivery] = []
        self.units: list[Unit] = []

    def sell(
        self,
        customer: Customer,
        articles: Sequence[Article],
        bought: dt.datetime,
        *,
        channel: Channel,
        promised_days: int,
        late_days: int = 0,
        arrives: bool = True,
    ) -> None:
        """One purchase in one delivery. What would arrive in the future has not arrived."""
        zone = ZoneInfo(customer.timezone)
        purchase = Purchase(
            order_ref=f"P{260_001 + len(self.purchases)}",
            customer=customer,
            channel=channel,
            purchased_at=bought,
            purchased_on=bought.astimezone(zone).date(),
        )
        promised = purchase.purchased_on + promised_days * DAY
        hour = dt.time(self.rng.randint(9, 18), self.rng.randrange(0, 60, 5))
        arrived = dt.datetime.combine(promised + late_days * DAY, hour, tzinfo=zone)
        done = arrives and arrived < self.now
        installs = done and any(article.line in INSTALLED for article in articles)
        installed = arrived + dt.timedelta(minutes=self.rng.choice((40, 55, 70, TRADING, TRADING)))
        delivery = Delivery(
            purchase=purchase,
            promised_on=promised,
            shipped_at=min(bought + self.rng.randint(8, 30) * dt.timedelta(hours=1), arrived) if done else None,
            delivered_at=arrived if done else None,
            delivered_on=arrived.date() if done else None,
            installed_at=installed if installs and installed < self.now else None,
            visits=self.rng.choices((1, 2), (9, 1))[0] if installs else None,
            carrier=self._carrier(bought, late_days),
        )
        self.purchases.append(purchase)
        self.deliveries.append(delivery)
        for line, article in enumerate(articles, 1):
            self.units.append(self._unit(purchase, delivery, line, article))

    def _unit(self, purchase: Purchase, delivery: Delivery, line: int, article: Article) -> Unit:
        week = f"{purchase.purchased_on:%G%V}"
        return Unit(
            purchase=purchase,
            delivery=delivery,
            line=str(line),
            product=self.products[article.sku],
            serial=f"{article.sku.replace('-', '')}{len(self.units):05d}",
            lot=f"L{week}",
            price=Decimal(article.price),
            currency="EUR",
        )

    def _carrier(self, bought: dt.datetime, late_days: int) -> str:
        ago = (self.now - bought).days
        if late_days and TROUBLE[0] <= ago <= TROUBLE[1] + 8:
            return BAD
        return self.rng.choices((GOOD, BAD), (3, 1))[0]

    def save(self) -> None:
        Purchase.objects.bulk_create(self.purchases)
        Delivery.objects.bulk_create(self.deliveries)
        Unit.objects.bulk_create(self.units)


def make_sales(customers: list[Customer], rng: random.Random, now: dt.datetime) -> None:
    """Marta's three purchases, one for each of the last days, and the rest with a shop that grows."""
    sales = Sales(rng, now)
    marta, others = customers[0], customers[1:]
    by_sku = {article.sku: article for article in ARTICLES}
    morning = now.replace(hour=9, minute=40, second=0, microsecond=0)
    sales.sell(marta, [by_sku["TEL-55O"]], morning - 428 * DAY, channel=Channel.STORE, promised_days=3)
    sales.sell(marta, [by_sku["LAV-8K14"]], morning - 9 * DAY, channel=Channel.ONLINE, promised_days=4)
    sales.sell(marta, [by_sku["AUR-CX"]], morning - 2 * DAY, channel=Channel.ONLINE, promised_days=3)
    _sell_to_the_english(sales, others, by_sku, morning)
    weights = [article.weight for article in ARTICLES]
    for number in range(HOW_MANY):
        ago = 1.2 + SPAN * (number / HOW_MANY) ** 1.5
        articles = rng.choices(ARTICLES, weights, k=rng.choices((1, 2), (5, 1))[0])
        heavy = any(article.line in INSTALLED for article in articles)
        bought = now - ago * DAY + rng.uniform(-0.3, 0.3) * DAY
        channel = rng.choices((Channel.ONLINE, Channel.STORE, Channel.PHONE), (6, 4, 1))[0]
        promised = rng.randint(3, 6) if heavy else rng.randint(1, 3)
        sales.sell(
            rng.choice(others),
            list(dict.fromkeys(articles)),
            min(bought, now - dt.timedelta(hours=2)),
            channel=channel,
            promised_days=promised,
            late_days=_late_days(rng, ago),
            arrives=number not in (14, 19),  # two that should have arrived and have not
        )
    sales.save()


def _sell_to_the_english(
    sales: Sales, others: list[Customer], by_sku: dict[str, Article], morning: dt.datetime
) -> None:
    """What their cases are about."""
    english = [customer for customer in others if customer.language == "en"]
    for customer, sku, ago in zip(english, ("AUR-CX", "BAR-300", "BAR-300"), (38, 64, 24), strict=False):
        sales.sell(customer, [by_sku[sku]], morning - ago * DAY, channel=Channel.ONLINE, promised_days=2)


def _late_days(rng: random.Random, ago: float) -> int:
    chance = 0.34 if TROUBLE[0] <= ago <= TROUBLE[1] else 0.09
    return rng.choices((1, 2, 3, 5, 8), (4, 4, 3, 2, 1))[0] if rng.random() < chance else 0


def _catalogue() -> dict[str, Product]:
    names = dict.fromkeys(article.line for article in ARTICLES)
    lines = {line.name: line for line in ProductLine.objects.bulk_create(ProductLine(name=name) for name in names)}
    products = Product.objects.bulk_create(
        Product(sku=article.sku, name=article.name, brand=article.brand, line=lines[article.line])
        for article in ARTICLES
    )
    CommercialGuarantee.objects.bulk_create(
        CommercialGuarantee(
            name=name,
            guarantor=guarantor,
            product_line=lines[line],
            months=months,
            territory=["ES"],
            covers_parts=covers[0],
            covers_labour=covers[1],
            covers_travel=covers[2],
            exclusions=exclusions,
        )
        for name, guarantor, line, months, covers, exclusions in GUARANTEES
    )
    return {product.sku: product for product in products}
