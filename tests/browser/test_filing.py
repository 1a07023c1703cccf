"""A complaint step by step in a real browser: without scripts on a phone, in the dark, by keyboard alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from tests.factories import MADRID, CustomerFactory, CustomerUserFactory, UnitFactory
from tests.filings import article, symptom
from tests.uploads import photo
from tickets.models import Filing, Ticket

EMAIL = "marta@correo.example"
PLAIN = pytest.param("es", {"phone": True, "scripts": False}, id="es-phone-without-javascript")
VISITORS = [
    PLAIN,
    pytest.param("en", {}, id="en-laptop"),
    pytest.param("es", {"phone": True, "dark": True}, id="es-phone-dark"),
]


@pytest.fixture
def washer(transactional_db):
    """Marta's washing machine, which came a week ago, with what customers see of such machines."""
    moment = timezone.now() - dt.timedelta(days=7)
    unit = UnitFactory(
        purchase__customer=CustomerFactory(name="Marta Gil", email=EMAIL),
        purchase__purchased_at=moment - dt.timedelta(days=4),
        product__name="Lavadora Hogarix L9 1400 Inverter",
        delivery__delivered_at=moment,
        delivery__delivered_on=moment.astimezone(MADRID).date(),
    )
    sees = symptom(unit)
    symptom(unit, words_es="No centrifuga", words_en="It does not spin", position=1)
    symptom(unit, words_es="Hace mucho ruido", words_en="It is very noisy", position=2)
    for language, title in (("es", "Limpiar el filtro de la bomba"), ("en", "Clean the filter of the pump")):
        words = "<p>Cierre el agua.</p><ol><li>Abra la <strong>tapa</strong>.</li><li>Gire el filtro.</li></ol>"
        article(sees, slug="pump", language=language, title=title, html=words)
    return unit


@pytest.fixture
def marta(washer):
    return CustomerUserFactory(email=EMAIL, name="Marta Gil")


@pytest.mark.parametrize(("language", "look"), VISITORS)
def test_file_a_complaint(enter, words, sound, shot, letters, washer, marta, tmp_path, language, look):
    say, scripts = words(language), look.get("scripts", True)
    page = enter(marta, "/portal/", language=language, **look)

    def press(name):
        page.get_by_role("button", name=say(name), exact=True).click()

    def seen(name):
        sound(page, language, scripts=scripts)
        shot(page, name)

    page.get_by_role("link", name=say("I have a problem")).first.click()
    press("Continue")
    page.get_by_text(say("Choose what you see, or tell us what happens, even in one sentence.")).first.wait_for()
    seen("what-missing")
    page.get_by_label(say("Something else"), exact=True).check()
    page.get_by_label("No desagua" if language == "es" else "It does not drain", exact=True).check()
    page.get_by_label(say("Tell us more, in your own words")).fill("Queda agua dentro.")
    seen("what")
    press("Continue")

    page.get_by_role("heading", name=say("This may solve it now")).wait_for()
    seen("articles")
    press("It did not solve it: go on")

    page.get_by_role("heading", name=say("How it began")).wait_for()
    page.get_by_label(say("Since when?")).fill(timezone.localdate().isoformat())
    page.get_by_label(say("At home"), exact=True).check()
    seen("since")
    press("Continue")

    page.get_by_role("heading", name=say("Photos, or the receipt")).wait_for()
    picture = tmp_path / "fuga.jpg"
    picture.write_bytes(photo().read())
    page.locator("input[type=file]").set_input_files(picture)
    if scripts:
        page.locator(".chosen canvas").wait_for()
    press("Add these, and stay here")
    page.get_by_text("fuga.jpeg").first.wait_for()
    seen("files")
    press("Continue")

    page.get_by_role("heading", name=say("What covers it")).wait_for()
    seen("cover")
    press("Continue")
    page.get_by_role("heading", name=say("What would you like?")).first.wait_for()
    page.get_by_label(say("That it is repaired")).check()
    seen("wish")
    press("Continue")
    page.get_by_role("heading", name=say("How can we reach you?")).wait_for()
    page.get_by_label(say("By phone"), exact=True).check()
    page.locator("input[name=phone]").fill("600 111 222")
    page.get_by_label(say("In the morning"), exact=True).check()
    seen("reach")

    # The link to go on later is a letter, and opens it in a browser that knows nothing of her.
    press("Send me a link to go on later")
    link = re.search(r"/f/[^/\s]+/", letters(EMAIL, 1)[0].get_body(("plain",)).get_content()).group(0)
    page.get_by_role("heading", name=say("How can we reach you?")).wait_for()
    seen("link-sent")
    page.get_by_label(say("By e-mail"), exact=True).check()
    press("Continue")
    page.get_by_role("heading", name=say("Check it, and send it")).wait_for()
    page.get_by_text("Queda agua dentro.").wait_for()
    seen("check")

    # One decision changed at the end, and back again.
    page.locator(".summary > div", has_text=say("What would you like?")).get_by_role("link").click()
    page.get_by_label(say("I am not sure yet")).check()
    press("Keep it")
    page.get_by_role("heading", name=say("Check it, and send it")).wait_for()
    press("Send my case")
    page.get_by_role("heading", name=say("We have your case")).wait_for()
    ticket = Ticket.objects.get()
    page.get_by_text(ticket.reference).first.wait_for()
    assert (ticket.wish, ticket.unit, ticket.messages.get().attachments.count()) == ("unsure", washer, 1)

    # Back, and again; and by the link: one case, always led to it.
    page.go_back()
    page.get_by_role("heading", name=say("We have your case")).wait_for()
    page.goto(link)
    page.get_by_text(ticket.reference).first.wait_for()
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(("language", "look"), [PLAIN])
def test_danger_comes_first(enter, words, sound, shot, washer, marta, language, look):
    say = words(language)
    page = enter(marta, f"/portal/products/{washer.pk}/case/", language=language, **look)

    page.get_by_label(say("Tell us more, in your own words")).fill("Sale umo y huele a gas")
    page.get_by_role("button", name=say("Continue"), exact=True).click()
    page.get_by_role("heading", name=say("Your safety first")).wait_for()
    sound(page, language, scripts=False)
    shot(page, "danger")
    page.get_by_role("button", name=say("Send now, the rest later")).click()

    page.get_by_role("heading", name=say("We have your case")).wait_for()
    assert Ticket.objects.get().safety


