"""GET /healthz: 200 only when web, database, broker, a worker and beat are up; 503 names what is not.

What is missing without anything being down is told under `warnings`, and the answer stays 200.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from postventa.access_marks import mark
from postventa.celery import BEAT_PULSE, WORKER_PULSE

PATH = "/healthz"
SECONDS = 1.5
NO_RULES = "no rules of law: run manage.py load_rules"
logger = structlog.get_logger(__name__)
# Checks run beside the request, so that a server which swallows packets cannot hold the answer; no more than these at
# a time, so that it cannot pile up threads either.
_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="health")


class HealthFirst:
    """Middleware that answers /healthz before any other touches a session, a host name or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path == PATH else self.get_response(request)


@mark("public")
def healthz(request: HttpRequest) -> JsonResponse:
    """Say which parts of the house are up."""
    database = _pool.submit(_check_database, connection.get_connection_params(), connection.Database)
    broker = _pool.submit(_check_broker)
    wait((database, broker), timeout=SECONDS)
    checks = {"web": "ok", **_answer(database, ["database"]), **_answer(broker, ["broker", "worker", "beat"])}
    warnings = [checks.pop("rules")] if "rules" in checks else []
    is_up = set(checks.values()) == {"ok"}
    told = {"status": "ok" if is_up else "failing", "checks": checks, "warnings": warnings}
    response = JsonResponse(told, status=200 if is_up else 503)
    response["Cache-Control"] = "no-store"
    return response


def _answer(check: Future, names: list[str]) -> dict[str, str]:
    """Return what the check found, or for each of its names that it could not be found out."""
    try:
        return check.result(timeout=0)
    except Exception as error:  # whatever it is, the page must say so and show no trace
        logger.warning("health.failed", check=names[0], error=type(error).__name__)
        check.cancel()
        return {names[0]: "does not answer"} | dict.fromkeys(names[1:], "unknown, the broker does not answer")


def _check_database(parameters: dict, driver) -> dict[str, str]:
    with closing(driver.connect(**parameters | {"connect_timeout": 2})) as session, session.cursor() as cursor:
        cursor.execute("SELECT 1")
        return {"database": "ok"} | ({} if _has_rules(cursor, driver) else {"rules": NO_RULES})


def _has_rules(cursor, driver) -> bool:
    """Whether coverage can be decided; before `migrate` there is not even a table."""
    try:
        cursor.execute("SELECT EXISTS (SELECT FROM warranties_guaranteerule)")
    except driver.Error:
        return False
    return cursor.fetchone()[0]


def _check_broker() -> dict[str, str]:
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
        worker, beat = client.mget(WORKER_PULSE, BEAT_PULSE)
    silent = "no sign of life"
    return {"broker": "ok", "worker": "ok" if worker else silent, "beat": "ok" if beat else silent}
