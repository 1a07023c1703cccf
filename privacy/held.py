"""Who is held because of a dispute: nothing of theirs is destroyed, and no rule of retention acts on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from core.about import imports_about
from customers.models import Customer
from followups.models import Invitation
from privacy.mentions import letters_mentioning
from privacy.models import Erasure, Hold
from privacy.people import Person
from privacy.queries import cells_of, names_of
from privacy.states import ErasureState
from privacy.theirs import former_addresses
from tickets.models import Message, Ticket

HOLDING = 5005  # the number of our advisory lock; any that nobody else uses


def nobody_is_held_meanwhile() -> None:
    """Until the end of the transaction no hold is placed: whoever destroys something asks before who is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [HOLDING])


def held_records() -> QuerySet[Customer]:
    """Every record of who is held: with the same e-mail, or in the same sealed file."""
    held = Customer.objects.filter(pk__in=Hold.objects.standing().values("customer"))
    sealed = Erasure.objects.filter(customer__in=held.values("pk")).exclude(sealed="").values("sealed")
    with_them = Q(email__in=held.exclude(email="").values("email"))
    with_them |= Q(pk__in=Erasure.objects.filter(sealed__in=sealed).values("customer"))
    return Customer.objects.filter(Q(pk__in=held.values("pk")) | with_them)


def holds_over(erasures: Iterable[Erasure]) -> dict[int, Hold]:
    """By erasure that holds something sealed, the hold that keeps it; with a few queries for all."""
    blocked = [one for one in erasures if one.state == ErasureState.BLOCKED]
    files = {one.sealed.name for one in blocked}
    rows = Erasure.objects.filter(sealed__in=files, customer__holds__lifted_at=None, customer__holds__isnull=False)
    whose = dict(rows.values_list("sealed", "customer__holds"))
    holds = Hold.objects.in_bulk(whose.values())
    return {one.pk: holds[whose[one.sealed.name]] for one in blocked if one.sealed.name in whose}


def letters_held() -> Q:
    """Letters to who is held, to an address that they had, and to anybody about their cases."""
    records = held_records()
    customers = list(records.values_list("pk", flat=True))
    references = Ticket.objects.filter(customer__in=customers).values_list("reference", flat=True)
    told = Message.objects.filter(ticket__customer__in=customers, letter__isnull=False).values("letter")
    asked = Invitation.objects.filter(customer__in=customers)
    surveys = Q(pk__in=asked.exclude(mail=None).values("mail"))
    surveys |= Q(pk__in=asked.exclude(reminder=None).values("reminder"))
    mentioning = list(letters_mentioning(list(references)).values_list("pk", flat=True))
    addresses = {*_emails(records), *former_addresses(customers)}
    return Q(pk__in=mentioning) | Q(pk__in=told) | surveys | Q(to__in=addresses)


def imports_held() -> Q:
    """Imports whose files are about somebody who is held. It reads the files: only while somebody is."""
    records = held_records()
    people = Person(customers=tuple(records.values_list("pk", flat=True)), email="", accounts=())
    about = imports_about(words=[*names_of(people), *_emails(records)], cells=cells_of(people), finished=True)
    return Q(pk__in=[job.pk for job in about])


def _emails(records: QuerySet[Customer]) -> list[str]:
    return list(records.exclude(email="").values_list("email", flat=True))
