"""The customers' pages in a real browser: nothing out of place, nothing that WCAG 2.2 AA forbids."""

import pytest

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, CustomerUserFactory, UnitFactory
from tests.uploads import photo
from tickets.actions.conversation import reply_to_customer
from tickets.links import case_token
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def marta(client):
    """Marta with a product, one on its way and a case; `.session` is the cookie of her browser."""
    customer = CustomerFactory(name="Marta Gil", email="marta@correo.example")
    customer.unit = UnitFactory(purchase__customer=customer, product__name="Lavadora Hogarix L9 1400 Inverter")
    UnitFactory(purchase__customer=customer, delivery__delivered_at=None)
    customer.ticket = open_case(unit=customer.unit, text="Sale humo y se para", files=[photo()])
    reply_to_customer(ticket=customer.ticket, text="¿Qué código sale?", by=actor_of(AgentFactory()), now=NOW)
    client.force_login(CustomerUserFactory(email=customer.email, name=customer.name))
    customer.session = client.cookies["sessionid"].value
    return customer


def enter(page, marta, live):
    page.context.add_cookies([{"name": "sessionid", "value": marta.session, "url": live.url}])


@pytest.mark.parametrize(
    ("phone", "dark"), [(False, False), (True, False), (False, True)], ids=["wide", "phone", "dark"]
)
def test_every_page_of_the_portal_is_accessible_and_fits(open_page, axe, live, marta, phone, dark):
    page = open_page("/", language="en", phone=phone, dark=dark)
    enter(page, marta, live)
    case = f"/portal/cases/{marta.ticket.reference}/"
    product = f"/portal/products/{marta.unit.pk}/"

    for path in ("/portal/", product, product + "case/", "/portal/cases/", "/portal/cases/new/", case, case + "sent/"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_pages_of_a_link_are_accessible(open_page, axe, marta):
    page = open_page(f"/c/{case_token(marta.ticket)}/", language="en", phone=True)
    axe(page)

    page.goto("/c/changed/")
    axe(page)


def test_complain_by_keyboard_with_a_photo_and_see_the_reference(open_page, axe, live, marta, tmp_path):
    picture = tmp_path / "visor.jpg"
    picture.write_bytes(photo().read())
    page = open_page("/", language="en", phone=True)
    enter(page, marta, live)
    page.goto(f"/portal/products/{marta.unit.pk}/case/")

    page.get_by_role("button", name="Send my case").press("Enter")
    assert page.get_by_text("Nothing was sent yet").is_visible()
    axe(page)

    page.get_by_label("What happens?").fill("Se para a mitad del programa")
    page.get_by_label("Photos or documents").set_input_files(picture)
    page.locator(".chosen canvas").wait_for()
    page.get_by_label("That it is repaired").check()
    page.get_by_role("button", name="Send my case").press("Enter")

    page.get_by_role("heading", name="We have your case").wait_for()
    ticket = Ticket.objects.latest("pk")
    assert page.get_by_text(ticket.reference).first.is_visible()
    assert (ticket.wish, ticket.messages.get().attachments.count()) == ("repair", 1)

    page.go_back()
    page.get_by_role("button", name="Send my case").wait_for()
    assert Ticket.objects.count() == 2


def test_reply_by_link_without_javascript(chromium, live, marta):
    context = chromium.new_context(base_url=live.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"/c/{case_token(marta.ticket)}/")

    page.get_by_label("Your message").fill("Sale E18")
    page.get_by_role("button", name="Send").click()

    assert page.get_by_text("Your message is in your case.").is_visible()
    assert marta.ticket.messages.last().text == "Sale E18"
    context.close()
