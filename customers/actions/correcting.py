"""Facts of a customer put right by hand: written on the record, with a trace that does not keep what they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core.actions.audit import note_change
from core.actors import Actor
from customers.former import CORRECTED, print_of
from customers.models import Customer


def write_correction(*, customer: Customer, after: Mapping[str, str], by: Actor, now: dt.datetime) -> list[str]:
    """Write the facts that differ on a record that is locked; the names of those, none when nothing differs.

    Effects: one trace, which names the facts; of what each was, only a print, by which an import knows what the shop
    told before.
    """
    before = {name: getattr(customer, name) for name, value in after.items() if getattr(customer, name) != value}
    if not before:
        return []
    for name in before:
        setattr(customer, name, after[name])
    customer.save(update_fields=list(before))
    note_change(
        noun="customers.customer",
        object_id=customer.pk,
        what=CORRECTED,
        before={name: print_of(value) for name, value in before.items()},
        after={"fields": ",".join(sorted(before))},
        by=by,
        now=now,
    )
    return list(before)
