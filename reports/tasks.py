"""Celery's door to the roll-ups."""

import time

from celery import shared_task

from reports.actions.counting import count_changes as count

RUN_SECONDS = 50


@shared_task
def count_changes(**kwargs: object) -> int:
    """Count again what changed, for at most RUN_SECONDS; how many changes that were."""
    counted, until = 0, time.monotonic() + RUN_SECONDS
    while time.monotonic() < until and (taken := count()):
        counted += taken
    return counted
