"""Celery: the worker's app, and what beat ticks."""

import os
import time
from contextlib import suppress
from typing import Any

import redis
from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import heartbeat_sent, setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")

app = Celery("postventa")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # every line of a task with its id

# Signs of life in Redis, for /healthz. Each is renewed several times before it would expire.
WORKER_PULSE, BEAT_PULSE = "postventa:worker:pulse", "postventa:beat:pulse"
PULSE_SECONDS = 10


def every(seconds: float, task: str) -> dict[str, Any]:
    """A sweep. One that nobody took before the next is due is not taken any more, so busy workers gather no heap."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


# Each finds its work in rows, so a lost message costs at most one period.
app.conf.beat_schedule = {
    "plan-fresh": every(30.0, "followups.tasks.plan_fresh"),
    "plan-everything": every(3600.0, "followups.tasks.plan_everything"),
    "plan-days": every(3600.0, "followups.tasks.plan_days"),
    "plan-all-days": every(86_400.0, "followups.tasks.plan_all_days"),
    "tidy-calls": every(300.0, "followups.tasks.tidy_calls"),
    "send-due-surveys": every(10.0, "followups.tasks.send_due_surveys"),
    "withdraw-surveys": every(60.0, "followups.tasks.withdraw_surveys"),
    "remind-of-surveys": every(60.0, "followups.tasks.remind_of_surveys"),
    "call-who-did-not-answer": every(60.0, "followups.tasks.call_who_did_not_answer"),
    "fit-calls": every(300.0, "followups.tasks.fit_calls"),
    "finish-surveys": every(60.0, "followups.tasks.finish_surveys"),
    "close-loops": every(60.0, "followups.tasks.close_loops"),
    "run-automations": every(3.0, "tickets.tasks.run_automations"),
    "run-automations-on-time": every(30.0, "tickets.tasks.run_automations_on_time"),
    "sweep-bulk": every(10.0, "tickets.tasks.sweep_bulk"),
    "sweep-clocks": every(10.0, "tickets.tasks.sweep_clocks"),
    "hand-out-waiting": every(10.0, "tickets.tasks.hand_out_waiting"),
    "review-clocks": every(10.0, "tickets.tasks.review_clocks"),
    "count-clocks-again": every(3600.0, "tickets.tasks.count_clocks_again"),
    "forget-old-drafts": every(3600.0, "tickets.tasks.forget_old_drafts"),
    "forget-old-bulk": every(3600.0, "tickets.tasks.forget_old_bulk"),
    "decide-open-cases": every(3600.0, "tickets.tasks.decide_open_cases"),
    "send-outbox": every(5.0, "core.tasks.send_outbox"),
    "send-texts": every(5.0, "core.tasks.send_texts"),
    "reap-outbox": every(60.0, "core.tasks.reap_outbox"),
    "prepare-files": every(10.0, "core.tasks.prepare_files"),
    "forget-old-filings": every(3600.0, "tickets.tasks.forget_old_filings"),
    "revive-stopped-imports": every(60.0, "postventa.tasks.revive_stopped_imports"),
    "forget-old-imports": every(3600.0, "core.tasks.forget_old_imports"),
    "forget-old-sessions": every(3600.0, "postventa.tasks.forget_old_sessions"),
    "block-due-erasures": every(300.0, "privacy.tasks.block_due"),
    "retain-by-night": every(3600.0, "privacy.tasks.retain"),
    "count-changes": every(10.0, "reports.tasks.count_changes"),
}


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Celery would write its lines its own way, with what a failed task held; ours are set up with the settings."""


def leave_pulse(key: str) -> None:
    """Leave a sign of life. A broker that is down must not end the one who leaves it: both wait for its return."""
    with suppress(redis.RedisError), redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
        client.set(key, "1", ex=PULSE_SECONDS)


@heartbeat_sent.connect
def leave_worker_pulse(**kwargs: object) -> None:
    """Every two seconds, from the loop in which the worker takes its tasks."""
    leave_pulse(WORKER_PULSE)


class BeatWithPulse(PersistentScheduler):
    """Beat that leaves a sign of life at its ticks."""

    _pulse_at = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if time.monotonic() - self._pulse_at > PULSE_SECONDS / 5:
            leave_pulse(BEAT_PULSE)
            self._pulse_at = time.monotonic()
        return min(super().tick(*args, **kwargs), PULSE_SECONDS / 5)
