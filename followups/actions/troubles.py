"""Writing down what the program cannot go on with, and settling it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from core.actors import Actor
from followups.models import Trouble
from followups.models.trouble import ABOUT
from followups.states import TroubleKind


def note_trouble(*, kind: TroubleKind, detail: str = "", now: dt.datetime, **about: object) -> Trouble:
    """Write down that something is in the way of `about` (plan, customer, delivery, ticket, call, invitation).

    The same again is counted and not written twice. `detail` is the name of an error, never its words.
    """
    same = {name: about.get(name) for name in ABOUT}
    with transaction.atomic():
        trouble, new = Trouble.objects.get_or_create(
            kind=kind, settled_at=None, **same, defaults={"detail": detail[:120], "first_at": now, "last_at": now}
        )
        if not new:
            Trouble.objects.filter(pk=trouble.pk).update(times=F("times") + 1, last_at=now, detail=detail[:120])
    return trouble


def settle_troubles(*, by: Actor | None = None, now: dt.datetime, **which: object) -> int:
    """Say that what was in the way is not any more; how many. Without `by`, because it was seen to be so."""
    return Trouble.objects.open().filter(**which).update(settled_at=now, settled_by=by.user_id if by else None)
