"""Registering a product and handing one on, at the customers' door."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import customer_by_link
from core.models import AuditEntry, OutgoingMessage, StoredFile
from customers.actions.handing_over import hand_over
from customers.actions.registering import Told, register_product
from customers.actions.registrations import accept_as_handed_over
from customers.models import Customer, Registration, Unit
from tests.cases import open_case
from tests.factories import NOW, CustodyFactory, CustomerFactory, LineFactory, ProductFactory, UnitFactory
from tests.uploads import photo, program
from warranties.links import unit_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def given():
    """What the form sends."""
    return {"product": "other", "product_words": "Una cafetera", "serial": "SN-9", "origin": "given"}


@pytest.fixture
def registered(marta):
    def register(customer=marta, **told):
        words = {"serial": uuid.uuid4().hex, "product_words": "Una cafetera", **told}
        return register_product(
            customer=customer, told=Told(**words), receipt=[photo()], submission=uuid.uuid4(),
            by=customer_by_link(customer.email), now=NOW,
        )  # fmt: skip

    return register


def test_register_asks_first_which_product_it_is(browser):
    line = LineFactory(name="Cafeteras", icon="coffee")
    page = browser.get("/portal/register/")
    for words in ("Step 1 of 2", "Cafeteras", f'value="{line.pk}"', "I do not find it"):
        assertContains(page, words)


@pytest.mark.parametrize("query", ["q=kaelis+alba", "q=KAE-7", "line={line}"])
def test_register_then_offers_what_was_found(browser, query):
    product = ProductFactory(name="Cafetera Kaelis Álba", sku="KAE-7")
    other = ProductFactory(name="Otra cosa")
    page = browser.get(f"/portal/register/?{query.format(line=product.line_id)}")
    assertContains(page, "Step 2 of 2")
    assertContains(page, product.name)
    assertNotContains(page, other.name)


def test_register_what_nobody_finds_goes_by_words(browser):
    page = browser.get("/portal/register/?step=2")
    assertContains(page, "It is none of these")
    assertContains(page, "What is it?")


def test_register_by_a_code_knows_the_product_and_gives_away_no_serial(browser):
    unit = UnitFactory(product__name="Nevera ajena", serial="SN-4455")
    page = browser.get(f"/portal/register/?unit={unit_token(unit)}")
    assertNotContains(page, "SN-4455")
    assertContains(page, "Is this Nevera ajena yours?")
    assertNotContains(page, unit.purchase.customer.email)
    assertNotContains(page, unit.purchase.order_ref)


def test_register_by_the_code_of_what_is_theirs_leads_to_it(browser, marta):
    unit = UnitFactory(purchase__customer=marta)
    page = browser.get(f"/portal/register/?unit={unit_token(unit)}")
    assertRedirects(page, f"/portal/products/{unit.pk}/", fetch_redirect_response=False)


def test_register_by_a_spoilt_code_begins_at_the_beginning(browser):
    assertContains(browser.get("/portal/register/?unit=nada"), "Step 1 of 2")


def test_register_keeps_it_and_shows_how_far_it_is(browser, marta, given):
    page = browser.post("/portal/register/?step=2", given | {"files": photo()})
    row = Registration.objects.get()
    assertRedirects(page, f"/portal/registrations/{row.pk}/")
    assert (row.customer, row.product_words, row.gift, row.receipt.is_image) == (marta, "Una cafetera", True, True)
    shown = browser.get(f"/portal/registrations/{row.pk}/")
    for words in ("We are looking at it", "Una cafetera", "SN-9", "foto.jpeg", "Take it back"):
        assertContains(shown, words)
    assertContains(browser.get("/portal/"), "Una cafetera")


def test_register_posted_twice_is_one(browser, given):
    form = given | {"submission": str(uuid.uuid4())}
    ends = {browser.post("/portal/register/?step=2", form | {"files": photo()})["Location"] for _time in range(2)}
    assert (len(ends), Registration.objects.count(), StoredFile.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"serial": ""}, "one of them is enough"),
        ({"product_words": ""}, "write in your words what it is"),
        ({"product": ""}, "Choose the product."),
        ({"product": "999999"}, "Select a valid choice"),
        ({"bought_on": "2031-01-01"}, "has not come yet"),
        ({"files": program()}, "is not a photo or a PDF"),
        ({"files": SimpleUploadedFile("foto.jpg", b"<script>alert(1)</script>", "image/jpeg")}, "is not a photo"),
    ],
)
def test_register_what_cannot_be_keeps_what_was_written(browser, given, sent, words):
    page = browser.post("/portal/register/?step=2", given | {"bought_from": "Mi tía"} | sent)
    assertContains(page, words, status_code=422)
    assertContains(page, "Mi tía", status_code=422)
    assert (Registration.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_registration_is_taken_back_by_who_made_it(browser, registered):
    row = registered()
    assertContains(browser.post(f"/portal/registrations/{row.pk}/withdrawal/", follow=True), "You took it back")
    row.refresh_from_db()
    assert row.state == "withdrawn"


@pytest.mark.parametrize("end", ["", "receipt/"])
def test_registration_of_somebody_else_does_not_exist(browser, registered, end):
    row = registered(customer=CustomerFactory())
    assert browser.get(f"/portal/registrations/{row.pk}/{end}").status_code == 404
    assert browser.post(f"/portal/registrations/{row.pk}/withdrawal/").status_code == 404
    row.refresh_from_db()
    assert row.state == "waiting"


def test_receipt_is_shown_to_who_sent_it_in_a_sandbox(browser, registered):
    page = browser.get(f"/portal/registrations/{registered().pk}/receipt/")
    assert (page.status_code, page["Content-Type"], page["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert page["Content-Security-Policy"] == "sandbox; default-src 'none'"
    page.close()


@pytest.mark.parametrize("address", ["register/", "registrations/1/", "registrations/1/receipt/"])
def test_stranger_is_asked_to_sign_in(enter, address):
    page = enter(None).get(f"/portal/{address}")
    assert (page.status_code, page["Location"].startswith("/account/login/code/")) == (302, True)


def test_staff_register_nothing(enter, agent, given):
    assert enter(agent).post("/portal/register/?step=2", given).status_code == 404
    assert Registration.objects.count() == 0


# What is no longer theirs


def test_handing_over_says_what_happens_before_it_does_it(browser, marta):
    unit = UnitFactory(purchase__customer=marta, product__name="Lavadora L9")
    open_case(unit=unit)
    first = browser.get(f"/portal/products/{unit.pk}/handing-over/")
    assertContains(first, "Your open case about it stays yours.")
    asked = browser.post(
        f"/portal/products/{unit.pk}/handing-over/", {"on": "2026-11-18", "email": "Luis@Correo.example"}
    )
    assertContains(asked, "Is that right?")
    assertContains(asked, "luis@correo.example")
    assert (
        Unit.objects.filter(changed_hands_on=None).count(),
        OutgoingMessage.objects.filter(to__startswith="luis").count(),
    ) == (1, 0)


def test_handing_over_takes_it_off_the_list_and_invites_the_other(browser, marta, settings, enter):
    unit = UnitFactory(purchase__customer=marta, product__name="Lavadora L9", serial="SN-ABC-1")
    sent = {"on": "2026-11-18", "email": "luis@correo.example", "sure": "1"}
    page = browser.post(f"/portal/products/{unit.pk}/handing-over/", sent, follow=True)
    assertContains(page, "It is no longer among your products.")
    assertNotContains(page, "Lavadora L9")
    assert browser.get(f"/portal/products/{unit.pk}/").status_code == 404
    letter = OutgoingMessage.objects.get(kind="registration_invitation")
    address = f"/portal/register/?unit={unit_token(unit)}"
    assert (letter.to, settings.BASE_URL + address in letter.text) == ("luis@correo.example", True)
    theirs = enter(Customer.objects.get(email="luis@correo.example"))
    assertContains(theirs.get(address), "Is this Lavadora L9 yours?")


def test_handing_over_twice_writes_once(browser, marta):
    unit = UnitFactory(purchase__customer=marta)
    sent = {"on": "2026-11-18", "email": "luis@correo.example", "sure": "1"}
    codes = [browser.post(f"/portal/products/{unit.pk}/handing-over/", sent).status_code for _time in range(2)]
    assert (codes, OutgoingMessage.objects.count(), AuditEntry.objects.count()) == ([302, 404], 1, 1)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"email": "nada"}, "This is no e-mail address."),
        ({"email": "marta@correo.example"}, "This is your own e-mail."),
        ({"on": "2031-01-01"}, "has not come yet"),
        ({"on": "2020-01-01"}, "It cannot change hands before the purchase"),
    ],
)
def test_handing_over_what_cannot_be_changes_nothing(browser, marta, sent, words):
    unit = UnitFactory(purchase__customer=marta)
    page = browser.post(f"/portal/products/{unit.pk}/handing-over/", {"on": "2026-11-18", "sure": "1"} | sent)
    assertContains(page, words, status_code=422)
    unit.refresh_from_db()
    assert (unit.changed_hands_on, OutgoingMessage.objects.count()) == (None, 0)


def test_handing_over_what_is_not_theirs_does_not_exist(browser):
    unit = UnitFactory()
    for response in (
        browser.get(f"/portal/products/{unit.pk}/handing-over/"),
        browser.post(f"/portal/products/{unit.pk}/handing-over/", {"on": "2026-11-18", "sure": "1"}),
    ):
        assert response.status_code == 404
    unit.refresh_from_db()
    assert unit.changed_hands_on is None


# What came to them


@pytest.fixture
def came(marta):
    """A unit that somebody else had before Marta, with a history."""
    before = CustomerFactory(name="Rosa Antes", email="rosa@correo.example")
    unit = UnitFactory(
        purchase__customer=before, purchase__order_ref="P-ROSA-1", price="1234.56", product__name="Lavadora L9"
    )
    open_case(unit=unit, text="Palabras de Rosa")
    CustodyFactory(
        unit=unit, fault="Rosa contó esto", handed_in_on=dt.date(2026, 11, 13), returned_on=dt.date(2026, 11, 14)
    )
    hand_over(unit=unit, to=marta, on=dt.date(2026, 11, 15), by=customer_by_link(before.email), now=NOW)
    return unit


def test_what_came_is_among_their_products_with_its_guarantees(browser, came):
    assertContains(browser.get("/portal/"), "Lavadora L9")
    page = browser.get(f"/portal/products/{came.pk}/")
    assertContains(page, "Its guarantees came with it.")
    assert [line.name for line, _needs in page.context["page"].lines] == ["Legal guarantee"]


@pytest.mark.parametrize("address", ["/portal/", "/portal/products/{}/", "/portal/cases/"])
def test_what_came_says_nothing_of_who_had_it(browser, came, address):
    page = browser.get(address.format(came.pk)).content.decode()
    told = ("Rosa", "rosa@", "P-ROSA-1", "1,234.56", "1234.56")
    assert [words for words in told if words in page] == []


def test_who_had_it_keeps_the_cases_and_loses_the_product(enter, came):
    rosa = enter(came.purchase.customer)
    assertContains(rosa.get("/portal/cases/"), "Palabras de Rosa")
    for end in ("", "case/", "certificate.pdf", "handing-over/"):
        assert rosa.get(f"/portal/products/{came.pk}/{end}").status_code == 404
    assert rosa.get(f"/portal/custody/{came.stays.get().pk}/return.pdf").status_code == 404


def test_receipts_from_before_are_not_theirs(browser, came):
    stay = came.stays.get()
    assert browser.get(f"/portal/custody/{stay.pk}/hand-in.pdf").status_code == 404
    assert browser.get(f"/portal/custody/{stay.pk}/return.pdf").status_code == 404


def test_accepted_registration_leads_to_the_product(browser, registered, agent):
    from core.actors import actor_of

    row, unit = registered(), UnitFactory(product__name="Nevera N2")
    accept_as_handed_over(registration=row, unit=unit, on=NOW.date(), by=actor_of(agent), now=NOW)
    assertContains(browser.get(f"/portal/registrations/{row.pk}/"), f"/portal/products/{unit.pk}/")
