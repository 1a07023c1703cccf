"""Telling who is responsible that an unhappy customer has waited too long."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction

from followups.models import Loop
from followups.queries.loops import LateLoop, late_loops
from tickets.actions.telling import tell_us
from tickets.states import NoticeKind

log = structlog.get_logger(__name__)


def tell_late_loops(*, now: dt.datetime) -> int:
    """Tell of each loop whose deadline is past and that is still open, once, by notice and letter; of how many.

    Its assignee or, without one, the managers of its team are told. One that cannot be told does not stop the others,
    and is told the next time.
    """
    told = 0
    for late in late_loops(now, untold=True):
        try:
            told += _tell(late, now)
        except Exception:
            log.exception("late_loop_not_told", loop=late.loop.pk)
    return told


@transaction.atomic
def _tell(late: LateLoop, now: dt.datetime) -> bool:
    held = Loop.objects.to_tell(now).select_for_update(of=("self",), skip_locked=True).filter(pk=late.loop.pk)
    if not late.people or not held.exists():
        return False
    Loop.objects.filter(pk=late.loop.pk).update(told_at=now)
    tell_us(people=late.people, kind=NoticeKind.LOOP, ticket=late.ticket, now=now)
    return True
