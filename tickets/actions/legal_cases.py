"""What happens to the dates from which the law counts, and to what the customer has to send, when a case is merged:
the terms are owed all the same, and the customer answers in the other case.
"""

from __future__ import annotations

from django.db.models import QuerySet

from tickets.models import Clock, CompletionRequest, LegalStart, Ticket, TicketEvent
from tickets.queries.families import family_ids
from tickets.states import EventKind


def carry_starts(*, of: Ticket, to: Ticket) -> None:
    """The dates said in a case and their clocks go with it into the other. Both are held."""
    _put(list(LegalStart.objects.filter(ticket=of).values_list("pk", flat=True)), to)


def return_starts(*, of: Ticket) -> None:
    """They come back with a case that was taken out. Both are held."""
    said = TicketEvent.objects.filter(ticket__in=family_ids(of), kind=EventKind.LEGAL, data__to="said")
    _put(list(said.values_list("data__start", flat=True)), of)


def carry_request(*, of: Ticket, to: Ticket) -> None:
    """The open request of a case goes with it into the other. Both are held.

    Where the customer was asked in that one too it stays behind: both are completed together.
    """
    _take(to, _open().filter(ticket=of))


def return_requests(*, of: Ticket) -> None:
    """They come back with a case that was taken out, completed or not. Both are held."""
    family = family_ids(of)
    asked = TicketEvent.objects.filter(ticket__in=family, kind=EventKind.COMPLETION, data__to="asked")
    rows = CompletionRequest.objects.filter(pk__in=list(asked.values_list("data__request", flat=True)))
    _move(rows.exclude(ticket__in=family), of)


def take_up_request(ticket: Ticket) -> None:
    """One that stayed behind takes the place of the request that was withdrawn. The case is held."""
    _take(ticket, left_behind(ticket))


def left_behind(ticket: Ticket) -> QuerySet[CompletionRequest]:
    """What the customer was asked in cases that go on in this one, where it was asked something itself."""
    behind = set(family_ids(ticket)) - {ticket.pk}
    return _open().filter(ticket__in=behind).select_related("ticket__customer").order_by("pk")


def _open() -> QuerySet[CompletionRequest]:
    return CompletionRequest.objects.filter(completed_at=None, withdrawn_at=None)


def _take(ticket: Ticket, found: QuerySet[CompletionRequest]) -> None:
    """One of them, if the case has none: it has one at a time."""
    if not _open().filter(ticket=ticket).exists():
        _move(found[:1], ticket)


def _move(found: QuerySet[CompletionRequest], ticket: Ticket) -> None:
    for request in found:
        clocks = Clock.objects.filter(ticket=request.ticket_id, anchor=f"completion:{request.pk}")
        clocks.update(ticket=ticket)
        request.ticket = ticket
        request.save(update_fields=["ticket"])


def _put(ids: list[int], ticket: Ticket) -> None:
    starts = LegalStart.objects.filter(pk__in=ids)
    if holders := set(starts.values_list("ticket", flat=True)):
        starts.update(ticket=ticket)
        Clock.objects.filter(ticket__in=holders, anchor__in=[f"start:{pk}" for pk in ids]).update(ticket=ticket)
