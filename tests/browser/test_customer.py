"""The customer's story in a real browser: a delivery, a survey, a problem, a case, an answer."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from core.actors import actor_of
from followups.models import Answer, Invitation
from followups.tasks import plan, send_due_surveys
from tests.factories import MADRID, AgentFactory, CustomerFactory, UnitFactory
from tests.followups.makers import the_plan
from tests.uploads import photo
from tickets.actions.conversation import reply_to_customer
from tickets.models import Ticket

EMAIL = "marta@correo.example"
VISITORS = [
    pytest.param("es", {}, id="es-laptop"),
    pytest.param("en", {"phone": True, "scripts": False}, id="en-phone-without-javascript"),
    pytest.param("es", {"phone": True, "dark": True}, id="es-phone-dark"),
]


@pytest.fixture
def delivered(transactional_db):
    """`delivered("es")`: Marta's washing machine, which came a week ago, on the promised day."""

    def deliver(language):
        the_plan()
        moment = timezone.now() - dt.timedelta(days=7)
        return UnitFactory(
            purchase__customer=CustomerFactory(name="Marta Gil", email=EMAIL, language=language),
            purchase__purchased_at=moment - dt.timedelta(days=4),
            product__name="Lavadora Hogarix L9 1400 Inverter",
            delivery__delivered_at=moment,
            delivery__delivered_on=moment.astimezone(MADRID).date(),
        )

    return deliver


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def link_in(letter, path):
    return re.search(rf"/{path}/[^/\s]+/", text_of(letter)).group(0)


@pytest.mark.parametrize(("language", "look"), VISITORS)
def test_customer(open_page, words, letters, shot, sound, delivered, tmp_path, language, look):
    say, unit, scripts = words(language), delivered(language), look.get("scripts", True)
    page = open_page("/", language=language, **look)

    def press(name):
        page.get_by_role("button", name=say(name), exact=True).click()

    def seen(name):
        sound(page, language, scripts=scripts)
        shot(page, name)

    # A survey about the delivery is on its way by itself.
    plan()
    Invitation.objects.update(due_at=timezone.now())
    send_due_surveys()
    [survey] = letters(EMAIL, 1)

    # She comes in with a code.
    seen("welcome")
    page.get_by_role("link", name=say("Come in with my e-mail")).click()
    page.locator("input[type=email]").fill(EMAIL)
    seen("e-mail")
    press("Send me the code")
    page.get_by_role("heading", name=say("Type the code")).wait_for()
    code = re.search(r"^\s{4}(\S+)\s*$", text_of(letters(EMAIL, 2)[-1]), re.M).group(1)
    page.locator("input[name=code]").fill(code)
    seen("code")
    press("Come in")

    # Her products, and why this one is covered.
    page.get_by_role("heading", name=say("My products")).wait_for()
    assert page.locator(".shield", has_text=say("Covered")).is_visible()
    seen("products")
    page.get_by_role("link", name=unit.product.name, exact=True).click()
    reasons = page.locator(".reasons").first
    assert not reasons.is_visible()
    page.locator("details.fold summary").first.click()
    assert reasons.is_visible()
    assert page.get_by_text("TRLGDCU").first.is_visible()
    seen("product")

    # It leaks: she says so, with a photo.
    page.get_by_role("link", name=say("I have a problem")).first.click()
    press("Send my case")
    page.get_by_text(say("Tell us what happens, even in one sentence.")).first.wait_for()
    seen("complaint-incomplete")
    page.get_by_label(say("What happens?")).fill("Pierde agua por debajo desde el lunes.")
    picture = tmp_path / "fuga.jpg"
    picture.write_bytes(photo().read())
    page.locator("input[type=file]").set_input_files(picture)
    if scripts:
        page.locator(".chosen canvas").wait_for()
    page.get_by_label(say("That it is repaired")).check()
    seen("complaint")
    press("Send my case")
    page.get_by_role("heading", name=say("We have your case")).wait_for()
    ticket = Ticket.objects.get()
    assert page.get_by_text(ticket.reference).first.is_visible()
    assert (ticket.wish, ticket.messages.get().attachments.count()) == ("repair", 1)
    seen("sent")
    receipt = letters(EMAIL, 3)[-1]
    assert ticket.reference in receipt["Subject"]
    assert "Pierde agua por debajo desde el lunes." in text_of(receipt)

    # We answer; she reads it by the link of the receipt, signed in nowhere, and answers.
    ana = actor_of(AgentFactory(name="Ana Torres"))
    reply_to_customer(ticket=ticket, text="¿Qué código sale en el visor?", by=ana, now=timezone.now())
    page = open_page(link_in(receipt, "c"), language=language, **look)
    assert page.get_by_text("¿Qué código sale en el visor?").is_visible()
    seen("case")
    page.get_by_label(say("Your message")).fill("Sale E18.")
    press("Send")
    page.get_by_text(say("Your message is in your case. We will answer you here and by e-mail.")).wait_for()
    assert ticket.messages.last().text == "Sale E18."
    seen("case-answered")

    # And the survey: one question to a page, back and forth.
    page.goto(link_in(survey, "s"))
    assert Answer.objects.count() == 0
    seen("survey-1")
    press("Next")
    page.locator("[aria-invalid=true], .error, .errorlist").first.wait_for()
    seen("survey-1-unanswered")
    page.locator("label:has(input[value='4'])").click()
    press("Next")
    page.wait_for_url("**/complete/")
    page.get_by_role("link", name=say("Back")).click()
    page.wait_for_url("**/csat/")
    assert page.locator("input[value='4']").is_checked()
    press("Next")
    page.locator("label:has(input[value='1'])").click()
    seen("survey-2")
    press("Next")
    page.locator("textarea").fill("Puntuales y amables.")
    seen("survey-3")
    press("Finish")
    page.get_by_role("heading", name=say("Thank you for your answers")).wait_for()
    seen("thanks")
    assert dict(Answer.objects.values_list("question", "value")) == {"csat": 4, "complete": 1, "comment": None}
