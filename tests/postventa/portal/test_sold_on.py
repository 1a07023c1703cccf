"""Who got a product later is not told the number of its order: with its buyer's e-mail it lets in a guest."""

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from core.actors import SYSTEM
from core.models import OutgoingMessage
from customers.actions.handing_over import hand_over, release_unit
from customers.models import Customer
from postventa.documents.certificate import certificate
from postventa.documents.receipts import hand_in_receipt, return_receipt
from tests.cases import open_case
from tests.factories import CustodyFactory, CustomerFactory
from tests.filings import begin
from tickets.links import case_token
from tickets.queries.macros import values_for
from tickets.states import Topic
from warranties.models import Custody

pytestmark = pytest.mark.django_db

ORDER = "P-260777"


@pytest.fixture
def sold(just_delivered):
    return just_delivered(product__name="Lavadora L9", purchase__order_ref=ORDER)


@pytest.fixture
def berto(sold):
    """Whoever Marta sold it on to."""
    holder = CustomerFactory(name="Berto Sanz", email="berto@correo.example")
    hand_over(unit=sold, to=holder, by=SYSTEM, now=timezone.now())
    sold.refresh_from_db()
    return holder


def case_of(unit, customer):
    return open_case(unit=unit, customer=customer, now=timezone.now())


def words(paper, content):
    return " ".join(" ".join(paper(content).pages).split())


PLACES = ["/portal/", "/portal/start/?topic=question", "/portal/start/?topic=product", "/portal/products/{pk}/"]


@pytest.mark.parametrize("place", PLACES)
def test_read_about_a_product_tells_its_order_to_its_buyer_only(enter, marta, sold, place):
    address, buyer = place.format(pk=sold.pk), enter(marta)
    assertContains(buyer.get(address), ORDER)
    holder = CustomerFactory()
    hand_over(unit=sold, to=holder, by=SYSTEM, now=timezone.now())

    page = enter(holder).get(address)

    assertContains(page, "Lavadora L9")
    assertNotContains(page, ORDER)


def test_withdraw_from_the_purchase_of_another_is_not_offered_nor_told(enter, berto, sold):
    filing = begin(sold, topic=Topic.WITHDRAWAL, told={})

    page = enter(berto).get(f"/portal/filings/{filing.uid}/terms/")

    assertContains(page, "are over")
    assertNotContains(page, "I hereby give notice")
    assertNotContains(page, ORDER)


@pytest.mark.parametrize("door", ["signed in", "by link"])
def test_case_of_a_later_owner_says_nothing_of_the_order(enter, berto, sold, paper, door):
    case = case_of(sold, berto)
    visitor = enter(None if door == "by link" else berto)
    here = f"/c/{case_token(case)}/" if door == "by link" else f"/portal/cases/{case.reference}/"

    page, receipt = visitor.get(here), visitor.get(f"{here}receipt.pdf?language=en")

    assertContains(page, "Lavadora L9")
    assertNotContains(page, ORDER)
    assert "Lavadora L9" in words(paper, receipt.content)
    assert ORDER not in words(paper, receipt.content)


def test_letters_and_macros_in_a_case_of_a_later_owner_say_nothing_of_the_order(berto, sold):
    case = case_of(sold, berto)

    letter = OutgoingMessage.objects.get(kind="case_received", to=berto.email)

    assert "Lavadora L9" in letter.text
    assert ORDER not in letter.text + letter.html
    assert values_for(case, None)["order"] == ""


@pytest.mark.parametrize("door", ["signed in", "by link"])
def test_case_of_the_buyer_says_the_order_after_it_was_sold_on(enter, marta, sold, paper, door):
    case = case_of(sold, marta)
    hand_over(unit=sold, to=CustomerFactory(), by=SYSTEM, now=timezone.now())
    here = f"/c/{case_token(case)}/" if door == "by link" else f"/portal/cases/{case.reference}/"
    visitor = enter(None if door == "by link" else marta)

    assertContains(visitor.get(here), ORDER)
    assert ORDER in words(paper, visitor.get(f"{here}receipt.pdf?language=en").content)
    letter = OutgoingMessage.objects.get(kind="case_received", to=marta.email)
    assert (ORDER in letter.text, ORDER in letter.html, values_for(case, None)["order"]) == (True, True, ORDER)


def test_certificate_of_a_later_owner_goes_without_the_order(berto, sold, paper):
    said = words(paper, certificate(sold, timezone.now(), "en").content)

    assert ORDER not in said
    assert "The order above" not in said
    assert "Guarantee certificate" in said


@pytest.mark.parametrize("handed", [True, False], ids=["later owner", "buyer"])
def test_receipt_of_a_stay_says_the_order_to_its_buyer_only(sold, paper, handed):
    if handed:
        hand_over(unit=sold, to=CustomerFactory(), by=SYSTEM, now=timezone.now())
    today = timezone.localdate()
    stay = CustodyFactory(unit=sold, handed_in_on=today, returned_on=today)
    stay = Custody.objects.with_receipt_rows().get(pk=stay.pk)

    for made in (hand_in_receipt(stay, "en"), return_receipt(stay, "en")):
        assert (ORDER in words(paper, made.content)) is not handed


def test_order_is_told_to_nobody_while_nobody_has_said_that_it_is_theirs(marta, sold):
    assert (sold.order_told, sold.order_for(marta)) == (ORDER, ORDER)

    released = release_unit(unit=sold, by=SYSTEM, now=timezone.now())

    assert (released.order_told, released.order_for(marta)) == ("", ORDER)


def test_order_is_told_to_every_record_of_the_buyers_address_and_to_none_without(marta, sold):
    assert sold.order_for(CustomerFactory(email=marta.email)) == ORDER
    assert sold.order_for(CustomerFactory(email="berto@correo.example")) == ""
    Customer.objects.filter(pk=marta.pk).update(email="")
    sold.purchase.customer.refresh_from_db()
    assert sold.order_for(CustomerFactory(email="")) == ""
