"""Where a customer is, when they want quiet, and all the records of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.places import Place
from core.zones import zone_of
from customers.models import Customer
from customers.rules import QuietHours
from followups.facts import is_dialled, known_by
from followups.models import Call

# As `facts.is_dialled`: numbers are kept with their country's code, and whatever else stands there is none.
IS_NUMBER = Q(phone__startswith="+")
_QUIET = ("customer", "customer__timezone", "customer__quiet_from", "customer__quiet_to")


def place_of(customer: Customer) -> Place:
    """Where a customer is; by the shop's clock when their time zone is not known."""
    return Place.of(customer.country, customer.region, customer.postal_code, zone=zone_of(customer.timezone))


def quiet_of(customer: Customer) -> QuietHours | None:
    """The hours of their own clock in which a customer wants no calls, if they said any."""
    start, until = customer.quiet_from, customer.quiet_to
    return QuietHours(start, until) if start is not None and until is not None else None


def in_quiet_hours(now: dt.datetime) -> Q:
    """Of calls that are due: it is an hour just now in which the customer wants quiet, by their own clock.

    Read from the due calls on, along their index: it costs by what is due, and not by what is planned or who there is.
    """
    wishes = Call.objects.due(now).filter(customer__quiet_from__isnull=False).values_list(*_QUIET).distinct()
    quiet = [pk for pk, zone, *hours in wishes if QuietHours(*hours).covers(now.astimezone(zone_of(zone)).time())]
    return Q(customer__in=quiet)


def same_person(customer: Customer) -> QuerySet[Customer]:
    """Every record of a person: the shop may know them by several numbers, with one e-mail address or one phone.

    What is no phone number tells nothing: see `facts.known_by`.
    """
    same = Q(pk=customer.pk)
    if customer.email:
        same |= Q(email=customer.email)
    if is_dialled(customer.phone):
        same |= Q(phone=customer.phone)
    return Customer.objects.filter(same)


def not_to_be_called(customers: Iterable[Customer]) -> set[int]:
    """The ids of those who said under any of their records that they do not want calls; one query for all of them."""
    customers = list(customers)
    emails = {customer.email for customer in customers} - {""}
    phones = {customer.phone for customer in customers if is_dialled(customer.phone)}
    said = Customer.objects.filter(Q(email__in=emails) | Q(phone__in=phones), no_calls=True)
    theirs = {address for pair in said.values_list("email", "phone") for address in known_by(*pair)}
    return {c.pk for c in customers if c.no_calls or not theirs.isdisjoint(known_by(c.email, c.phone))}


def call_opted_out() -> Q:
    """Of calls: the customer said under any of their records that they do not want any."""
    said = Customer.objects.filter(no_calls=True)
    by_email = said.exclude(email="").filter(email=OuterRef("customer__email"))
    by_phone = said.filter(IS_NUMBER).filter(phone=OuterRef("customer__phone"))
    return Q(customer__no_calls=True) | Q(Exists(by_email)) | Q(Exists(by_phone))
