"""Putting right who a person is, wherever it is written (GDPR art. 16)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from customers.actions.details import Details, change_details
from customers.models import Customer
from customers.queries import records_of
from tickets.actions.naming import rename_in_search


@transaction.atomic
def correct_details(*, customer: Customer, seen: Details, details: Details, by: Actor, now: dt.datetime) -> list[str]:
    """The names of what changed; under another name their cases are found by that one. Refused as `change_details`."""
    changed = change_details(customer=customer, seen=seen, details=details, by=by, now=now)
    if "name" in changed:
        rename_in_search(customers=records_of(customer).values("pk"))
    return changed
