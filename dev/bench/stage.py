"""What a bench measures with: a real web server on a throw-away database, and a stop-watch."""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlencode

from dev.keeper import free_port
from dev.servers import REPO

Post = tuple[str, dict | None]  # where to, and the fields of the form; None for a page that is only asked for
CSRF = "a" * 32
CALM = 10  # seconds
SENT = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF}


class QueryCount:
    """A wrapper around the execution of queries that counts them."""

    queries = 0

    def __call__(self, execute, sql, parameters, many, context):
        self.queries += 1
        return execute(sql, parameters, many, context)


class Stage:
    """Migrated database, a manager who is signed in, gunicorn as `make run` starts it.

    `beside` is a page that is asked for after each request that is measured: other work on the machine hits both alike.
    """

    beside = ""

    def __init__(self, data: Path, *, size: int | None = None) -> None:
        self.data, self.port, self.size = data, free_port(), size

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

        self._stop_web()
        connections.close_all()

    def calm_down(self) -> None:
        """After so many rows were written: what waits to come to the disk does so now, and the web server forgets.

        It remembers for ten minutes how common the words of the cases are, and those were other cases.
        """
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        os.sync()
        time.sleep(CALM)
        self._stop_web()
        self.web = self._start_web()

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
        return self._measure(((path, None) for _ in range(warm_up + requests)), warm_up, {}, cookie)

    def measure_posts(self, posts: Iterable[Post], *, warm_up: int = 20, htmx: bool = False) -> dict:
        """Return median_ms and queries of forms sent by the manager; the first `warm_up` of them do not count.

        The answer is a redirect, which is not followed, or with `htmx` some parts of a page.
        """
        return self._measure(posts, warm_up, {"HX-Request": "true"} if htmx else {}, None)

    def _measure(self, requests: Iterable[Post], warm_up: int, headers: dict, cookie: str | None) -> dict:
        times, beside, most = [], [], 0
        headers = headers | {"Cookie": f"{self.cookie if cookie is None else cookie}; csrftoken={CSRF}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        for number, post in enumerate(requests):
            took, queries = self._ask(connection, post, headers)
            floor = self._ask(connection, (self.beside, None), headers)[0] if self.beside else 0
            if number >= warm_up:
                times.append(took)
                beside.append(floor)
                most = max(most, queries)
        connection.close()
        figure = {"median_ms": milliseconds(times), "queries": most}
        return figure | ({"beside_ms": milliseconds(beside)} if self.beside else {})

    def _ask(self, connection: http.client.HTTPConnection, post: Post, headers: dict) -> tuple[float, int]:
        """The seconds that an answer took, and its queries."""
        path, form = post
        body = None if form is None else urlencode(form, doseq=True)
        sent = headers if form is None else headers | SENT
        start = time.perf_counter()
        connection.request("GET" if form is None else "POST", path, body, sent)
        response = connection.getresponse()
        said = response.read()
        took = time.perf_counter() - start
        if response.status != 200 and not (response.status == 302 and form is not None):
            raise RuntimeError(f"{path} answered {response.status} to the bench: {said[:2000]!r}")
        return took, int(response.headers["X-Queries"])

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

    def _stop_web(self) -> None:
        self.web.terminate()
        self.web.wait(20)

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
