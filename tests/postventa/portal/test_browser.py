"""The customers' pages in a real browser: nothing out of place, nothing that WCAG 2.2 AA forbids."""

import pytest

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, CustomerUserFactory, UnitFactory
from tests.uploads import photo
from tickets.actions.conversation import reply_to_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.status import resolve_ticket
from tickets.links import case_token
from tickets.models import KindRules
from tickets.states import Resolution

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

    for path in ("/portal/", product, product + "case/", "/portal/cases/", "/portal/start/", case, case + "sent/"):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_pages_of_a_link_are_accessible(open_page, axe, marta):
    page = open_page(f"/c/{case_token(marta.ticket)}/", language="en", phone=True)
    axe(page)

    page.goto("/c/changed/")
    axe(page)


@pytest.mark.parametrize(("phone", "dark"), [(True, False), (False, True)], ids=["phone", "dark"])
def test_case_into_which_another_came_is_accessible_and_fits(open_page, axe, live, marta, phone, dark):
    by, other = actor_of(AgentFactory()), open_case(unit=marta.unit, text="Y hace ruido", now=NOW)
    html = "<p>Pruebe <strong>esto</strong>:</p><ul><li>un programa corto</li><li>sin <code>E14</code></li></ul>"
    reply_to_customer(ticket=marta.ticket, text="Pruebe esto", html=html, by=by, now=NOW)
    merge_tickets(ticket=other, into=marta.ticket, by=by, now=NOW)
    KindRules.objects.create(kind=marta.ticket.kind, reopen_days=0)
    resolve_ticket(ticket=marta.ticket, resolution=Resolution.REPAIRED, text="", by=by, now=NOW)
    page = open_page("/", language="en", phone=phone, dark=dark)
    enter(page, marta, live)
    page.goto(f"/portal/cases/{other.reference}/")
    assert page.url.endswith(f"/portal/cases/{marta.ticket.reference}/")
    assert page.locator(".message .rich li").all_inner_texts() == ["un programa corto", "sin E14"]
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_reply_by_link_without_javascript(chromium, live, marta):
    context = chromium.new_context(base_url=live.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"/c/{case_token(marta.ticket)}/")

    page.get_by_label("Your message").fill("Sale E18")
    page.get_by_role("button", name="Send").click()

    page.get_by_text("Your message is in your case.").wait_for()
    assert marta.ticket.messages.last().text == "Sale E18"
    context.close()
