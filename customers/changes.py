"""What a batch of lines changes in what is stored. Decides everything and writes nothing, so a dry run stops here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.importing import UNCHANGED, Outcome, Result, rejected
from customers.columns import (
    DELIVERY_COLUMNS,
    UNIT_COLUMNS,
    CustomerFacts,
    ProductFacts,
    PurchaseFacts,
    PurchaseLine,
    UnitFacts,
)
from customers.grouping import Group, regroup
from customers.stored import Stored


class Told(NamedTuple):
    """A line of the file, and whether it is the first of the file to name its order and its product.

    The first one speaks for all: so a file that contradicts itself ends the same however often it is imported.
    """

    line: PurchaseLine
    first_of_order: bool
    first_of_product: bool


class Changes:
    """New and changed facts by what the shop calls them, and the outcome of every line."""

    def __init__(self, told: Sequence[Told], stored: Stored, columns: Collection[str]) -> None:
        self.stored = stored
        self._delivery_silent = [fact for fact, column in DELIVERY_COLUMNS.items() if column not in columns]
        self._unit_silent = [fact for fact, column in UNIT_COLUMNS.items() if column not in columns]
        self.customers: dict[str, CustomerFacts] = {}
        self.products: dict[str, ProductFacts] = {}
        self.purchases: dict[str, tuple[str, PurchaseFacts]] = {}
        self.units: dict[tuple[str, str], UnitFacts] = {}
        self.groups: dict[str, list[Group]] = {}
        self._newest: dict[str, tuple[dt.datetime, str]] = dict(stored.newest)
        self._changed: set[int] = set()
        self.outcomes: list[Outcome] = [self._refusal(item.line) or UNCHANGED for item in told]
        accepted = [
            index
            for index, outcome in enumerate(self.outcomes)
            if outcome is UNCHANGED and told[index].line.order_ref not in stored.erased
        ]
        for index in accepted:
            self._compare(index, told[index])
        self._regroup([(index, told[index].line) for index in accepted])
        for index in accepted:
            line = told[index].line
            if line.line not in stored.units.get(line.order_ref, {}):
                self.outcomes[index] = Outcome(Result.CREATED)
            elif index in self._changed:
                self.outcomes[index] = Outcome(Result.UPDATED)

    def _refusal(self, line: PurchaseLine) -> Outcome | None:
        known = self.stored.purchases.get(line.order_ref)
        if known is None or known.customer_ref == line.customer.ref:
            return None
        return rejected(
            _("The order %(order)s belongs to the customer %(known)s, and this row says %(customer)s.")
            % {"order": line.order_ref, "known": known.customer_ref, "customer": line.customer.ref}
        )

    def _compare(self, index: int, told: Told) -> None:
        self._compare_customer(index, told)
        self._compare_product(index, told)
        self._compare_purchase(index, told)
        line = told.line
        unit = self.stored.units.get(line.order_ref, {}).get(line.line)
        facts = line.unit
        if unit:
            facts = facts._replace(**{name: getattr(unit.facts, name) for name in self._unit_silent})
        if unit is None or unit.facts != facts:
            self.units[line.order_ref, line.line] = facts
            self._changed.add(index)

    def _compare_customer(self, index: int, told: Told) -> None:
        """The customer's most recent purchase says how to reach them, in whatever order the file tells it.

        What they put right themselves stays, until the shop tells something that it did not tell before.
        """
        line, ref = told.line, told.line.customer.ref
        known = self.customers.get(ref) or self.stored.customers.get(ref)
        key = (line.purchase.purchased_at, line.order_ref)
        newest = self._newest.get(ref)
        if known is not None:
            if not told.first_of_order or (newest and key < newest and newest[1] != line.order_ref):
                return
            silent = (*line.customer_silent, *self.stored.put_right(line.customer))
            kept = {name: getattr(known, name) for name in silent}
            facts = line.customer._replace(**kept)
        else:
            facts = line.customer
        self._newest[ref] = key
        if facts != known:
            self.customers[ref] = facts
            self._changed.add(index)

    def _compare_product(self, index: int, told: Told) -> None:
        facts, sku = told.line.product, told.line.product.sku
        known = self.products.get(sku) or self.stored.products.get(sku)
        if known is not None:
            if not told.first_of_product:
                return
            facts = facts._replace(**{name: getattr(known, name) for name in told.line.product_silent})
        if facts != known:
            self.products[sku] = facts
            self._changed.add(index)

    def _compare_purchase(self, index: int, told: Told) -> None:
        line = told.line
        known = self.stored.purchases.get(line.order_ref)
        if known is None:
            self.purchases.setdefault(line.order_ref, (line.customer.ref, line.purchase))
        elif told.first_of_order:
            facts = line.purchase._replace(channel=known.facts.channel) if line.channel_silent else line.purchase
            if facts != known.facts:
                self.purchases[line.order_ref] = (line.customer.ref, facts)
                self._changed.add(index)

    def _regroup(self, lines: list[tuple[int, PurchaseLine]]) -> None:
        orders: dict[str, dict[str, tuple[int, PurchaseLine]]] = defaultdict(dict)
        for index, line in lines:
            orders[line.order_ref][line.line] = (index, line)
        for order, told in orders.items():
            deliveries = self.stored.deliveries.get(order, {})
            at = {line: unit.delivery for line, unit in self.stored.units.get(order, {}).items()}
            facts = {name: line.delivery for name, (_index, line) in told.items()}
            groups = regroup(deliveries, at, facts, self._delivery_silent, self.stored.anchored)
            changed = False
            for group in groups:
                for name in group.lines:
                    if name not in at or at[name] != group.delivery or deliveries[at[name]] != group.facts:
                        changed = True
                        if name in told:
                            self._changed.add(told[name][0])
            if changed:
                self.groups[order] = groups
