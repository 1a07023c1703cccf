"""What a customer wants and does not want of us: said once, true for every record of the person."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from core.actors import Actor
from customers.actions.known import is_known
from customers.models import Consent, Customer
from customers.queries import records_of
from customers.states import ConsentTo

# How it stands now is on the customer, the other way round: they take no part unless they say so.
REFUSALS = {ConsentTo.SURVEYS: "no_surveys", ConsentTo.CALLS: "no_calls"}


@transaction.atomic
def set_wish(*, customer: Customer, to: ConsentTo, given: bool, by: Actor, now: dt.datetime) -> list[Consent]:
    """Keep that a customer wants something or does not, on every record with their e-mail; what was written.

    Saying the same again writes nothing, nor does what is said of who was forgotten: nobody asks them anything.
    """
    if not is_known(customer):
        return []
    return note_wish(records=records_of(customer), to=to, given=given, by=by, now=now)


@transaction.atomic
def note_wish(*, records: QuerySet[Customer], to: ConsentTo, given: bool, by: Actor, now: dt.datetime) -> list[Consent]:
    """The same for the records that somebody else found to be one person. They are held until the end."""
    refusal = REFUSALS[to]
    others = records.filter(**{refusal: given}).order_by("pk").select_for_update(of=("self",), no_key=True)
    changed = list(others.values_list("pk", flat=True))
    Customer.objects.filter(pk__in=changed).update(**{refusal: not given})
    rows = [
        Consent(customer_id=pk, to=to, given=given, at=now, actor_kind=by.kind, actor_id=by.user_id) for pk in changed
    ]
    return Consent.objects.bulk_create(rows)
