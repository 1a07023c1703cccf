"""Up to where somebody has read a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from core.actors import Actor
from tickets.models import Mention, Seen, Ticket


@transaction.atomic
def mark_seen(*, ticket: Ticket, message: int, family: Sequence[int] = (), by: Actor, now: dt.datetime) -> int:
    """Remember that an agent has read a case up to the message of that id; up to where they had read it before.

    Who calls them by name in it is answered by that. Nothing is written when they had read as far already.
    """
    mine = Seen.objects.filter(ticket=ticket, user=by.user_id)
    before = mine.values_list("message", flat=True).first()
    if before is not None and before >= message:
        return before
    if before is None:
        Seen.objects.bulk_create(
            [Seen(ticket=ticket, user_id=by.user_id, message=message, at=now)],  # type: ignore[misc]
            ignore_conflicts=True,
        )
    mine.filter(message__lt=message).update(message=message, at=now)
    unread = Mention.objects.filter(user=by.user_id, ticket__in=family or [ticket.pk], read_at=None)
    unread.filter(message__lte=message).update(read_at=now)
    return before or 0
