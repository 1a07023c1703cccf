"""Celery's door to forgetting. Each finds its work in rows and may run twice, at once, and after a crash."""

import datetime as dt

import structlog
from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from core.actions.sweeping import sweep_files
from privacy.actions.blocking import block
from privacy.actions.destroying import destroy_due
from privacy.actions.retaining import forget_over_sessions
from privacy.actions.retaining import retain as act_on
from privacy.models import Erasure, RetentionRule

log = structlog.get_logger(__name__)

TURN = dt.timedelta(minutes=20)
NIGHT = range(1, 6)  # the hours, by the clock of the company
A_DAY = 86_400  # seconds


@shared_task
def block_due(**kwargs: object) -> int:
    """Seal and forget whoever asked for it, when the time to call it off is over; how many.

    Those who wait for something are looked at again by night.
    """
    return _block(waiting=False)


@shared_task
def retain(**kwargs: object) -> int:
    """The night: whoever waited, the rules that are active, what was sealed long enough, files without rows.

    Beat asks every hour, so that a night is not lost with a restart; by day nothing is done.
    """
    if timezone.localtime().hour not in NIGHT:
        return 0
    until = timezone.now() + TURN
    done = _block(waiting=True)
    for rule in RetentionRule.objects.filter(active=True):
        try:
            done += act_on(rule=rule, clock=timezone.now, until=until)
        except Exception:
            log.exception("rule_failed", about=rule.about)
    done += destroy_due(today=timezone.localdate(), now=timezone.now())
    return done + forget_over_sessions(now=timezone.now()) + _sweep(timezone.now())


def _sweep(now: dt.datetime) -> int:
    """Walk through all files, once in a night. Without the cache, which holds the mark, it may be done again."""
    return sweep_files(now=now) if cache.add(sweep_mark(now), True, A_DAY) else 0


def sweep_mark(now: dt.datetime) -> str:
    """Of the night of that moment."""
    return f"privacy-swept-{timezone.localdate(now):%Y-%m-%d}"


def _block(*, waiting: bool) -> int:
    due = Erasure.objects.due(timezone.now()).order_by("begins_at", "pk")
    if not waiting:
        due = due.filter(waits_for=[])
    blocked = 0
    for erasure in list(due[:500]):
        try:
            blocked += block(erasure=erasure, now=timezone.now()).blocked_at is not None
        except Exception:
            log.exception("erasure_failed", erasure=erasure.pk)
    return blocked
