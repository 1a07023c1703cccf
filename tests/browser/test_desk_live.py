"""The desk while the world changes: rows that come in, Redis that goes away, no scripts at all."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
from django.utils import timezone

from postventa.desk import presence
from tests.browser.desk import alive, said, write
from tests.cases import open_case
from tests.factories import AgentFactory
from tickets.states import Resolution, Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(transactional_db):
    return AgentFactory(name="Ana Ruiz", language="en")


@pytest.fixture
def cases(transactional_db):
    now = timezone.now() - dt.timedelta(hours=9)
    return [open_case(now=now + dt.timedelta(minutes=n)) for n in range(26)]


@pytest.fixture
def no_redis(settings):
    """A Redis that takes connections and never answers, which is worse than none."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}}
        yield
    presence._away_until = 0.0


def refresh(page):
    with page.expect_response("**/desk/queue/rows/**"):
        page.evaluate("document.dispatchEvent(new Event('queue:refresh'))")


def test_new_case_comes_in_and_disturbs_nothing(enter, shot, ana, cases):
    page = enter(ana, "/desk/", language="en")
    alive(page)
    page.locator(f"#row-{cases[9].reference} .row-check input").check()
    page.keyboard.press("p")
    page.locator(".bulk-menu[open] [value='priority:4']").wait_for()
    page.evaluate("scrollTo(0, 150)")
    place = "id => document.getElementById(id).getBoundingClientRect().top"
    before = page.evaluate(place, f"row-{cases[9].reference}")
    new = open_case(now=timezone.now() - dt.timedelta(hours=12))
    refresh(page)
    page.get_by_text("1 case changed").wait_for()
    assert page.locator(f"#row-{new.reference}").count() == 0
    page.locator(".bulk-menu[open] [value='priority:4']").wait_for()
    assert abs(page.evaluate(place, f"row-{cases[9].reference}") - before) < 2
    page.get_by_role("button", name="show").click()
    page.locator(f"#row-{new.reference}").wait_for()
    assert page.locator("[name=case]:checked").get_attribute("value") == cases[9].reference
    assert abs(page.evaluate(place, f"row-{cases[9].reference}") - before) < 2
    shot(page, "new")
    # With nothing in hand it comes by itself.
    page.locator("[name=case]:checked").uncheck()
    page.mouse.move(0, 0)
    newer = open_case(now=timezone.now() - dt.timedelta(hours=13))
    page.evaluate("document.querySelector('[data-queue]').dispatchEvent(new PointerEvent('pointerleave'))")
    refresh(page)
    page.locator(f"#row-{newer.reference}.fresh").wait_for()


def test_desk_works_while_redis_is_away(enter, ana, cases, no_redis):
    page = enter(ana, "/desk/", language="en")
    alive(page)
    refresh(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tickets/**")
    alive(page)
    write(page, "Vamos mañana.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Your reply is on its way.").wait_for()
    assert said(page)[-1] == "Vamos mañana."
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/?**")
    refresh(page)


def test_desk_works_without_scripts(enter, sound, shot, ana, cases):
    case = cases[0]
    page = enter(ana, "/desk/", language="en", scripts=False)
    sound(page, "en", scripts=False)
    page.locator(f"#row-{case.reference} .row-link").click()
    page.wait_for_url(f"**/{case.reference}/**")
    sound(page, "en", scripts=False)
    shot(page, "case")
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("Ana Ruiz has this case now.").wait_for()
    page.locator("#composer textarea[name=text]").fill("Vamos mañana.\n\nUn saludo.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your reply is on its way.").first.wait_for()
    page.locator("#composer [data-kind=note]").check(force=True)
    page.locator("#composer textarea[name=text]").fill("Es la tercera.")
    page.locator("#composer button.primary").click()
    page.get_by_text("Note saved.").wait_for()
    assert [one.split() for one in said(page)[1:]] == [["Vamos", "mañana.", "Un", "saludo."], ["Es", "la", "tercera."]]
    page.locator("#steps summary").click()
    page.get_by_role("link", name="Open the form").click()
    page.locator("#steps [name=resolution]").select_option("repaired")
    page.locator("#steps textarea[name=text]").fill("Hemos cambiado la junta.")
    shot(page, "resolving")
    page.get_by_role("button", name="Resolve and tell the customer").click()
    page.get_by_text("The customer is told by e-mail.").wait_for()
    case.refresh_from_db()
    assert (case.status, case.resolution, case.assignee) == (Status.RESOLVED, Resolution.REPAIRED, ana)
    sound(page, "en", scripts=False)
