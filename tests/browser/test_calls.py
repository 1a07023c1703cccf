"""An agent's calls in a real browser: the next one, what they say, a case with a promise; one given back; at night."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from followups.models import Call
from tests.factories import NOW, PASSWORD, AgentFactory, CustomerFactory
from tests.followups.makers import delivered, planned_call, the_plans
from tickets.models import Promise, Ticket

LOOKS = [
    pytest.param("es", {}, id="es-laptop"),
    pytest.param("en", {"dark": True}, id="en-dark"),
    pytest.param("es", {"phone": True, "scripts": False}, id="es-phone-without-scripts"),
]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    """Eleven in the morning of a Monday in Madrid: on a Sunday no telephone rings."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return monkeypatch


@pytest.fixture
def calls(transactional_db):
    """Rosa's is late and comes first, then Jon's; Eva lives where it is still night; Iker's comes in the afternoon."""
    the_plans()

    def call(name, due=HOUR, promised=None, customer=None, **kwargs):
        customer = customer or CustomerFactory(name=name)
        product = {"product__name": "Lavadora Hogarix L9 1400 Inverter"}
        unit = delivered(4, customer=customer, delivery__promised_on=promised, **product)
        return planned_call(unit, due_at=NOW - due, **kwargs)

    far = {"timezone": "Pacific/Easter", "country": "CL", "region": "", "postal_code": ""}
    return {
        "rosa": call("Rosa Prieto", promised=NOW.date() - dt.timedelta(days=9), rank=2),
        "jon": call("Jon Arana", 3 * HOUR),
        "eva": call("Eva Soler", customer=CustomerFactory(name="Eva Soler", **far)),
        "iker": call("Iker Mena", -5 * HOUR),
    }


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_calls_of_an_agent(open_page, words, shot, sound, clock, calls, language, look):
    say, scripts = words(language), look.get("scripts", True)
    ana, bea = AgentFactory(name="Ana Torres"), AgentFactory(name="Bea Sanz")
    Call.objects.filter(pk=calls["iker"].pk).update(due_at=NOW - HOUR, held_by=bea, held_until=NOW + HOUR / 6)
    page = open_page("/account/login/?next=/desk/calls/", language=language, **look)

    def press(name, **values):
        page.get_by_role("button", name=say(name, **values), exact=True).click()

    def seen(name):
        if scripts:
            sound(page, language)
        shot(page, name)

    page.locator("input[name=login]").fill(ana.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")

    # The list: who is due, who is on the telephone, and where it is no hour to call.
    page.get_by_role("link", name="Eva Soler").wait_for()
    assert page.locator(".on-the-phone li").count() == 1
    assert page.get_by_text(say("Not now"), exact=True).count() == 1
    seen("list")

    # The next call is the one that matters most; its number shows when it is in hand.
    press("Next call for me")
    page.locator("h1", has_text="Rosa Prieto").wait_for()
    assert page.locator(f"a[href='tel:{calls['rosa'].customer.phone}']").is_visible()
    seen("call")
    page.locator("label:has(input[name=consent][value=True])").click()
    page.locator("label:has(input[name=answer_on_time][value='0'])").click()
    page.locator("label:has(input[name=answer_all_there][value='0'])").click()
    page.locator("textarea[name=note]").fill("Falta la manguera de desagüe.")
    press("Reached: content")  # by mistake: what they answered says otherwise, and nothing is lost
    page.get_by_role("alert").first.wait_for()
    assert page.locator("textarea[name=note]").input_value() == "Falta la manguera de desagüe."
    seen("call-refused")

    # A case with the promise, in one form.
    page.locator("summary", has_text=say("Not content, or something is promised: open a case")).click()
    page.locator("input[name=promise-what]").fill("Le enviamos la manguera")
    page.locator("label.chip:has(input[name=promise-when])").first.click()
    seen("call-case")
    press("Not content: open a case")
    page.get_by_role("link", name=say("Go to the case")).wait_for()
    seen("finished")
    ticket = Ticket.objects.get()
    assert (ticket.channel, Promise.objects.get().what) == ("call", "Le enviamos la manguera")
    assert dict(calls["rosa"].answers.values_list("question", "value")) == {"on_time": 0, "all_there": 0}

    # On to the next, by its key where there are keys; nobody answers.
    page.keyboard.press("c") if scripts else press("Next call for me")
    page.locator("h1", has_text="Jon Arana").wait_for()
    press("No answer")
    page.wait_for_url("**/desk/calls/")
    assert Call.objects.get(pk=calls["jon"].pk).attempts.get().outcome == "no_answer"

    # Nobody is left at this hour.
    press("Next call for me")
    page.get_by_text(say("No call can be made now. New ones show here when their hour comes.")).wait_for()
    seen("nobody-left")

    # In the afternoon Bea's time is over. Ana takes that one by hand, and gives it back.
    clock.setattr(timezone, "now", lambda: NOW + 3 * HOUR)
    page.goto("/desk/calls/")
    page.locator("tr", has_text="Iker Mena").get_by_role("button").click()
    page.locator("h1", has_text="Iker Mena").wait_for()
    page.locator("summary", has_text=say("Wants to be called at another hour")).click()
    page.locator("summary", has_text=say("Not to be called any more")).click()
    seen("outcomes")
    press("Give it back")
    page.wait_for_url("**/desk/calls/")
    assert Call.objects.get(pk=calls["iker"].pk).held_by is None
    page.get_by_role("link", name="Rosa Prieto").wait_for(state="detached")


def test_list_changes_while_others_call(open_page, clock, calls):
    bea = AgentFactory(name="Bea Sanz")
    page = open_page("/account/login/?next=/desk/calls/")
    page.locator("input[name=login]").fill(AgentFactory().email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Jon Arana").first.wait_for()
    page.evaluate("window.stayed = true")
    Call.objects.filter(pk=calls["jon"].pk).update(held_by=bea, held_until=NOW + HOUR)
    page.locator(".on-the-phone", has_text="Bea Sanz").wait_for(timeout=40_000)
    assert page.evaluate("window.stayed")
