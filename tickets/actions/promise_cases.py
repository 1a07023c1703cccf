"""What was promised in a case that goes on in another one is owed in that one: who works on it has to see it."""

from __future__ import annotations

from tickets.models import Clock, Promise, Ticket, TicketEvent
from tickets.queries.families import family_ids
from tickets.states import EventKind


def carry_promises(*, of: Ticket, to: Ticket) -> None:
    """The promises of a case and their clocks go with it into the other. Both are held."""
    _put(list(Promise.objects.filter(ticket=of).values_list("pk", flat=True)), to)


def return_promises(*, of: Ticket) -> None:
    """They come back with a case that was taken out, and those that came instead of them. Both are held."""
    made = TicketEvent.objects.filter(ticket__in=family_ids(of), kind=EventKind.PROMISE, data__to="made")
    ids = list(made.values_list("data__promise", flat=True))
    found = ids
    while found:
        found = list(Promise.objects.filter(replaces__in=found).values_list("pk", flat=True))
        ids = ids + found
    _put(ids, of)


def _put(ids: list[int], ticket: Ticket) -> None:
    if ids:
        Promise.objects.filter(pk__in=ids).update(ticket=ticket)
        Clock.objects.filter(promise__in=ids).update(ticket=ticket)
