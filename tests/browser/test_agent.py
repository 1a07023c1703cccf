"""The agent's story in a real browser: the queue by keyboard, a case from end to end in place, a call."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import actor_of
from tests.browser.desk import words as words_in
from tests.cases import open_case
from tests.factories import PASSWORD, AgentFactory, UnitFactory
from tests.followups.makers import planned_call, the_plans
from tickets.actions.conversation import reply_to_customer
from tickets.models import Ticket
from tickets.states import Status

LOOKS = [pytest.param("es", {}, id="es-laptop"), pytest.param("en", {"dark": True}, id="en-dark")]
FAULTS = ["Pierde agua por debajo desde el lunes.", "No centrifuga y da un golpe.", "La puerta no cierra."]


@pytest.fixture
def desk(transactional_db):
    """Three cases of last night, the oldest of Marta; and a call that is due."""
    the_plans()
    now = timezone.now()
    moment = now - dt.timedelta(days=40)

    def unit(name):
        return UnitFactory(
            purchase__customer__name=name,
            purchase__purchased_at=moment,
            product__name="Lavadora Hogarix L9 1400 Inverter",
            delivery__delivered_at=moment,
            delivery__delivered_on=moment.date(),
        )

    cases = [
        open_case(unit=unit(name), text=text, now=now - dt.timedelta(hours=14 - n))
        for n, (name, text) in enumerate(zip(("Marta Gil", "Jon Arana", "Eva Soler"), FAULTS, strict=True))
    ]
    called = unit("Rosa Prieto")
    call = planned_call(called, due_at=now - dt.timedelta(hours=1))
    return cases, call


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_agent(open_page, words, shot, sound, desk, language, look):
    say, (cases, call) = words(language), desk
    ana, bea = AgentFactory(name="Ana Torres"), AgentFactory(name="Bea Sanz")
    case = cases[0]
    page = open_page("/account/login/?next=/desk/", language=language, **look)

    def press(name):
        page.get_by_role("button", name=say(name), exact=True).click()

    def told(text, **values):
        page.get_by_text(say(text, **values)).first.wait_for()

    def seen(name):
        sound(page, language)
        shot(page, name)

    seen("sign-in")
    page.locator("input[name=login]").fill(ana.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")

    # The queue by keyboard: search, then down, up and in.
    page.locator("[data-row]").nth(2).wait_for()
    seen("queue")
    page.keyboard.press("/")
    page.keyboard.type("arana")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/?q=arana")
    page.wait_for_load_state()
    assert page.locator("[data-row]").count() == 1
    seen("search")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{case.reference}/**")
    seen("case")

    # From here on everything changes in place: a reload would forget this.
    page.evaluate("window.stayed = true")
    press("Take it")
    told("%(name)s has this case now.", name=ana)
    page.locator("#coverage details.override > summary").click()
    page.locator("#coverage details.override form").wait_for()
    page.locator("#coverage select[name=cause]").select_option("misuse")
    press("Decide again")
    page.locator("#coverage .shield.big[data-tone=neutral], #coverage .shield.big[data-tone=warn]").first.wait_for()
    assert case.decisions.count() == 2
    seen("case-decided-again")
    page.locator("#h-coverage").click()
    page.keyboard.press("n")
    page.keyboard.type("Es la tercera de este lote.")
    press("Save the note")
    told("Note saved.")

    # A colleague speaks first: her words are shown, and Ana's wait.
    page.locator("#h-coverage").click()
    page.keyboard.press("r")
    page.keyboard.type("Mañana pasa un técnico entre las 9 y las 11.")
    reply_to_customer(ticket=case, text="¿Qué código sale en el visor?", by=actor_of(bea), now=timezone.now())
    press("Send")
    page.locator(".message", has_text="¿Qué código sale en el visor?").wait_for()
    assert words_in(page) == "Mañana pasa un técnico entre las 9 y las 11."
    seen("case-colleague-first")
    press("Send")
    page.locator(".message", has_text="Mañana pasa un técnico").wait_for()
    page.locator("#held [data-held]").wait_for()
    assert words_in(page) == ""

    page.locator("#steps summary", has_text=say("Resolve")).click()
    page.locator("select[name=resolution]").select_option("repaired")
    page.locator("#steps [contenteditable]").fill("Hemos cambiado la junta.")
    seen("case-resolving")
    press("Resolve and tell the customer")
    page.get_by_role("button", name=say("Open again")).wait_for()
    seen("case-resolved")
    assert page.evaluate("window.stayed")
    case.refresh_from_db()
    assert (case.status, case.assignee, case.resolution) == (Status.RESOLVED, ana, "repaired")
    page.locator("#rail details > summary").first.click()
    page.locator("nav a[href='/desk/?view=resolved']").click()
    page.get_by_role("link", name="Marta Gil").wait_for()
    assert page.locator("[data-row]").count() == 1
    seen("resolved")

    # A call: this customer is not content, and has a case at once.
    page.locator("nav a[href='/desk/calls/']").first.click()
    page.locator("h1", has_text=say("Calls")).wait_for()
    seen("calls")
    page.get_by_role("link", name="Rosa Prieto").click()
    page.locator("[name=kind]").first.wait_for(state="hidden")  # asked only about what went wrong
    seen("call")
    page.locator("textarea[name=note]").fill("Falta la manguera de desagüe.")
    page.locator("details:has([value=unhappy]) > summary").click()
    seen("call-unhappy")
    press("Not content: open a case")
    page.get_by_role("link", name=say("Go to the case")).wait_for()
    seen("call-finished")
    page.get_by_role("link", name=say("Go to the case")).click()
    opened = Ticket.objects.latest("pk")
    page.wait_for_url(f"**/{opened.reference}/")
    assert (opened.channel, opened.customer) == ("call", call.customer)
    seen("case-of-the-call")
