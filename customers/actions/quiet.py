"""The hours in which a customer wants no calls."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from customers.actions.known import is_known
from customers.models import Customer
from customers.queries import records_of
from customers.rules import QuietHours


@transaction.atomic
def set_quiet_hours(*, customer: Customer, quiet: QuietHours | None, by: Actor, now: dt.datetime) -> int:
    """Keep them on every record with the customer's e-mail, by that record's own clock; None takes them away.

    What they were stays in the trace. Saying the same again writes nothing, nor does what is said of who was forgotten;
    how many records changed comes back.
    Refused when they begin and end at one time ("quiet_empty").
    """
    if quiet and quiet.start == quiet.until:
        raise Refused(_("Say two different hours, or leave both empty."), code="quiet_empty")
    if not is_known(customer):
        return 0
    start, until = (quiet.start, quiet.until) if quiet else (None, None)
    records = records_of(customer).exclude(quiet_from=start, quiet_to=until)
    changed = list(records.order_by("pk").select_for_update(of=("self",), no_key=True))
    for one in changed:
        before = {"from": _clock(one.quiet_from), "until": _clock(one.quiet_to)}
        after = {"from": _clock(start), "until": _clock(until)}
        one.quiet_from, one.quiet_to = start, until
        one.save(update_fields=["quiet_from", "quiet_to"])
        note_change(
            noun="customers.customer", object_id=one.pk, what="quiet_hours", before=before, after=after, by=by, now=now
        )
    return len(changed)


def _clock(clock: dt.time | None) -> str | None:
    return clock.strftime("%H:%M") if clock else None
