"""What keeps us from approaching somebody of our own accord, whatever they agreed to: true for all their records."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actions.audit import note_change
from core.actors import Actor
from customers.actions.known import is_known
from customers.models import Customer
from customers.queries import records_of
from customers.states import Standing


@transaction.atomic
def set_standing(*, customer: Customer, standing: Standing, holds: bool, by: Actor, now: dt.datetime) -> int:
    """Write down that it is so, or is not any more, with its trace; of how many records.

    Saying the same again writes nothing, nor does what is said of who was forgotten.
    """
    if not is_known(customer):
        return 0
    column = str(standing.value)
    others = records_of(customer).filter(**{column: not holds}).order_by("pk")
    changed = list(others.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    Customer.objects.filter(pk__in=changed).update(**{column: holds})
    for pk in changed:
        note_change(
            noun="customers.customer",
            object_id=pk,
            what="changed",
            before={column: not holds},
            after={column: holds},
            by=by,
            now=now,
        )
    return len(changed)
