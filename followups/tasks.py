"""Celery's door to follow-ups. Each finds its work in rows and may run twice, at once, and after a crash."""

import time

import structlog
from celery import shared_task

from followups.actions import planning_rounds as rounds
from followups.actions.answering import finish_abandoned
from followups.actions.capacity import fit_calls as fit_due_calls
from followups.actions.dispatch import dispatch_due
from followups.actions.fallbacks import call_instead
from followups.actions.loop_closing import close_loops as close_open_loops
from followups.actions.loop_telling import tell_late_loops
from followups.actions.reminding import remind_due
from followups.actions.withdrawing import withdraw_unwanted
from followups.clock import now

log = structlog.get_logger(__name__)

RUN_SECONDS = 50


@shared_task
def plan_fresh(**kwargs: object) -> int:
    """Plan what follows the facts of the last two days; how many calls and surveys."""
    return rounds.plan_fresh(now=now())


@shared_task
def plan_everything(**kwargs: object) -> int:
    """Plan what was brought late or missed, and tidy up; how many calls and surveys."""
    return rounds.plan_everything(now=now())


@shared_task
def plan_days(**kwargs: object) -> int:
    """Plan what follows guarantees that end and maintenance that is due; how many calls and surveys."""
    return rounds.plan_days(now=now())


@shared_task
def plan_all_days(**kwargs: object) -> int:
    """The same of all that may still be followed; how many calls and surveys."""
    return rounds.plan_all_days(now=now())


@shared_task
def tidy_calls(**kwargs: object) -> int:
    """Drop calls that are not to be made any more, put off those in quiet hours; how many."""
    return rounds.tidy_calls(now=now())


@shared_task
def send_due_surveys(**kwargs: object) -> int:
    """Send what is due, for at most RUN_SECONDS; how many surveys went out."""
    sent, until = 0, time.monotonic() + RUN_SECONDS
    while time.monotonic() < until and (done := dispatch_due(now=now())).seen:
        sent += done.sent
    return sent


@shared_task
def withdraw_surveys(**kwargs: object) -> int:
    """Look again at what waits long in the outbox, for at most RUN_SECONDS; how many were looked at."""
    seen, until = 0, time.monotonic() + RUN_SECONDS
    while time.monotonic() < until and (some := withdraw_unwanted(now=now()).seen):
        seen += some
    return seen


@shared_task
def remind_of_surveys(**kwargs: object) -> int:
    """Remind who has not begun, for at most RUN_SECONDS; how many reminders went out."""
    sent, until = 0, time.monotonic() + RUN_SECONDS
    while time.monotonic() < until and (done := remind_due(now=now())).seen:
        sent += done.sent
    return sent


@shared_task
def call_who_did_not_answer(**kwargs: object) -> int:
    """Plan the calls that follow surveys without an answer, for at most RUN_SECONDS; how many were looked at."""
    seen, until = 0, time.monotonic() + RUN_SECONDS
    while time.monotonic() < until and (some := call_instead(now=now())):
        seen += some
    return seen


@shared_task
def fit_calls(**kwargs: object) -> int:
    """Move the calls that a team cannot make today; how many."""
    return fit_due_calls(now=now())


@shared_task
def finish_surveys(**kwargs: object) -> int:
    """Close what was begun and left, for at most RUN_SECONDS; how many."""
    finished, until = 0, time.monotonic() + RUN_SECONDS
    while time.monotonic() < until and (some := finish_abandoned(now=now())):
        finished += some
    return finished


@shared_task
def close_loops(**kwargs: object) -> int:
    """Close the loops of whom a person has spoken with, and tell of those that are late by then; how many closed."""
    moment = now()
    closed = close_open_loops(now=moment)
    tell_late_loops(now=moment)
    return closed
