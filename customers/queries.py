"""Reads across customers."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from customers.models import Customer, Unit
from customers.rules import serial_forms

OFFERED = 5


def records_of(customer: Customer) -> QuerySet[Customer]:
    """Every record with a customer's e-mail: the shop may know them by several numbers. Without one, theirs alone."""
    if not customer.email:
        return Customer.objects.filter(pk=customer.pk)
    return Customer.objects.filter(email=customer.email)


def known_customers(*, email: str, phone: str, limit: int = OFFERED) -> list[Customer]:
    """Who is in the books with that e-mail or phone, both in their normal form; those with the e-mail first."""
    who = Q(pk__in=[])
    if email:
        who |= Q(email=email) & ~Q(email="")
    if phone:
        who |= Q(phone=phone) & ~Q(phone="")
    found = Customer.objects.filter(who).order_by("-pk")[:limit]
    return sorted(found, key=lambda customer: (customer.email != email or not email, -customer.pk))


def units_of_serial(text: str, limit: int = OFFERED) -> list[Unit]:
    """What we sold or wrote down under that serial number; along an index. With what says whose it is."""
    forms = serial_forms(text)
    if not forms:
        return []
    rows = Unit.objects.filter(serial__in=forms).exclude(serial="")
    return list(rows.select_related("product", "delivery", "purchase__customer", "holder").order_by("-pk")[:limit])
