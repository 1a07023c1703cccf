"""A customer asks to be forgotten, and may call it off while nothing has happened yet."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.letters import post_letter
from core.actors import Actor
from core.errors import Refused
from customers.models import Customer
from privacy.links import erasure_url
from privacy.models import Erasure
from privacy.people import Person
from privacy.queries import under_way
from privacy.states import ErasureState


@transaction.atomic
def ask_erasure(*, customer: Customer, by: Actor, now: dt.datetime) -> Erasure:
    """Write down that they want to be forgotten, for every record with their e-mail, and tell them by letter.

    Nothing is forgotten yet: it begins ERASURE_HOURS later, when nothing is under way with them. Asking again changes
    nothing and gives the same. Refused ("erased") for whom nobody knows any more.
    """
    person = Person.of(customer)
    people = list(Customer.objects.select_for_update().filter(pk__in=person.customers).order_by("pk"))
    if any(one.erased_at for one in people):
        raise Refused(_("We do not know anymore who this was."), code="erased")
    asked = Erasure.objects.filter(customer__in=people).exclude(state=ErasureState.CANCELLED).order_by("pk").first()
    if asked is not None:
        return asked
    begins = now + dt.timedelta(hours=settings.ERASURE_HOURS)
    made = write_down(customers=[one.pk for one in people], begins_at=begins, by=by, now=now)
    waits = list(under_way(person, now))
    Erasure.objects.filter(pk__in=[erasure.pk for erasure in made]).update(waits_for=waits)
    _tell("erasure_asked", customer, made[0], now)
    made[0].waits_for = waits
    return made[0]


def write_down(*, customers: list[int], begins_at: dt.datetime, by: Actor, now: dt.datetime) -> list[Erasure]:
    """A row for each record of one person, in the caller's transaction."""
    rows = [
        Erasure(
            uid=uuid.uuid4(),
            customer_id=pk,
            asked_by_kind=by.kind,
            asked_by_id=by.user_id,
            asked_at=now,
            begins_at=begins_at,
        )
        for pk in customers
    ]
    return Erasure.objects.bulk_create(rows)


@transaction.atomic
def call_off_erasure(*, erasure: Erasure, by: Actor, now: dt.datetime) -> Erasure:
    """Everything stays as it is, and a letter says so. Twice is once. Refused ("begun") when it has been done."""
    people = Customer.objects.select_for_update().filter(pk__in=Person.of(erasure.customer).customers).order_by("pk")
    rows = Erasure.objects.filter(customer__in=list(people), state=ErasureState.ASKED)
    erasure.refresh_from_db()
    if erasure.state == ErasureState.CANCELLED:
        return erasure
    if erasure.state != ErasureState.ASKED:
        raise Refused(_("It has been done already, and cannot be undone."), code="begun")
    rows.update(state=ErasureState.CANCELLED, cancelled_at=now, waits_for=[])
    erasure.refresh_from_db()
    _tell("erasure_called_off", erasure.customer, erasure, now)
    return erasure


def _tell(template: str, customer: Customer, erasure: Erasure, now: dt.datetime) -> None:
    post_letter(
        template=template,
        to=customer.email,
        language=customer.language,
        context={"customer": customer, "erasure": erasure, "url": erasure_url(erasure)},
        now=now,
    )
