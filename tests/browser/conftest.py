"""What the journeys in the browser share: coming in, reading letters, saying it in both languages, pictures.

`SHOTS=folder` keeps a picture of every step: pytest tests/browser with it, then look at them all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, pgettext


@pytest.fixture
def shot(request) -> Callable[..., None]:
    """`shot(page, "sent")` keeps a picture of the whole page when SHOTS names a folder."""
    folder, steps = os.environ.get("SHOTS"), iter(range(1, 1000))
    prefix = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")

    def take(page, name: str) -> None:
        if folder:
            page.screenshot(
                path=Path(folder) / f"{prefix}-{next(steps):02}-{name}.png", full_page=True, caret="initial"
            )

    return take


@pytest.fixture
def words() -> Callable[[str], Callable[..., str]]:
    """`say = words("es")`, then `say("Send my case")` is what the page says in that language."""

    def of(language: str) -> Callable[..., str]:
        def say(text: str, *, context: str = "", **values: object) -> str:
            with translation.override(language):
                said = pgettext(context, text) if context else gettext(text)
            return said % values if values else said

        return say

    return of


@pytest.fixture
def letters(sink, wait_until) -> Callable[..., list]:
    """`letters("marta@…", 2)`: has the outbox sent, and returns the two letters that came to that address, in order."""
    from core.tasks import send_outbox

    def came_to(address: str, count: int) -> list:
        send_outbox()
        found = []

        def came() -> bool:
            found[:] = [message for message in sink.messages if message["To"] == address]
            return len(found) >= count

        wait_until(came, why=f"{count} letters to {address}")
        return found

    return came_to


@pytest.fixture
def enter(open_page) -> Callable[..., object]:
    """`enter(user, "/desk/", language="en")`: that page, of somebody who is signed in already."""

    def enter_as(user, path: str = "/", **look: object):
        client = Client()
        client.force_login(user)
        _as_if_confirmed(client, user)
        page = open_page("/theme.css", **look)
        name = django_settings.SESSION_COOKIE_NAME
        place = {"domain": urlsplit(page.url).hostname, "path": "/"}
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, **place}])
        page.goto(path)
        return page

    return enter_as


def _as_if_confirmed(client: Client, user) -> None:
    """Say that the password was asked for again just now, which delicate pages want."""
    from allauth.account.internal.flows.login import record_authentication

    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "password", reauthenticated=True)
    request.session.save()


@pytest.fixture
def sound(axe) -> Callable[..., None]:
    """`sound(page, "en")`: nothing that WCAG 2.2 AA forbids, nothing too wide, one title, and the language it says.

    Axe is a script: say `scripts=False` for a page of a browser that runs none.
    """

    def check(page, language: str, *, scripts: bool = True) -> None:
        page.evaluate("scrollTo(0, 0)")  # what has slid under the bar is no fault
        if scripts:
            axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide"
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1

    return check
