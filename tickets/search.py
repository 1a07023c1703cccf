"""Finding a case by what a customer can tell: the reference, their name, e-mail or phone, the order, the serial number.

Every look-up is by index and stops at a limit, so that a common word costs no more than a rare one. Where an index
leaves the empty values out, the look-up says so too, or PostgreSQL would not use it.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.db.models import Q
from phonenumbers import country_code_for_region

from core.normal import normal_phone
from customers.models import Customer, Purchase, Unit
from tickets.models import Ticket
from tickets.queries import attach_last_words, with_last_words
from tickets.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, reference_of

LIMIT = 50
MIN_NAME = 3  # a shorter word alone has no trigram to look up


def reference_in(text: str) -> str:
    """The reference that somebody typed or read out («pv 7k3m92qx»), or ""."""
    letters = re.sub(r"[\s-]", "", text).upper()
    letters = letters.removeprefix("PV") if len(letters) > REFERENCE_LENGTH else letters
    known = len(letters) == REFERENCE_LENGTH and all(letter in REFERENCE_ALPHABET for letter in letters)
    return reference_of(letters) if known else ""


def find_customers(text: str, limit: int = LIMIT) -> list[Customer]:
    """Customers by part of the name, or the beginning of the e-mail, phone or reference; by name. None for ""."""
    text = _plain(text)
    if not text:
        return []
    who = Q(email__startswith=text.lower()) & ~Q(email="") | Q(ref__startswith=text)
    if phone := _phone(text):
        who |= Q(phone__startswith=phone) & ~Q(phone="")
    words = text.split()
    if any(len(word) >= MIN_NAME for word in words):
        named = Q()
        for word in words[:6]:
            named &= Q(name__icontains=word)
        who |= named
    return sorted(Customer.objects.filter(who)[:limit], key=lambda customer: (customer.name, customer.pk))


def find_cases(text: str, limit: int = LIMIT) -> tuple[list[Ticket], bool]:
    """The newest cases that fit, with their last words, and whether there may be more than are shown."""
    text = _plain(text)
    if not text:
        return [], False
    if reference := reference_in(text):
        rows = list(with_last_words(Ticket.objects.filter(reference=reference)))
        if rows:
            attach_last_words(rows)
            return rows, False
    customers = [customer.pk for customer in find_customers(text, limit)]
    purchases = list(Purchase.objects.filter(order_ref__startswith=text).values_list("pk", flat=True)[:limit])
    numbered = (Q(serial__startswith=text) | Q(serial__startswith=text.upper())) & ~Q(serial="")
    sold = numbered | Q(purchase_id__in=purchases)
    units = list(Unit.objects.filter(sold).values_list("pk", flat=True)[:limit])
    fits = Q(customer_id__in=customers) | Q(unit_id__in=units)
    rows = list(with_last_words(Ticket.objects.filter(fits).order_by("-created_at", "-pk"))[: limit + 1])
    attach_last_words(rows[:limit])
    return rows[:limit], len(rows) > limit or len(customers) == limit


def _plain(text: str) -> str:
    text = " ".join(text.replace("\x00", "").split())[:100]
    return text if len(text) > 1 else ""


def _phone(text: str) -> str:
    """A whole phone in its normal form, or the beginning of one."""
    digits = re.sub(r"[\s().-]", "", text)
    if not re.fullmatch(r"\+?\d{4,15}", digits):
        return ""
    country = str(settings.COMPANY["country"])
    try:
        return normal_phone(digits, country)
    except ValueError:
        return digits if digits.startswith("+") else f"+{country_code_for_region(country)}{digits}"
