"""What reaches the log: every traceback, and nobody's name, address or key."""

import io
import json
import logging.config
import sys

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from core.models import User
from core.tasks import send_outbox
from postventa.access_marks import mark
from postventa.logs import LOGGING, without_keys
from postventa.urls import urlpatterns as house
from tests.factories import AgentFactory

KEY = "MTI:1vabcD:s3cr3t-_xyz"


def broken(request, token):
    raise ZeroDivisionError("nothing can be divided by that")


urlpatterns = [path("c/<str:token>/", mark("public")(broken)), *house]


@pytest.fixture
def lines(monkeypatch):
    """Everything logged by a process whose log is read by a machine."""
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    line = LOGGING["formatters"]["line"]
    processors = [*line["processors"][:-1], structlog.processors.JSONRenderer()]
    logging.config.dictConfig(LOGGING | {"formatters": {"line": line | {"processors": processors}}})
    yield lambda: [json.loads(text) for text in screen.getvalue().splitlines()]
    monkeypatch.undo()
    logging.config.dictConfig(LOGGING)


def test_exception_is_logged_with_its_traceback(lines):
    try:
        raise ZeroDivisionError("nothing can be divided by that")
    except ZeroDivisionError:
        structlog.get_logger("house").exception("it_broke", call=7)
        logging.getLogger("theirs").exception("it broke again")
    ours, theirs = lines()
    assert (ours["event"], ours["call"], ours["level"], theirs["event"]) == ("it_broke", 7, "error", "it broke again")
    for line in (ours, theirs):
        assert line["exception"].startswith("Traceback (most recent call last):")
        assert line["exception"].endswith("ZeroDivisionError: nothing can be divided by that")
        assert "exc_info" not in line


@pytest.mark.django_db
@pytest.mark.urls("tests.postventa.test_logs")
def test_page_that_breaks_is_logged_with_its_traceback_and_without_its_key(lines):
    Client(raise_request_exception=False).get(f"/c/{KEY}/?q=Marta")
    logged = [line for line in lines() if line["level"] == "error"]
    assert {line["logger"] for line in logged} >= {"django.request"}
    assert [line["exception"].splitlines()[-1] for line in logged] == [
        "ZeroDivisionError: nothing can be divided by that"
    ] * len(logged)
    assert KEY not in json.dumps(lines(), ensure_ascii=False)
    assert "Marta" not in json.dumps(lines(), ensure_ascii=False)


@pytest.mark.parametrize("address", ["/s/{}/csat/", "/c/{}/", "/u/{}/", "/f/{}/", "/account/password/reset/key/{}/"])
def test_key_of_a_link_is_not_logged_in_any_words(lines, address):
    address = address.format(KEY)
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "CSRF cookie not set.", address)
    structlog.get_logger("house").warning(f"lost {address}", seen=address)
    logged = lines()
    assert len(logged) == 2
    assert KEY not in json.dumps(logged)


def addresses(resolver, before="/"):
    """Every address of the house, as its pattern is written."""
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, here)
        elif isinstance(one, URLPattern):
            yield here


def test_key_of_no_address_of_the_house_is_logged():
    with_key = [address for address in addresses(get_resolver()) if "<str:token>" in address]

    assert len(with_key) > 15
    for address in with_key:
        assert KEY not in without_keys(f"GET {address.replace('<str:token>', KEY)} 200")


def test_search_and_address_of_a_person_are_not_logged(lines):
    structlog.contextvars.bind_contextvars(ip="10.1.2.3", user_agent="Firefox")
    try:
        logging.getLogger("gunicorn.error").warning("Slow: /desk/customers/?q=Marta+Ruiz of marta@correo.example")
    finally:
        structlog.contextvars.clear_contextvars()
    [line] = lines()
    assert line["event"] == "Slow: /desk/customers/ of …@…"
    assert {"ip", "user_agent"}.isdisjoint(line)


@pytest.mark.django_db
def test_row_that_the_database_refuses_is_not_logged(lines):
    ana = AgentFactory(email="ana.secreta@tienda.example", name="Ana Secreta")
    taken = {"email": ana.email, "name": ana.name, "role": "nobody"}
    try:
        with transaction.atomic():
            User.objects.create(**taken)
    except IntegrityError as error:
        structlog.get_logger("house").exception("not_kept", error=str(error))
        logging.getLogger("theirs").error("not kept: %r", error, exc_info=True)
    ours, theirs = lines()
    for line in (ours, theirs):
        assert "IntegrityError" in line["exception"]
        assert "test_logs.py" in line["exception"]
        assert "ecreta" not in json.dumps(line, ensure_ascii=False)


def test_line_of_a_task_has_its_id(processes, wait_until):
    """A real worker: what a task says is logged once, in our form, with the id of the task."""
    worker = processes.worker(LOG_FORMAT="json", SMTP_PORT="1")
    task = send_outbox.delay()
    wait_until(lambda: "mail_server_unreachable" in worker.output, why="the task says that nobody answers")
    told = [json.loads(line) for line in worker.output.splitlines() if "mail_server_unreachable" in line]
    assert [(line["task_id"], line["logger"], line["level"]) for line in told] == [(task.id, "core.tasks", "warning")]