@pytest.mark.parametrize(("language", "look"), VISITORS)
def test_start_with_what_it_is_about(enter, words, sound, shot, washer, marta, language, look):
    say, scripts = words(language), look.get("scripts", True)
    page = enter(marta, "/portal/start/", language=language, **look)

    def press(name):
        page.get_by_role("button", name=say(name), exact=True).click()

    sound(page, language, scripts=scripts)
    shot(page, "start")
    page.get_by_label(say("Cancelling a purchase")).check()
    press("Continue")
    page.get_by_label(washer.product.name).check()
    sound(page, language, scripts=scripts)
    shot(page, "which")
    press("Continue")
    page.get_by_role("heading", name=say("Cancel this purchase")).wait_for()
    sound(page, language, scripts=scripts)
    shot(page, "terms")
    press("Continue")
    page.get_by_role("heading", name=say("How can we reach you?")).wait_for()
    press("Continue")
    page.get_by_role("heading", name=say("Check it, and send it")).wait_for()
    shot(page, "check")
    press("Cancel the purchase")

    page.get_by_role("heading", name=say("We have your cancellation")).wait_for()
    assert Ticket.objects.get().wish == "return"


def test_file_by_keyboard_alone(enter, words, washer, marta):
    page = enter(marta, f"/portal/products/{washer.pk}/case/", language="en")

    def go_on():
        page.get_by_role("button", name="Continue", exact=True).press("Enter")

    page.get_by_label("It does not spin").focus()
    page.keyboard.press("Space")
    go_on()
    page.get_by_role("heading", name="How it began").wait_for()
    page.get_by_label("At home").focus()
    page.keyboard.press("ArrowDown")
    go_on()
    page.wait_for_url("**/files/")
    go_on()
    page.wait_for_url("**/cover/")
    go_on()
    page.wait_for_url("**/wish/")
    page.get_by_label("That it is repaired").focus()
    page.keyboard.press("Space")
    go_on()
    page.wait_for_url("**/reach/")
    go_on()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name="Send my case").press("Enter")

    page.get_by_role("heading", name="We have your case").wait_for()
    assert (Filing.objects.get().ticket, Ticket.objects.get().statement.used_for) == (Ticket.objects.get(), "work")
