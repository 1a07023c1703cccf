"""A new case in a real browser: by keyboard, with what is typed kept, and files that survive a refusal."""

import pytest

from core.models import StoredFile
from tests.factories import PASSWORD, AgentFactory, UnitFactory
from tests.uploads import photo
from tickets.models import Ticket

NEW = "/desk/tickets/new/"


@pytest.fixture
def sign_in(open_page):
    def enter(path, agent, **how):
        page = open_page(f"/account/login/?next={path}", language="en", **how)
        page.fill("input[name=login]", agent.email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"**{path}**")
        return page

    return enter


def chosen(page):
    page.locator("#about [name=about]").wait_for(state="attached")


def kept_by(request):
    """What a request that keeps a draft brings; "" of any other."""
    return (request.post_data or "") if "/begun/" in request.url else ""


def opened(page):
    """Wait for the case's page, and until it has said that it is looked at: nothing is under way when the test ends."""
    page.wait_for_url("**/desk/tickets/PV-*/")
    page.wait_for_load_state("networkidle")


def test_open_a_case_by_keyboard_alone(sign_in, axe):
    unit = UnitFactory(purchase__customer__name="Marta Gil", purchase__customer__phone="+34600111222")
    page = sign_in(NEW, AgentFactory())
    axe(page)
    page.keyboard.type("600 111")
    page.locator("#found button").first.wait_for()
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen(page)
    page.locator("#id_text:focus").wait_for()
    axe(page)
    page.keyboard.type("No enciende.")
    page.keyboard.press("Control+Enter")
    opened(page)
    ticket = Ticket.objects.get()
    assert (ticket.unit, ticket.messages.get().text) == (unit, "No enciende.")


def test_words_survive_another_choice_a_reload_and_a_browser_that_dies(sign_in):
    agent, unit = AgentFactory(), UnitFactory(purchase__customer__name="Marta Gil")
    page = sign_in(NEW, agent)
    page.get_by_label("What the customer says").fill("Pierde agua.")
    page.get_by_label("Whose case is it?").fill("marta")
    page.locator("#found button").first.wait_for()
    # The words alone may have been kept before: what counts is that the product is kept with them.
    with page.expect_response(lambda answer: f"unit-{unit.pk}" in kept_by(answer.request)):
        page.locator("#found button").first.click()
        chosen(page)
    assert page.get_by_label("What the customer says").input_value() == "Pierde agua."
    page.get_by_text("Draft saved").wait_for()
    page.wait_for_url("**?draft=*")
    page.reload()
    assert page.get_by_label("What the customer says").input_value() == "Pierde agua."
    assert page.locator("#about [name=about]").input_value() == f"unit-{unit.pk}"
    page.context.close()
    other = sign_in(NEW, agent)
    other.get_by_text("You have begun 1 case").click()
    other.get_by_role("link", name="Pierde agua.").click()
    other.get_by_role("button", name="Open the case").click()
    opened(other)
    assert Ticket.objects.get().unit == unit
    other.goto(other.url.split("/desk/")[0] + NEW)
    assert other.locator(".begun").count() == 0


def test_refused_form_keeps_its_files_and_says_why(sign_in, tmp_path):
    unit, picture = UnitFactory(), tmp_path / "a.jpg"
    picture.write_bytes(photo("a.jpg").read())
    page = sign_in(f"{NEW}?unit={unit.pk}", AgentFactory())
    page.set_input_files("#id_files", picture)
    page.get_by_role("button", name="Open the case").click()
    page.locator("[role=alert]:focus").wait_for()
    assert Ticket.objects.count() == 0
    page.get_by_label("What the customer says").fill("No enciende.")
    page.get_by_role("button", name="Open the case").click()
    opened(page)
    assert (Ticket.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_open_for_somebody_in_no_books_on_a_phone(sign_in, axe):
    page = sign_in(NEW, AgentFactory(), phone=True)
    page.get_by_text("They are not in the books").click()
    page.get_by_label("Name", exact=True).fill("Rosa Pérez")
    page.get_by_label("Phone", exact=True).fill("600 123 456")
    page.get_by_label("What the customer says").fill("Quiero saber si reparan batidoras.")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Open the case").click()
    opened(page)
    assert Ticket.objects.get().customer.phone == "+34600123456"
