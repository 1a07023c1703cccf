"""What is already stored about the orders of a batch, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from catalog.models import Product, ProductLine
from core.erased import known_again
from customers.columns import CustomerFacts, DeliveryFacts, ProductFacts, PurchaseFacts, PurchaseLine, UnitFacts
from customers.former import formers_of, is_one_of
from customers.models import Customer, Delivery, Purchase, Unit
from customers.rules import REGISTERED


class StoredPurchase(NamedTuple):
    id: int
    customer_ref: str
    facts: PurchaseFacts


class StoredUnit(NamedTuple):
    delivery: int
    facts: UnitFacts


class Stored:
    """Rows by what the shop calls them."""

    def __init__(self, lines: Iterable[PurchaseLine]) -> None:
        lines = list(lines)
        refs = {line.customer.ref for line in lines}
        self.product_lines = dict(
            ProductLine.objects.filter(name__in={line.product.line for line in lines}).values_list("name", "id")
        )
        self.products: dict[str, ProductFacts] = {}
        self.product_ids: dict[str, int] = {}
        products = Product.objects.filter(sku__in={line.product.sku for line in lines})
        for pk, sku, name, brand, family in products.order_by().values_list("id", "sku", "name", "brand", "line__name"):
            self.products[sku], self.product_ids[sku] = ProductFacts(sku, name, brand, family or ""), pk
        self.customers: dict[str, CustomerFacts] = {}
        self.customer_ids: dict[str, int] = {}
        for pk, *facts in Customer.objects.filter(ref__in=refs).values_list("id", *CustomerFacts._fields):
            self.customers[facts[0]], self.customer_ids[facts[0]] = CustomerFacts(*facts), pk
        self._formers = formers_of(self.customer_ids.values())
        self.newest = self._newest()
        self._read_purchases(lines)

    def put_right(self, told: CustomerFacts) -> list[str]:
        """The facts that the customer changed since, and of which the shop still tells what was there before."""
        formers = self._formers.get(self.customer_ids.get(told.ref, 0), {})
        return [fact for fact in told._fields if fact in formers and is_one_of(getattr(told, fact), formers[fact])]

    def _newest(self) -> dict[str, tuple[dt.datetime, str]]:
        """Each customer's most recent purchase: the one that says how to reach them."""
        rows = (
            Purchase.objects.filter(customer__in=self.customer_ids.values())
            .exclude(order_ref__startswith=REGISTERED)  # of another shop: it says nothing of where they are now
            .order_by("customer_id", "-purchased_at", "-order_ref")
            .distinct("customer_id")
            .values_list("customer__ref", "purchased_at", "order_ref")
        )
        return {ref: (at, order) for ref, at, order in rows}

    def _read_purchases(self, lines: list[PurchaseLine]) -> None:
        self.purchases: dict[str, StoredPurchase] = {}
        orders: dict[int, str] = {}
        # Orders of people who asked to be forgotten: nothing of them is written down anew.
        self.erased: set[str] = set()
        orders_told = sorted({line.order_ref for line in lines})
        prints = known_again(orders_told)
        for pk, order, ref, *facts in Purchase.objects.filter(order_ref__in=[*orders_told, *prints]).values_list(
            "id", "order_ref", "customer__ref", *PurchaseFacts._fields
        ):
            if order in prints:
                self.erased.add(prints[order])
                continue
            self.purchases[order] = StoredPurchase(pk, ref, PurchaseFacts(*facts))
            orders[pk] = order
        self.deliveries: dict[str, dict[int, DeliveryFacts]] = defaultdict(dict)
        for pk, purchase, *facts in Delivery.objects.filter(purchase__in=orders).values_list(
            "id", "purchase_id", *DeliveryFacts._fields
        ):
            self.deliveries[orders[purchase]][pk] = DeliveryFacts(*facts)
        self.anchored = set(Delivery.objects.filter(purchase__in=orders).anchored().values_list("id", flat=True))
        self.units: dict[str, dict[str, StoredUnit]] = defaultdict(dict)
        units = Unit.objects.filter(purchase__in=orders).order_by("id")
        for purchase, line, delivery, sku, *facts in units.values_list(
            "purchase_id", "line", "delivery_id", "product__sku", *UnitFacts._fields[1:]
        ):
            self.units[orders[purchase]][line] = StoredUnit(delivery, UnitFacts(sku, *facts))
