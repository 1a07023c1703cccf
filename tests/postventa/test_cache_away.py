"""A cache that takes connections and never answers."""

import socket
import time

import pytest
from django.core.cache import caches
from django.test import Client

from postventa.desk import presence
from tests.factories import AgentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]


@pytest.fixture
def _frozen(settings):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address}}
        settings.REDIS_URL = address
        settings.REDIS_PATIENCE = 0.1  # as at work; the suite waits longer
        yield
        caches.close_all()


def test_open_the_desk_without_the_cache_works(client, monkeypatch):
    client.force_login(AgentFactory())
    monkeypatch.setattr(presence, "_away_until", 0.0)
    client.get("/desk/")  # the first page of a process reads its templates, which is no waiting
    presence._away_until = 0.0
    started = time.monotonic()
    assert client.get("/desk/").status_code == 200
    assert time.monotonic() - started < 2


def test_sign_in_without_the_cache_says_soon_to_come_back():
    visitor = Client(raise_request_exception=False)
    started = time.monotonic()
    answer = visitor.post("/account/login/", {"login": "ana@example.com", "password": "a-long-enough-password"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert time.monotonic() - started < 10
