"""What an agent sees beside the form of a new case: whom the words that they typed may mean, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils import timezone

from customers.models import Customer, Unit
from postventa.desk.access import actor, get_customer, get_unit
from tickets.models import Ticket
from tickets.search import find_for_case
from warranties.decision import Decision
from warranties.queries import coverage_of_units

PEOPLE = 20
PRODUCTS = 12  # of each that was found
EARLIER = 5


@dataclass(frozen=True)
class About:
    """Whose case it is, and which product it is about, if any."""

    customer: Customer
    unit: Unit | None
    request: HttpRequest = field(repr=False)

    @property
    def code(self) -> str:
        """As the form carries it."""
        return f"unit-{self.unit.pk}" if self.unit else f"customer-{self.customer.pk}"

    @cached_property
    def decision(self) -> Decision | None:
        """What covers the product if it fails today."""
        return coverage_of_units([self.unit], timezone.localdate())[self.unit.pk] if self.unit else None

    @cached_property
    def open_cases(self) -> list[Ticket]:
        """Those about the same product that somebody works on."""
        if self.unit is None:
            return []
        cases = Ticket.objects.visible_to(actor(self.request)).active().filter(unit=self.unit)
        return list(cases.select_related("assignee").order_by("-created_at")[:EARLIER])

    @cached_property
    def earlier(self) -> list[Ticket]:
        """The customer's other cases, the newest first."""
        cases = Ticket.objects.visible_to(actor(self.request)).counted().filter(customer=self.customer)
        known = [case.pk for case in self.open_cases]
        return list(cases.exclude(pk__in=known).order_by("-created_at")[:EARLIER])

    @cached_property
    def products(self) -> list[Unit]:
        """What else it could be about, while nobody has said."""
        return [] if self.unit else products_of([self.customer])[self.customer.pk]


@dataclass(frozen=True)
class Found:
    """A customer who may be meant, with their products, or those alone by whose number they were found."""

    customer: Customer
    units: Sequence[Unit]


def about_of(request: HttpRequest, code: str) -> About | None:
    """What «unit-12» or «customer-3» says; None for "". 404 for anything else."""
    if not code:
        return None
    what, _dash, number = code.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Http404
    if what == "unit":
        unit = get_unit(request, int(number))
        return About(unit.keeper, unit, request)
    if what == "customer":
        return About(get_customer(request, int(number)), None, request)
    raise Http404


def code_in(query: Mapping[str, str]) -> str:
    """What an address asks for: ?unit=12 or ?customer=3."""
    return next((f"{name}-{query[name]}" for name in ("unit", "customer") if query.get(name)), "")


def found_by(words: str) -> list[Found]:
    """Whom those words may mean: a name, a phone, an e-mail, an order, a serial number, a customer number."""
    found = find_for_case(words, PEOPLE)
    people: dict[int, tuple[Customer, list[Unit]]] = {}
    for one in found:
        _customer, units = people.setdefault(one.customer.pk, (one.customer, []))
        units += [one.unit] if one.unit else []
    return _with_products(people.values())


def shown(customers: Iterable[Customer]) -> list[Found]:
    """The same of customers at hand."""
    return _with_products([(customer, []) for customer in customers])


def _with_products(people: Iterable[tuple[Customer, list[Unit]]]) -> list[Found]:
    people = list(people)
    bought = products_of([customer for customer, units in people if not units])
    return [Found(customer, units or bought[customer.pk]) for customer, units in people]


def products_of(customers: Sequence[Customer]) -> dict[int, list[Unit]]:
    """The newest products of each, by the customer's id: one query, however many they are."""
    units: dict[int, list[Unit]] = {customer.pk: [] for customer in customers}
    if customers:
        rows = Unit.objects.of_customers(customers).select_related("product", "purchase", "delivery")
        for unit in rows.order_by("-purchase__purchased_at", "pk")[: PEOPLE * PRODUCTS]:
            whose = units.get(unit.holder_id or unit.purchase.customer_id, [])
            if len(whose) < PRODUCTS:
                whose.append(unit)
    return units
