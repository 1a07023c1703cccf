"""A customer is called otherwise: their cases are found by the new name and not by the old one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tickets.actions._words import note_case
from tickets.models import Ticket


@transaction.atomic
def rename_in_search(*, customers: Iterable[int] | QuerySet[Any]) -> int:
    """Write down the words of their cases anew; how many cases."""
    cases = list(Ticket.objects.filter(customer__in=customers).select_related("unit").order_by("pk"))
    for ticket in cases:
        note_case(ticket)
    return len(cases)
