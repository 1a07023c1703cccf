"""Counting by hand: all rows of the database in Python, and sums of what was said of each. No filter, no SQL."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import floor, log
from typing import Any

from catalog.models import Product
from customers.models import Customer, Delivery, Purchase, Unit
from followups.models import Answer, Call, CallAttempt, Invitation, Loop
from reports.models import Tally
from reports.states import Cut
from tests.reports.rows import MADRID
from tickets.models import Clock, Message, Promise, Ticket, TicketEvent, TimeEntry

WHOLE, PLACES, LINES = Cut.WHOLE, Cut.PLACES, Cut.LINES


@dataclass(frozen=True)
class Counted:
    """One row that counts: on which day, and with whom. Without a product it is of no line, which is 0."""

    day: dt.date
    by: str = ""
    lines: frozenset[int] = frozenset({0})
    channel: str = ""
    country: str = ""
    team: int = 0
    hit: bool = False
    amount: int = 0
    length: dt.timedelta | None = None


@dataclass
class Sum:
    """What the rows that fall together add up to; `lengths`: how many fell in each bucket."""

    n: int = 0
    hits: int = 0
    amount: int = 0
    lengths: Counter[int] = field(default_factory=Counter)

    def add(self, row: Counted) -> None:
        self.n += 1
        self.hits += row.hit
        self.amount += row.amount
        if row.length is not None:
            seconds = row.length.total_seconds()
            # No time at all has a bucket of its own, below that of the shortest time that a clock can tell.
            self.lengths[floor(log(seconds) / log(1.01)) if seconds else -1390] += 1


Key = tuple[Cut, dt.date, str, int, str, str, int]
Twin = Callable[["House"], Iterator[Counted]]


class House:
    """All that stands in the database, by key."""

    def __init__(self) -> None:
        self.products: dict[int, Product] = _all(Product)
        self.customers: dict[int, Customer] = _all(Customer)
        self.purchases: dict[int, Purchase] = _all(Purchase)
        self.deliveries: dict[int, Delivery] = _all(Delivery)
        self.units: dict[int, Unit] = _all(Unit)
        self.tickets: dict[int, Ticket] = _all(Ticket)
        self.events: dict[int, TicketEvent] = _all(TicketEvent)
        self.messages: dict[int, Message] = _all(Message)
        self.promises: dict[int, Promise] = _all(Promise)
        self.clocks: dict[int, Clock] = _all(Clock)
        self.times: dict[int, TimeEntry] = _all(TimeEntry)
        self.invitations: dict[int, Invitation] = _all(Invitation)
        self.answers: dict[int, Answer] = _all(Answer)
        self.loops: dict[int, Loop] = _all(Loop)
        self.calls: dict[int, Call] = _all(Call)
        self.attempts: dict[int, CallAttempt] = _all(CallAttempt)

    @cached_property
    def lines_of_delivery(self) -> dict[int | None, frozenset[int]]:
        """Every line of which a piece came in it."""
        found: dict[int | None, set[int]] = {}
        for unit in self.units.values():
            found.setdefault(unit.delivery_id, set()).add(self.line_of(unit))
        return {delivery: frozenset(lines) for delivery, lines in found.items()}

    def line_of(self, unit: Unit) -> int:
        return self.products[unit.product_id].line_id or 0

    def of_case(self, ticket: Ticket) -> dict[str, Any]:
        """What the filters ask of a case: its piece's line, where that was bought, its customer's country, its team."""
        unit = self.units[ticket.unit_id] if ticket.unit_id else None
        return {
            "lines": frozenset({self.line_of(unit) if unit else 0}),
            "channel": self.purchases[unit.purchase_id].channel if unit else "",
            "country": self.customers[ticket.customer_id].country,
            "team": ticket.team_id or 0,
        }

    def of_delivery(self, delivery_id: int | None, purchase_id: int | None, customer_id: int) -> dict[str, Any]:
        """Of something about a delivery: its pieces' lines, its order's channel, a customer's country."""
        return {
            "lines": self.lines_of_delivery.get(delivery_id, frozenset({0})),
            "channel": self.purchases[purchase_id].channel if purchase_id else "",
            "country": self.customers[customer_id].country,
        }


def _all(model: Any) -> dict[int, Any]:
    return {row.pk: row for row in list(model.objects.all())}


def day_of(when: dt.datetime) -> dt.date:
    """The company's day."""
    return when.astimezone(MADRID).date()


def add_up(rows: Iterable[Counted]) -> dict[Key, Sum]:
    """In each of the three cuts. Where lines are told apart, what is about two of them stands in both."""
    sums: dict[Key, Sum] = {}
    for row in rows:
        place = (row.channel, row.country, row.team)
        keys: list[Key] = [(WHOLE, row.day, row.by, 0, "", "", 0), (PLACES, row.day, row.by, 0, *place)]
        keys += [(LINES, row.day, row.by, line, *place) for line in row.lines]
        for key in keys:
            sums.setdefault(key, Sum()).add(row)
    return sums


def rolled_up(measure: str) -> dict[Key, Sum]:
    """What the roll-up says of a measure."""
    return {
        (Cut(row.cut), row.day, row.by, row.line, row.channel, row.country, row.team): Sum(
            row.n, row.hits, row.amount, Counter(dict(zip(row.buckets, row.counts, strict=True)))
        )
        for row in list(Tally.objects.all())
        if row.measure == measure
    }
