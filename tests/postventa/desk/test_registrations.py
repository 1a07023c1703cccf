"""Products that customers registered, at the desk."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import customer_by_link
from core.models import OutgoingMessage
from customers.actions.handing_over import release_unit
from customers.actions.registering import Told, register_product
from customers.models import Registration
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, CustomerUserFactory, ProductFactory, UnitFactory
from tests.uploads import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def desk():
    client = Client(headers={"accept-language": "en"})
    client.force_login(AgentFactory(name="Ana Ruiz"))
    return client


@pytest.fixture
def register():
    def make(receipt=(), **told):
        customer = CustomerFactory(name="Luis Pons", email="luis@correo.example")
        words = {"serial": "SN-1", "product_words": "Una cafetera"} | told
        return register_product(
            customer=customer, told=Told(**words), receipt=receipt, submission=uuid.uuid4(),
            by=customer_by_link(customer.email), now=NOW,
        )  # fmt: skip

    return make


def test_list_is_empty_with_words(desk):
    assertContains(desk.get("/desk/registrations/"), "Nothing waits")


def test_list_shows_what_waits_and_the_nav_counts_it(desk, register):
    row = register()
    page = desk.get("/desk/registrations/")
    assertContains(page, f'href="/desk/registrations/{row.pk}/"')
    assert page.context["counts"]["registrations"] == "1"


def test_nav_counts_it_after_a_deed_too(desk, register):
    register()
    case = open_case()
    sent = {"assignee": desk.session["_auth_user_id"]}
    page = desk.post(f"/desk/tickets/{case.reference}/assignee/", sent, headers={"HX-Request": "true"})
    assertContains(page, '<span class="count" data-count="registrations">1</span>')


def test_list_costs_the_same_queries_for_1_3_and_30(desk, register):
    costs = []
    for count in (1, 2, 27):
        for number in range(count):
            register(serial=f"SN-{uuid.uuid4()}-{number}")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/desk/registrations/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2]


def test_page_shows_what_we_know_of_that_serial(desk, register):
    unit = UnitFactory(serial="SN-1", product__name="Cafetera Alba", purchase__customer__name="Rosa Antes")
    open_case(unit=unit)
    row = register(receipt=[photo()])
    page = desk.get(f"/desk/registrations/{row.pk}/")
    for words in (
        "Cafetera Alba",
        "Somebody else has it",
        "1 open case",
        f'src="/desk/registrations/{row.pk}/receipt/"',
    ):
        assertContains(page, words)
    assertNotContains(page, "Rosa Antes")


def test_page_says_that_who_had_it_gave_it_away(desk, register):
    unit = UnitFactory(serial="SN-1")
    release_unit(unit=unit, by=customer_by_link(unit.purchase.customer.email), now=NOW)
    assertContains(desk.get(f"/desk/registrations/{register().pk}/"), "Given or sold on")


def test_page_looks_under_another_number(desk, register):
    UnitFactory(serial="SN-2", product__name="Cafetera Alba")
    row = register()
    assertNotContains(desk.get(f"/desk/registrations/{row.pk}/"), "Cafetera Alba")
    assertContains(desk.get(f"/desk/registrations/{row.pk}/?serial=sn-2"), "Cafetera Alba")


def test_hands_gives_it_to_them_and_decides_open_cases_again(desk, register):
    unit = UnitFactory(serial="SN-1")
    ticket = open_case(unit=unit)
    row = register()
    page = desk.post(f"/desk/registrations/{row.pk}/hands/", {"unit": unit.pk, "on": "2026-11-16"})
    assertRedirects(page, f"/desk/registrations/{row.pk}/")
    unit.refresh_from_db()
    row.refresh_from_db()
    assert (unit.keeper, row.state, row.decided_by.name) == (row.customer, "accepted", "Ana Ruiz")
    assert ticket.decisions.first().facts["changed_hands"] is True
    ticket.refresh_from_db()
    assert ticket.customer == unit.purchase.customer
    assertContains(desk.get(f"/desk/units/{unit.pk}/"), "It changed hands; accepted by Ana Ruiz")


def test_writing_makes_a_unit_of_theirs(desk, register):
    product, row = ProductFactory(sku="CAF-1"), register()
    sent = {"sku": "caf-1", "serial": "SN-1", "bought_on": "2026-05-04"}
    desk.post(f"/desk/registrations/{row.pk}/writing/", sent)
    row.refresh_from_db()
    assert (row.state, row.unit.product, row.unit.keeper) == ("accepted", product, row.customer)


def test_refusal_writes_to_the_customer(desk, register):
    row = register()
    desk.post(f"/desk/registrations/{row.pk}/refusal/", {"answer": "La foto no se lee."})
    row.refresh_from_db()
    assert (row.state, OutgoingMessage.objects.get().to) == ("refused", "luis@correo.example")


@pytest.mark.parametrize(
    ("deed", "sent", "status", "words"),
    [
        ("hands", {"unit": "999999", "on": "2026-11-16"}, 422, "Select a valid choice"),
        ("hands", {"unit": "{unit}", "on": "2031-01-01"}, 409, "has not come yet"),
        ("writing", {"sku": "NADA", "bought_on": "2026-05-04"}, 422, "There is no product with this SKU."),
        ("writing", {"sku": "{sku}", "serial": "SN-1", "bought_on": "2026-05-04"}, 409, "Let that one change hands"),
        ("refusal", {"answer": " "}, 409, "Write to the customer why"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form(desk, register, deed, sent, status, words):
    unit, row = UnitFactory(serial="SN-1"), register()
    sent = {name: value.format(unit=unit.pk, sku=unit.product.sku) for name, value in sent.items()}
    assertContains(desk.post(f"/desk/registrations/{row.pk}/{deed}/", sent), words, status_code=status)
    row.refresh_from_db()
    assert (row.state, OutgoingMessage.objects.count()) == ("waiting", 0)


def test_what_a_colleague_decided_is_shown_and_not_decided_again(desk, register):
    row = register()
    for _time in range(2):
        page = desk.post(f"/desk/registrations/{row.pk}/refusal/", {"answer": "No se lee."}, follow=True)
    assertContains(page, "A colleague has decided it already.")
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize("end", ["", "1/", "1/receipt/"])
def test_customers_and_strangers_do_not_enter(end):
    stranger, customer = Client(), Client()
    customer.force_login(CustomerUserFactory())
    assert stranger.get(f"/desk/registrations/{end}").status_code == 302
    assert customer.get(f"/desk/registrations/{end}").status_code == 404


@pytest.mark.parametrize("deed", ["hands", "writing", "refusal"])
def test_customers_decide_nothing(register, deed):
    customer = Client()
    customer.force_login(CustomerUserFactory())
    row = register()
    assert customer.post(f"/desk/registrations/{row.pk}/{deed}/", {"answer": "x"}).status_code == 404
    assert Registration.objects.get().state == "waiting"


def test_customer_page_shows_what_they_hold_and_what_they_bought(desk, register):
    unit, row = UnitFactory(serial="SN-1", product__name="Cafetera Alba"), register()
    desk.post(f"/desk/registrations/{row.pk}/hands/", {"unit": unit.pk, "on": "2026-11-16"})
    for customer in (row.customer, unit.purchase.customer):
        assertContains(desk.get(f"/desk/customers/{customer.pk}/"), "Cafetera Alba")
