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
    "plan-followups": every(30.0, "followups.tasks.plan"),
    "send-due-surveys": every(10.0, "followups.tasks.send_due_surveys"),
    "decide-open-cases": every(3600.0, "tickets.tasks.decide_open_cases"),
    "send-outbox": every(5.0, "core.tasks.send_outbox"),
    "reap-outbox": every(60.0, "core.tasks.reap_outbox"),
    "revive-stopped-imports": every(60.0, "postventa.tasks.revive_stopped_imports"),
    "forget-old-imports": every(3600.0, "core.tasks.forget_old_imports"),
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
