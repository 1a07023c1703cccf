"""Another case to join with this one: found by its reference, by words, or among those of the same customer."""

from __future__ import annotations

import datetime as dt

from core.actors import Actor
from tickets.models import Ticket
from tickets.search import find, read_query, reference_in
from tickets.states import Aside

OFFERED = 8


def other_cases(ticket: Ticket, words: str, *, by: Actor, zone: dt.tzinfo) -> list[Ticket]:
    """The cases that fit; without words those of its customer, the newest first. Merged ones go on elsewhere."""
    rows = Ticket.objects.visible_to(by).exclude(pk=ticket.pk).exclude(aside=Aside.MERGED).select_related("customer")
    if not words.strip():
        return list(rows.filter(customer=ticket.customer_id).order_by("-created_at")[:OFFERED])
    if (reference := reference_in(words)) and (exact := rows.filter(reference=reference).first()):
        return [exact]
    ids = find(read_query(words), by=by, zone=zone, size=OFFERED + 1).ids
    found = rows.in_bulk(ids)
    # Of the same customer first: only those can be merged.
    fitting = [found[pk] for pk in ids if pk in found]
    return sorted(fitting, key=lambda one: one.customer_id != ticket.customer_id)[:OFFERED]
