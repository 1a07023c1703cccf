"""Celery: the worker's app, and what beat ticks."""

import os
import time
from contextlib import suppress
from typing import Any

import redis
from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import heartbeat_sent
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")

app = Celery("postventa")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Signs of life in Redis, for /healthz. Each is renewed several times before it would expire.
WORKER_PULSE, BEAT_PULSE = "postventa:worker:pulse", "postventa:beat:pulse"
PULSE_SECONDS = 10

# Sweeps: each finds its work in rows, so a lost message costs at most one period.
app.conf.beat_schedule = {
    "plan-followups": {"task": "followups.tasks.plan", "schedule": 30.0},
    "send-due-surveys": {"task": "followups.tasks.send_due_surveys", "schedule": 10.0},
    "send-outbox": {"task": "core.tasks.send_outbox", "schedule": 5.0},
    "reap-outbox": {"task": "core.tasks.reap_outbox", "schedule": 60.0},
    "revive-stopped-imports": {"task": "postventa.tasks.revive_stopped_imports", "schedule": 60.0},
}


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
