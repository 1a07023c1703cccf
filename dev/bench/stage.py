"""What a bench measures with: a real web server on a throw-away database, and a stop-watch."""

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dev.keeper import free_port
from dev.servers import REPO


class QueryCount:
    """A wrapper around the execution of queries that counts them."""

    queries = 0

    def __call__(self, execute, sql, parameters, many, context):
        self.queries += 1
        return execute(sql, parameters, many, context)


class Stage:
    """Migrated database, a manager who is signed in, gunicorn as `make run` starts it."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()

    def __enter__(self) -> "Stage":
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_rules", verbosity=0)
        self.user = self._make_manager()
        self.cookie = self.sign_in(self.user)
        self.web = self._start_web()
        return self

    def __exit__(self, *_: object) -> None:
        from django.db import connections

        self.web.terminate()
        self.web.wait(20)
        connections.close_all()

    def sign_in(self, user) -> str:
        """Return the session cookie of a visitor."""
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(user)
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def measure_http(self, path: str, *, requests: int = 200, warm_up: int = 20, cookie: str | None = None) -> dict:
        """Return median_ms and queries of GET `path`, asked one after the other on one connection.

        `cookie` is the visitor's: the manager's when None, nobody's when empty. Anything but 200 is an error.
        """
        times, queries = [], 0
        headers = {"Cookie": self.cookie if cookie is None else cookie}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for number in range(warm_up + requests):
            start = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            if number >= warm_up:
                times.append(time.perf_counter() - start)
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status} to the bench")
            queries = int(response.headers["X-Queries"])
        connection.close()
        return {"median_ms": milliseconds(times), "queries": queries}

    def measure_call(self, function: Callable[[], object], *, repeat: int = 50, warm_up: int = 3) -> dict:
        """Return median_ms and queries of a call in this process."""
        from django.db import connection

        times = []
        for number in range(warm_up + repeat):
            count = QueryCount()
            start = time.perf_counter()
            with connection.execute_wrapper(count):
                function()
            if number >= warm_up:
                times.append(time.perf_counter() - start)
        return {"median_ms": milliseconds(times), "queries": count.queries}

    def measure_rate(self, function: Callable[[], object], count: int) -> dict:
        """Return per_s and queries of one call that deals with `count` things; the size is `count`."""
        from django.db import connection

        queries = QueryCount()
        start = time.perf_counter()
        with connection.execute_wrapper(queries):
            function()
        return {"size": count, "per_s": round(count / (time.perf_counter() - start), 1), "queries": queries.queries}

    def _make_manager(self):
        from core.models import User
        from core.states import Role

        return User.objects.create_user("bench@demo.example", None, name="Bench", role=Role.MANAGER)

    def _start_web(self) -> subprocess.Popen:
        options = ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
        command = [sys.executable, "-m", "gunicorn", "postventa.wsgi", *options, "--log-level", "warning"]
        web = subprocess.Popen(command, cwd=REPO, stdout=sys.stderr)
        deadline = time.monotonic() + 60
        while web.poll() is None and time.monotonic() < deadline:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return web
            finally:
                connection.close()
        raise RuntimeError("The web server of the benches did not start.")


def milliseconds(times: list[float]) -> float:
    return round(statistics.median(times) * 1000, 3)
