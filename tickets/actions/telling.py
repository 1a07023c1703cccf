"""Telling one of us something about a case: a notice until they have read it, and a letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from core.models import User
from tickets.models import Automation, Notice, Ticket, TicketEvent
from tickets.notices import tell_noticed
from tickets.states import NoticeKind


@transaction.atomic
def tell_us(
    *,
    people: Iterable[User],
    kind: NoticeKind,
    ticket: Ticket | None,
    event: TicketEvent | None = None,
    automation: Automation | None = None,
    now: dt.datetime,
) -> list[Notice]:
    """Leave each of them a notice about the same line of the ledger, once, and write them a letter; the new ones."""
    new = []
    for person in sorted({one.pk: one for one in people if one.is_active}.values(), key=lambda one: one.pk):
        given = {"kind": kind, "ticket": ticket, "automation": automation, "at": now}
        if event is None:
            notice, created = Notice.objects.create(user=person, **given), True
        else:
            notice, created = Notice.objects.get_or_create(user=person, event=event, defaults=given)
        if created:
            tell_noticed(notice, now)
            new.append(notice)
    return new


def read_notices(*, user: User, ids: Iterable[int] | None = None, now: dt.datetime) -> int:
    """They have read these notices of theirs, or all; how many."""
    unread = Notice.objects.filter(user=user, read_at=None)
    return (unread if ids is None else unread.filter(pk__in=ids)).update(read_at=now)
