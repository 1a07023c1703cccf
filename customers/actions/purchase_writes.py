"""Writes the changes of a batch: one statement for each kind of row, however many rows the batch holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import models

from catalog.models import Product, ProductLine
from customers.changes import Changes
from customers.columns import CustomerFacts, DeliveryFacts, PurchaseFacts, UnitFacts
from customers.models import Customer, Delivery, Purchase, Unit

Row = TypeVar("Row", bound=models.Model)


def write_changes(changes: Changes) -> None:
    """Insert what is new and update what changed, in the caller's transaction."""
    stored = changes.stored
    product_ids = stored.product_ids | _write_products(changes)
    customer_ids = stored.customer_ids | _write_customers(changes)
    purchase_ids = {order: known.id for order, known in stored.purchases.items()}
    purchase_ids |= _write_purchases(changes, customer_ids)
    places = _write_deliveries(changes, purchase_ids)
    _write_units(changes, purchase_ids, product_ids, places)
    _drop_deserted_deliveries(changes)


def _upsert(rows: list[Row], unique: Sequence[str], update: Sequence[str]) -> list[Row]:
    if not rows:
        return []
    return type(rows[0])._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=unique, update_fields=update
    )


def _write_products(changes: Changes) -> dict[str, int]:
    families = changes.stored.product_lines
    names = {facts.line for facts in changes.products.values() if facts.line and facts.line not in families}
    made = _upsert([ProductLine(name=name) for name in sorted(names)], ["name"], ["name"])
    families = families | {family.name: family.pk for family in made}
    rows = [
        Product(sku=facts.sku, name=facts.name, brand=facts.brand, line_id=families.get(facts.line))
        for facts in changes.products.values()
    ]
    return {row.sku: row.pk for row in _upsert(rows, ["sku"], ["name", "brand", "line"])}


def _write_customers(changes: Changes) -> dict[str, int]:
    rows = [Customer(**facts._asdict()) for facts in changes.customers.values()]
    return {row.ref: row.pk for row in _upsert(rows, ["ref"], CustomerFacts._fields[1:])}


def _write_purchases(changes: Changes, customer_ids: dict[str, int]) -> dict[str, int]:
    rows = [
        Purchase(order_ref=order, customer_id=customer_ids[ref], **facts._asdict())
        for order, (ref, facts) in changes.purchases.items()
    ]
    return {row.order_ref: row.pk for row in _upsert(rows, ["order_ref"], PurchaseFacts._fields)}


def _write_deliveries(changes: Changes, purchase_ids: dict[str, int]) -> dict[tuple[str, str], int]:
    """Where each line of the regrouped orders arrived."""
    kept, new, lines = [], [], []
    for order, groups in changes.groups.items():
        stored = changes.stored.deliveries.get(order, {})
        for group in groups:
            row = Delivery(pk=group.delivery, purchase_id=purchase_ids[order], **group.facts._asdict())
            lines.append((order, group.lines, row))
            if group.delivery is None:
                new.append(row)
            elif stored[group.delivery] != group.facts:
                kept.append(row)
    _upsert(kept, ["id"], DeliveryFacts._fields)
    Delivery.objects.bulk_create(new)
    return {(order, name): row.pk for order, names, row in lines for name in names}


def _write_units(
    changes: Changes,
    purchase_ids: dict[str, int],
    product_ids: dict[str, int],
    places: dict[tuple[str, str], int],
) -> None:
    stored = changes.stored.units
    rows = []
    for order, line in dict.fromkeys([*changes.units, *places]):
        known = stored.get(order, {}).get(line)
        if known is None:
            facts, delivery = changes.units[order, line], places[order, line]
        else:
            facts = changes.units.get((order, line), known.facts)
            delivery = places.get((order, line), known.delivery)
            if known == (delivery, facts):
                continue
        told = facts._asdict()
        sku = told.pop("sku")
        rows.append(
            Unit(purchase_id=purchase_ids[order], line=line, product_id=product_ids[sku], delivery_id=delivery, **told)
        )
    _upsert(rows, ["purchase", "line"], ["product", "delivery", *UnitFacts._fields[1:]])


def _drop_deserted_deliveries(changes: Changes) -> None:
    """Deliveries that lost all their lines go, unless something else hangs on them."""
    deserted = []
    for order, groups in changes.groups.items():
        taken = {group.delivery for group in groups}
        deserted += [pk for pk in changes.stored.deliveries.get(order, {}) if pk not in taken]
    Delivery.objects.filter(pk__in=set(deserted) - changes.stored.anchored).delete()
