"""/healthz with real processes, some of them dead."""

import json
import socket
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import connection, connections

UP = {"web": "ok", "database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}


def ask(address: str, cookie: str = "") -> tuple[int, dict, str]:
    """Return status, checks and Cache-Control; (0, …) when nobody listens yet."""
    request = Request(f"{address}/healthz", headers={"Cookie": cookie, "Host": "probe.internal"})
    try:
        with urlopen(request, timeout=10) as response:
            return response.status, json.load(response)["checks"], response.headers["Cache-Control"]
    except HTTPError as error:
        with error:
            return error.code, json.load(error)["checks"], error.headers["Cache-Control"]
    except OSError:
        return 0, {}, ""


@pytest.fixture
def silent_port():
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_healthz_names_the_dead(processes, wait_until):
    worker, beat = processes.worker(), processes.beat()
    _, address = processes.web()
    wait_until(lambda: ask(address)[0] == 200, seconds=60, why="never healthy")
    assert ask(address) == (200, UP, "no-store")

    worker.kill()
    assert beat.stop() == 0
    silent = UP | {"worker": "no sign of life", "beat": "no sign of life"}
    wait_until(lambda: ask(address)[1] == silent, why="their end went unnoticed")
    assert ask(address)[0] == 503

    processes.worker()
    wait_until(lambda: ask(address)[1]["worker"] == "ok", why="the new worker went unnoticed")
    assert ask(address) == (503, UP | {"beat": "no sign of life"}, "no-store")


@pytest.mark.django_db(transaction=True)
def test_healthz_warns_while_there_are_no_rules_of_law(client):
    assert client.get("/healthz").json()["warnings"] == []
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE warranties_guaranteerule CASCADE")
    told = client.get("/healthz").json()
    assert (told["warnings"], told["checks"]["database"]) == (["no rules of law: run manage.py load_rules"], "ok")
    assert "rules" not in told["checks"]


@pytest.mark.django_db
def test_healthz_before_migrate_says_that_the_database_is_up(client, monkeypatch):
    """The same server, and a database in which nothing was made yet."""
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    monkeypatch.setattr(connections["default"], "get_connection_params", lambda: parameters)
    told = client.get("/healthz").json()
    assert (told["warnings"], told["checks"]["database"]) == (["no rules of law: run manage.py load_rules"], "ok")


def test_healthz_answers_while_database_and_broker_refuse(processes, wait_until):
    nobody = "127.0.0.1:1"
    _, address = processes.web(DATABASE_URL=f"postgres://u:secret@{nobody}/x", REDIS_URL=f"redis://:secret@{nobody}/0")
    wait_until(lambda: ask(address)[0], why="the web process did not start")

    unknown = "unknown, the broker does not answer"
    down = {"database": "does not answer", "broker": "does not answer", "worker": unknown, "beat": unknown}
    assert ask(address, cookie="sessionid=abc; csrftoken=def") == (503, UP | down, "no-store")


def test_healthz_answers_in_time_while_database_and_broker_are_silent(processes, wait_until, silent_port):
    silent = f"127.0.0.1:{silent_port}"
    _, address = processes.web(DATABASE_URL=f"postgres://u:secret@{silent}/x", REDIS_URL=f"redis://{silent}/0")
    wait_until(lambda: ask(address)[0], why="the web process did not start")

    for _ in range(3):
        start = time.monotonic()
        status, checks, _ = ask(address)
        assert (status, checks["database"], checks["broker"]) == (503, "does not answer", "does not answer")
        assert time.monotonic() - start < 3
