"""Cases that still have words."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from core.erased import ERASED
from tickets.models import Message, Ticket


def with_words(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Those of which not all words have been forgotten."""
    said = Message.objects.filter(ticket=OuterRef("pk")).exclude(text=ERASED)
    return tickets.filter(Exists(said))
