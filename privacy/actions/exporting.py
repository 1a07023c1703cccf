"""Handing a person all that we hold of them (GDPR art. 15 and 20), with a trace that it was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from core.actions.audit import note_change
from core.actors import Actor
from customers.models import Customer
from privacy.holdings import HeldFile, files_of, gathered, notes_among_us
from privacy.people import Person


@dataclass(frozen=True)
class Export:
    """The rows by the name of their holding, the files, and how many notes a person has to look through first."""

    person: Person
    rows: dict[str, list[dict[str, object]]]
    files: list[HeldFile]
    notes: int


@transaction.atomic
def export_holdings(*, customer: Customer, by: Actor, now: dt.datetime) -> Export:
    """Gather everything as of one moment; the trace of the customer's record says that they took it, and when."""
    person = Person.of(customer)
    note_change(
        noun="customers.customer", object_id=customer.pk, what="downloaded", before={}, after={}, by=by, now=now
    )
    return Export(
        person=person,
        rows=gathered(person, now=now),
        files=files_of(person, now=now),
        notes=notes_among_us(person),
    )
