"""Celery's door to cases. It finds its work in rows and may run twice, at once, and after a crash."""

from collections.abc import Iterator

import structlog
from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from tickets.actions.coverage import decide_coverage
from tickets.models import Ticket
from warranties.models import GuaranteeRule

log = structlog.get_logger(__name__)

BATCH = 200


@shared_task
def decide_open_cases(**kwargs: object) -> int:
    """Decide again what covers every active case, so that imports, recalls and confirmed rules reach it; how many.

    A case on which nothing changed is only read, and one that cannot be decided does not keep the others. Without any
    rule of law nothing is decided: every open case would be told that nobody entered the law.
    """
    if not GuaranteeRule.objects.exists():
        log.error("no_rules_of_law", run="manage.py load_rules")
        return 0
    decided = 0
    for ticket in _active_with_unit():
        try:
            decided += decide_coverage(ticket=ticket, by=SYSTEM, now=timezone.now()).is_new
        except Exception:
            log.exception("coverage_not_decided", ticket=ticket.pk)
    if decided:
        log.info("coverage_decided_again", cases=decided)
    return decided


def _active_with_unit() -> Iterator[Ticket]:
    """A batch of keys at a time, so that memory stays flat whatever waits."""
    last = 0
    about_units = Ticket.objects.active().filter(unit__isnull=False).only("pk").order_by("pk")
    while batch := list(about_units.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk
