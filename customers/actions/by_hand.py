"""Customers who are in no import: an agent writes them down while they are on the phone or at the counter."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from customers.models import Customer
from customers.queries import known_customers
from customers.rules import ref_by_hand
from customers.states import CustomerKind

ONE_AT_A_TIME = 5002  # the class of our advisory locks; any number that nobody else uses


@dataclass(frozen=True)
class Person:
    """Who somebody says they are. The e-mail and the phone are in their normal form, "" when they gave none."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "es"
    kind: str = CustomerKind.PERSON.value


@transaction.atomic
def enter_customer(
    *, person: Person, submission: uuid.UUID, share_phone: bool = False, by: Actor, now: dt.datetime
) -> Customer:
    """Write down a customer who is not in the books, with a trace of who did; the same `submission` twice is one.

    Refused without a name ("name_missing"), without an e-mail and a phone ("contact_missing"), when somebody has that
    e-mail ("email_known"), for who reads it sees all that is theirs, and when somebody has that phone ("phone_known"),
    unless they `share_phone`.
    """
    name = " ".join(person.name.replace("\x00", "").split())[:200]
    if not name:
        raise Refused(_("Write down their name."), code="name_missing")
    if not person.email and not person.phone:
        raise Refused(_("Write down an e-mail or a phone, so that they can be answered."), code="contact_missing")
    ref = ref_by_hand(submission)
    _wait_for(person)
    if first := Customer.objects.filter(ref=ref).first():
        return first
    _check_unknown(person, share_phone=share_phone)
    customer = Customer.objects.create(
        ref=ref,
        kind=person.kind,
        name=name,
        email=person.email,
        phone=person.phone,
        language=person.language,
        country=settings.COMPANY["country"],
    )
    note_change(
        noun="customers.customer", object_id=customer.pk, what="entered", before={}, after={"ref": ref}, by=by, now=now
    )
    return customer


def _wait_for(person: Person) -> None:
    """Two agents who write down the same person do it one after the other, so that the second one finds them."""
    with connection.cursor() as cursor:
        for contact in sorted({person.email, person.phone} - {""}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ONE_AT_A_TIME, contact])


def _check_unknown(person: Person, *, share_phone: bool) -> None:
    known = known_customers(email=person.email, phone=person.phone)
    if person.email and any(one.email == person.email for one in known):
        raise Refused(_("Somebody with this e-mail is in the books already. Choose them."), code="email_known")
    if known and not share_phone:
        raise Refused(
            _("Somebody with this phone is in the books already. Choose them, or say that it is somebody else."),
            code="phone_known",
        )
