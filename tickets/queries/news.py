"""What is new in a case since somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.actors import Actor
from tickets.models import Message, TicketEvent
from tickets.states import EventKind, MessageKind


@dataclass(frozen=True)
class News:
    """How many messages were said since, whether the customer was among those who spoke, and whether anything was."""

    messages: int = 0
    customer: bool = False
    events: bool = False

    def __bool__(self) -> bool:
        return bool(self.messages or self.events)


def news_since(family: Sequence[int], *, seen: int, told: int, reader: Actor) -> News:
    """Since a message and an event; a person's own words are no news to them."""
    said = Message.objects.standing().filter(ticket__in=family, pk__gt=seen).exclude(author=reader.user_id)
    kinds = list(said.values_list("kind", flat=True)[:100])
    events = TicketEvent.objects.filter(ticket__in=family, pk__gt=told).exclude(kind=EventKind.MESSAGE)
    return News(len(kinds), MessageKind.CUSTOMER in kinds, events.exists())
