"""Which rows are a person's, and which columns of a row of theirs are another's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q

from core.models import AuditEntry, OutgoingMessage
from customers.former import is_one_of, prints_of
from customers.hands import theirs_then
from customers.models import Unit
from privacy.people import Person
from tickets.models import Point, Ticket
from tickets.states import PUBLIC_MESSAGES
from warranties.models import Cover

Mine = Callable[[Person], Q]
Veil = Callable[[Any, Person], frozenset[str]]
NOTHING: frozenset[str] = frozenset()
# The letters that our own people get.
TO_STAFF = ("mentioned", "noticed", "password_reset")


def through(path: str) -> Mine:
    return lambda person: Q(**{f"{path}__in": person.customers})


def while_theirs(path: str, day: str) -> Mine:
    """What happened to a product while it was theirs."""
    return lambda person: theirs_then(path, day, person.customers)


def of_units(path: str) -> Mine:
    def mine(person: Person) -> Q:
        bought = Q(**{f"{path}purchase__customer__in": person.customers})
        return bought | Q(**{f"{path}holder__in": person.customers})

    return mine


def sale_of_another(unit: Unit, person: Person) -> frozenset[str]:
    """Of what was bought by somebody else: not where, when and for how much."""
    if unit.purchase.customer_id in person.customers:
        return NOTHING
    return frozenset({"purchase", "line", "delivery", "price", "currency"})


def contract_of_another(cover: Cover, person: Person) -> frozenset[str]:
    return NOTHING if cover.unit.purchase.customer_id in person.customers else frozenset({"reference"})


def not_answered_yet(point: Point, person: Person) -> frozenset[str]:
    """What an agent means to answer is not said before the case is resolved."""
    return NOTHING if point.ticket.resolved_at else frozenset({"answer"})


def talk(person: Person) -> Q:
    """What was said between the customer and us; what was said among ourselves is `notes`."""
    return Q(ticket__customer__in=person.customers, kind__in=PUBLIC_MESSAGES)


def notes(person: Person) -> Q:
    return Q(ticket__customer__in=person.customers) & ~Q(kind__in=PUBLIC_MESSAGES)


def said(now: dt.datetime) -> Q:
    """What the customer may read by now: not what an agent may still take back."""
    return Q(taken_back_at=None) & (Q(held_until=None) | Q(held_until__lte=now))


def said_with(now: dt.datetime) -> Q:
    public = Q(message__kind__in=PUBLIC_MESSAGES, message__taken_back_at=None)
    return public & (Q(message__held_until=None) | Q(message__held_until__lte=now))


def happened(now: dt.datetime) -> Q:
    """Not what an agent is about to say."""
    return Q(at__lte=now) & (Q(message=None) | Q(message__held_until=None) | Q(message__held_until__lte=now))


def told_by_now(now: dt.datetime) -> Q:
    """What a letter says besides its words, once it has gone out; and what no letter says."""
    return Q(message=None) | said_with(now)


def by_hand(person: Person) -> Q:
    """Changes by hand of their records, their purchases and their products."""
    units = Unit.objects.filter(of_units("")(person)).values("pk")
    tickets = Ticket.objects.filter(customer__in=person.customers).values("pk")
    rows = AuditEntry.objects.order_by().values("pk")
    # One query for each, not one that chooses among them: so that none has to read the whole table.
    return Q(
        pk__in=rows.filter(noun="customers.customer", object_id__in=person.customers).union(
            rows.filter(noun="customers.unit", object_id__in=units),
            rows.filter(noun="tickets.ticket", object_id__in=tickets),
        )
    )


def letters(person: Person) -> Q:
    """What was sent to the address that they have, and to those that they had."""
    if not person.email:
        return Q(pk__in=[])
    return Q(to__in=[person.email, *former_addresses(person.customers)]) & ~Q(kind__in=TO_STAFF)


def former_addresses(customers: Collection[int]) -> list[str]:
    """Nobody wrote those down but the letters themselves, so all are looked through; few change their address."""
    prints = prints_of(customers)
    if not prints:
        return []
    addresses = OutgoingMessage.objects.order_by().values_list("to", flat=True).distinct()
    return [address for address in addresses.iterator() if is_one_of(address, prints)]


def of_account(path: str) -> Mine:
    return lambda person: Q(**{f"{path}__in": person.accounts})
