"""Every column of cases and of what hangs on them, to compare before and after."""

from __future__ import annotations

from tickets.models import (
    Attachment,
    CheckItem,
    CompletionRequest,
    CoverageDecision,
    Draft,
    LegalStart,
    Message,
    Point,
    Relation,
    SearchText,
    Ticket,
    TicketEvent,
    TicketTag,
    TimeEntry,
)
from tickets.queries.ledgers import compare

OF_A_CASE = (
    Message,
    CoverageDecision,
    TicketTag,
    Draft,
    CheckItem,
    TimeEntry,
    SearchText,
    LegalStart,
    CompletionRequest,
    Point,
)


def rows_of(*cases: Ticket) -> dict[str, list[dict]]:
    """By table, all rows of the cases but their ledgers."""
    ids = [case.pk for case in cases]
    found = {"Ticket": Ticket.objects.filter(pk__in=ids), "Relation": Relation.objects.filter(one__in=ids)}
    found["Attachment"] = Attachment.objects.filter(message__ticket__in=ids)
    found |= {model.__name__: model.objects.filter(ticket__in=ids) for model in OF_A_CASE}
    return {name: list(rows.order_by("pk").values()) for name, rows in found.items()}


def everything() -> dict[str, object]:
    """All that a refused verb must leave as it was: every case, what hangs on it, and how long the ledger is."""
    return rows_of(*Ticket.objects.all()) | {"events": TicketEvent.objects.count()}


def unlike_ledger(*cases: Ticket) -> dict[str, dict]:
    """By reference, where cases are not what their ledgers tell."""
    found = compare([case.pk for case in cases])
    return {one.reference: one.differences for one in found if one.differences}
