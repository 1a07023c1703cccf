"""Celery's door to follow-ups. Each finds its work in rows and may run twice, at once, and after a crash."""

import time

import structlog
from celery import shared_task
from django.utils import timezone

from followups.actions.answering import finish_next_abandoned
from followups.actions.dispatch import dispatch_next
from followups.actions.plan import drop_idle_calls, plan_calls, plan_case_surveys, plan_delivery_surveys
from followups.queries import current_plan
from followups.states import InvitationState

log = structlog.get_logger(__name__)

RUN_SECONDS = 50


@shared_task
def plan(**kwargs: object) -> int:
    """Turn fresh deliveries and resolutions into calls and surveys; how many."""
    rules, now = current_plan(), timezone.now()
    if rules is None:
        return 0
    drop_idle_calls(plan=rules, now=now)
    steps = (plan_calls, plan_delivery_surveys, plan_case_surveys)
    planned = [step(plan=rules, now=now) for step in steps]
    if any(planned):
        log.info("followups_planned", calls=planned[0], delivery_surveys=planned[1], case_surveys=planned[2])
    return sum(planned)


@shared_task
def send_due_surveys(**kwargs: object) -> int:
    """Send what is due and close what was begun and left, for at most RUN_SECONDS; how many surveys went out."""
    rules, sent, until = current_plan(), 0, time.monotonic() + RUN_SECONDS
    while rules and time.monotonic() < until and (invitation := dispatch_next(plan=rules, now=timezone.now())):
        sent += invitation.state == InvitationState.SENT
    while time.monotonic() < until and finish_next_abandoned(now=timezone.now()):
        pass
    return sent
