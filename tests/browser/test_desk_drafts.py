"""Nothing typed is lost: the browser is killed, the sign-in ends in another tab, the reply is taken back."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from dev.chromium import ARGUMENTS
from tests.browser.desk import alive, draft_saves, editor, has_focus, kept, settled, words, write
from tests.cases import open_case
from tests.factories import PASSWORD, AgentFactory, CustomerUserFactory
from tests.fixtures.browser import PATH
from tests.uploads import photo
from tickets.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
MINE = "Mañana pasa un técnico entre las 9 y las 11."


@pytest.fixture
def case(transactional_db):
    return open_case(now=timezone.now())


@pytest.fixture
def ana(transactional_db):
    return AgentFactory(name="Ana Ruiz", language="en")


@pytest.fixture
def machine(chromium, live, tmp_path, wait_until) -> Iterator[Callable]:
    """`page, process = machine()`: a Chromium that is a process of our own, with an empty profile."""
    started = []

    def start():
        profile = tmp_path / f"profile-{len(started)}"
        port = profile / "DevToolsActivePort"
        options = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--lang=en-GB"]
        process = subprocess.Popen(
            [PATH, *ARGUMENTS, *options, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        started.append((process, None))
        wait_until(lambda: port.exists() and port.read_text().count("\n"), why="Chromium never listened")
        browser = chromium.browser_type.connect_over_cdp(f"http://127.0.0.1:{port.read_text().split()[0]}")
        started[-1] = (process, browser)
        page = browser.contexts[0].pages[0]
        page.set_default_timeout(15_000)
        return page, process

    yield start
    for process, _browser in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def sign_in(page, address: str, agent) -> None:
    page.goto(address)
    page.fill("input[name=login]", agent.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def file(tmp_path: Path) -> Path:
    paper = tmp_path / "fuga.jpg"
    paper.write_bytes(photo().read())
    return paper


def test_draft_survives_a_killed_browser(machine, live, case, ana, tmp_path):
    page, process = machine()
    address = f"{live.url}/desk/tickets/{case.reference}/"
    sign_in(page, f"{live.url}/account/login/?next=/desk/tickets/{case.reference}/", ana)
    page.wait_for_url(address)
    alive(page)
    write(page, MINE)
    kept(page)
    page.locator(".attach summary").click()
    page.locator("#composer-files").set_input_files(file(tmp_path))
    page.locator("#draft-files li").wait_for()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert Draft.objects.get().text == MINE

    page, _process = machine()
    sign_in(page, f"{live.url}/account/login/?next=/desk/", ana)
    page.locator(f"#row-{case.reference} .row-draft").wait_for()
    page.locator(f"#row-{case.reference} .row-link").click()
    page.wait_for_url(f"{address}**")
    alive(page)
    assert (words(page), page.locator("#draft-files li").count()) == (MINE, 1)
    page.keyboard.press("r")
    has_focus(page, "#composer [contenteditable]")
    page.keyboard.press("Control+Enter")
    page.locator("#held [data-held]").wait_for()
    reply = case.messages.last()
    assert (reply.text, reply.attachments.get().file.name, Draft.objects.count()) == (MINE, "fuga.jpeg", 0)
    page.goto("about:blank")


def test_signed_out_in_another_tab_the_words_stay_and_are_kept_after_signing_in(enter, case, ana, words_of_both):
    page = enter(ana, f"/desk/tickets/{case.reference}/", language="en")
    alive(page)
    write(page, "Mañana")
    kept(page)
    other = page.context.new_page()
    other.goto("/account/logout/")
    other.locator("main form button").click()
    other.wait_for_url(lambda url: "logout" not in url)
    editor(page).focus()
    page.keyboard.press("End")
    with draft_saves(page) as answer:
        page.keyboard.type(" pasa un técnico.")
    assert answer.value.status == 401
    page.get_by_text("You have been signed out.").wait_for()
    assert words_of_both(page) == ("Mañana pasa un técnico.", "Mañana")
    sign_in(other, "/account/login/?next=/desk/", ana)
    other.wait_for_url("**/desk/")
    editor(page).focus()
    page.keyboard.press("End")
    with draft_saves(page) as answer:
        page.keyboard.type(" Gracias.")
    assert answer.value.status == 200
    assert words_of_both(page) == ("Mañana pasa un técnico. Gracias.",) * 2
    page.reload()
    alive(page)
    assert words(page) == "Mañana pasa un técnico. Gracias."


@pytest.fixture
def words_of_both():
    """What stands on the screen, and what the server has."""
    return lambda page: (words(page), Draft.objects.get().text)


def test_reply_that_is_taken_back_was_never_there(enter, case, ana, letters, sink, shot, sound):
    marta = CustomerUserFactory(email=case.customer.email, language="en")
    hers = enter(marta, f"/portal/cases/{case.reference}/", language="en")
    page = enter(ana, f"/desk/tickets/{case.reference}/", language="en")
    alive(page)
    write(page, MINE)
    page.keyboard.press("Control+Enter")
    page.locator("#held [data-held]").wait_for()
    shot(page, "held")
    sound(page, "en")
    hers.reload()
    assert MINE not in hers.locator("main").inner_text()
    letters(case.customer.email, 1)  # its receipt
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.get_by_text("Your reply did not go out.").wait_for()
    settled(page)
    assert (words(page), page.locator(".message").count()) == (MINE, 1)
    assert page.evaluate("document.activeElement !== document.body")
    hers.reload()
    assert MINE not in hers.locator("main").inner_text()


def test_reply_goes_out_when_its_moment_has_passed(enter, case, ana, letters, sink, monkeypatch):
    page = enter(ana, f"/desk/tickets/{case.reference}/", language="en")
    page.clock.install()
    page.reload()
    alive(page)
    write(page, MINE)
    page.keyboard.press("Control+Enter")
    page.locator("#held [data-held]").wait_for()
    assert len(letters(case.customer.email, 1)) == 1
    page.clock.fast_forward(11_000)
    page.locator("#held [data-held]").wait_for(state="detached")
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + dt.timedelta(seconds=11))
    letter = letters(case.customer.email, 2)[-1]
    assert MINE in letter.get_body(("plain",)).get_content()
