"""Finding by a number that somebody can tell: the reference, an e-mail, a phone, the order, the serial number.

Every look-up is by index and stops at a limit. Where an index leaves the empty values out, the look-up says so too, or
PostgreSQL would not use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Upper
from phonenumbers import country_code_for_region

from core.normal import normal_phone
from customers.models import Customer, Unit
from tickets.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, reference_of
from tickets.search.passages import bare
from tickets.search.patience import TookTooLong, patience
from tickets.search.typos import near_words
from warranties.models import Custody

LIMIT = 50
MIN_NAME = 3  # a shorter word alone has no trigram to look up
MAX_NAMES = 6
PATIENCE_MS = 300
# So many of a word's trigrams that an accent and a slip together are let through.
_ALIKE = {"pg_trgm.word_similarity_threshold": ("0.4", "0.6")}
_ACCENTED = str.maketrans({"A": "[AÁ]", "E": "[EÉ]", "I": "[IÍ]", "O": "[OÓ]", "U": "[UÚÜ]", "N": "[NÑ]"})
_BARE = str.maketrans("ÁÉÍÓÚÜÑ", "AEIOUUN")


@dataclass(frozen=True)
class Numbered:
    """Customers and units (by id) that a number fits."""

    customers: tuple[int, ...] = ()
    units: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.customers or self.units)


@dataclass(frozen=True)
class FoundCustomer:
    """A customer, and the unit by whose order or serial number they were found; None when it was by themselves."""

    customer: Customer
    unit: Unit | None = None


def letters_in(text: str) -> str:
    """The letters of what may be a reference («pv 7k3m-92qx», also with a slip), or ""."""
    letters = re.sub(r"[\s-]", "", text).upper()
    letters = letters.removeprefix("PV") if len(letters) > REFERENCE_LENGTH else letters
    return letters if len(letters) == REFERENCE_LENGTH else ""


def reference_in(text: str) -> str:
    """The reference that somebody typed or read out («pv 7k3m92qx»), or ""."""
    letters = letters_in(text)
    return reference_of(letters) if letters and set(letters) <= set(REFERENCE_ALPHABET) else ""


def find_customers(text: str, limit: int = LIMIT) -> list[Customer]:
    """Customers by part of the name, or the beginning of the e-mail, phone or reference; by name. None for ""."""
    text = _plain(text)
    if not text:
        return []
    who = _by_contact(text)
    words = text.upper().translate(_BARE).split()
    named = Customer.objects.alias(upper=Upper("name"))
    if any(len(word) >= MIN_NAME for word in words):
        pattern = Q()
        for word in words[:MAX_NAMES]:
            pattern &= Q(upper__regex=re.escape(word).translate(_ACCENTED))
        who |= pattern
    return sorted(named.filter(who)[:limit], key=lambda customer: (customer.name, customer.pk))


def find_for_case(text: str, limit: int = LIMIT) -> list[FoundCustomer]:
    """Whom a new case may be of: those of an order or a serial number, with the unit; then those of find_customers."""
    text = _plain(text)
    if not text:
        return []
    units = list(
        Unit.objects.filter(pk__in=_units(text, limit))
        .select_related("product", "delivery", "purchase__customer", "holder")
        .order_by("purchase__customer__name", "pk")
    )
    found = [FoundCustomer(unit.keeper, unit) for unit in units]
    known = {one.customer.pk for one in found}
    found += [FoundCustomer(customer) for customer in find_customers(text, limit) if customer.pk not in known]
    return found[:limit]


def near_customers(text: str, limit: int = LIMIT) -> list[Customer]:
    """Customers of whose names each word is one slip away from one that was typed, or the same."""
    words = [near_words(word) | {word} for word in bare(_plain(text)).split()[:MAX_NAMES] if near_words(word)]
    if not words:
        return []
    longest = max(bare(text).split(), key=len).upper()
    alike = Customer.objects.alias(upper=Upper("name")).filter(upper__trigram_word_similar=longest)
    try:
        with patience(PATIENCE_MS, _ALIKE):
            people: list[Customer] = [*alike[: limit * 10]]
    except TookTooLong:  # too many have it in part; whoever asks is shown nothing rather than kept waiting
        return []
    return [one for one in people if all(near & set(bare(one.name).split()) for near in words)][:limit]


def units_of_receipt(text: str) -> list[int]:
    """The unit that a receipt («R-000123») is about."""
    match = re.fullmatch(r"[Rr]-?(\d{1,15})", text.strip())
    return list(Custody.objects.filter(pk=int(match[1])).values_list("unit", flat=True)) if match else []


def numbered(text: str, limit: int = LIMIT) -> Numbered:
    """Whose number begins so: their e-mail, phone, reference, order or serial. Nothing for what can be none of them."""
    text = _plain(text)
    if not re.search(r"[\d@]", text):
        return Numbered()
    customers = Customer.objects.filter(_by_contact(text)).values_list("pk", flat=True)[:limit]
    return Numbered(tuple(customers), () if "@" in text else tuple(_units(text, limit)))


def phone_of(text: str) -> str:
    """A whole phone in its normal form, or the beginning of one; "" for what is none."""
    digits = re.sub(r"[\s().-]", "", text)
    if not re.fullmatch(r"\+?\d{4,15}", digits):
        return ""
    country = str(settings.COMPANY["country"])
    try:
        return normal_phone(digits, country)
    except ValueError:
        return digits if digits.startswith("+") else f"+{country_code_for_region(country)}{digits}"


def _by_contact(text: str) -> Q:
    who = Q(email__startswith=text.lower()) & ~Q(email="") | Q(ref__startswith=text)
    if phone := phone_of(text):
        who |= Q(phone__startswith=phone) & ~Q(phone="")
    return who


def _units(text: str, limit: int) -> list[int]:
    """Two look-ups, each by its own index: an OR over two tables would use none."""
    forms = {text, text.upper()}
    by_serial, by_order = Q(), Q()
    for form in sorted(forms):
        by_serial |= Q(serial__startswith=form)
        by_order |= Q(purchase__order_ref__startswith=form)
    ids = list(Unit.objects.filter(by_serial & ~Q(serial="")).values_list("pk", flat=True)[:limit])
    return ids + list(Unit.objects.filter(by_order).values_list("pk", flat=True)[:limit])


def _plain(text: str) -> str:
    text = " ".join(text.replace("\x00", "").split())[:100]
    return text if len(text) > 1 else ""
