"""What a customer was before it was put right: known again by a keyed print, and written down nowhere."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import salted_hmac

from core.models import AuditEntry

CHANGED = "email_changed"
CORRECTED = "corrected"
_SALT = "customers.former-address"


def print_of(words: str) -> str:
    """The print under today's key, for the trace of a change."""
    return _print(words, settings.SECRET_KEY)


def prints_of(customers: Iterable[int]) -> set[str]:
    """Those of the addresses that these records had before."""
    changes = AuditEntry.objects.filter(noun="customers.customer", object_id__in=customers, what=CHANGED)
    return {before["address"] for before in changes.values_list("before", flat=True)}


def formers_of(customers: Iterable[int]) -> dict[int, dict[str, set[str]]]:
    """By record and by fact: what it was before its customer changed it."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    traces = AuditEntry.objects.filter(
        noun="customers.customer", object_id__in=customers, what__in=(CHANGED, CORRECTED)
    ).order_by()
    for pk, what, before in traces.values_list("object_id", "what", "before"):
        for fact, old in before.items():
            found[pk]["email" if what == CHANGED else fact].add(old)
    return found


def last_corrected(customers: Iterable[int], fact: str) -> dict[int, dt.datetime]:
    """By record: when somebody last put that fact right by hand."""
    traces = AuditEntry.objects.filter(noun="customers.customer", object_id__in=customers, what=CORRECTED)
    found = traces.order_by("at", "pk").values_list("object_id", "at", "after")
    return {pk: at for pk, at, after in found if fact in after["fields"].split(",")}


def is_one_of(words: str, prints: set[str]) -> bool:
    """Whether these words are one of those, also when the key was changed since."""
    return any(_print(words, key) in prints for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _print(words: str, key: str) -> str:
    return salted_hmac(_SALT, words, secret=key, algorithm="sha256").hexdigest()[:40]
