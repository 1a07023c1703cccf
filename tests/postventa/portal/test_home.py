import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.cases import open_case
from tests.factories import CustomerFactory, UnitFactory
from tickets.states import Channel, MessageKind

pytestmark = pytest.mark.django_db


def test_home_shows_my_products_with_what_covers_each(browser, just_delivered):
    unit = just_delivered(product__name="Lavadora L9")
    stranger = UnitFactory(product__name="Nevera ajena")

    page = browser.get("/portal/")

    assertContains(page, "Lavadora L9")
    assertContains(page, "Covered")
    assertContains(page, f'href="/portal/products/{unit.pk}/case/"')
    assertNotContains(page, stranger.product.name)


def test_home_shows_what_is_on_its_way_and_what_is_late(browser, marta):
    today = timezone.localdate()
    for name, days in (("Auriculares", 1), ("Aspirador", -2)):
        promised = today + dt.timedelta(days=days)
        UnitFactory(
            purchase__customer=marta, product__name=name, delivery__delivered_at=None, delivery__promised_on=promised
        )

    page = browser.get("/portal/")

    assertContains(page, "On its way", count=1)
    assertContains(page, "Late", count=1)
    assert page.context["products"] == []


def test_home_shows_open_cases_first_and_no_note_of_ours(browser, marta):
    unit = UnitFactory(purchase__customer=marta, product__name="Lavadora L9")
    open_case(unit=unit, text="Pierde agua")
    open_case(unit=unit, text="Cliente muy enfadado", channel=Channel.PHONE, message_kind=MessageKind.PHONE)

    page = browser.get("/portal/")

    assert len(page.context["cases"]) == 2
    assertContains(page, "Pierde agua")
    assertNotContains(page, "enfadado")


def test_home_of_somebody_without_purchases_says_what_to_do(enter):
    page = enter(CustomerFactory()).get("/portal/")

    assertContains(page, "We have no purchase with this e-mail")


def test_home_joins_the_records_that_share_my_address(browser, marta):
    twin = CustomerFactory(email=marta.email)
    UnitFactory(purchase__customer=twin, product__name="Horno gemelo")

    assertContains(browser.get("/portal/"), "Horno gemelo")


def test_home_asks_the_database_the_same_for_one_product_as_for_thirty(browser, marta):
    def fill(count):
        for _ in range(count):
            open_case(unit=UnitFactory(purchase__customer=marta))

    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert browser.get("/portal/").status_code == 200
        return len(caught)

    fill(1)
    browser.get("/portal/")
    one = asked()
    fill(2)
    three = asked()
    fill(27)

    assert (one, three, asked()) == (one, one, one)
    assert one <= 14


def test_home_pages_long_lists_by_key(browser, marta):
    now = timezone.now()
    units = [
        UnitFactory(purchase__customer=marta, purchase__purchased_at=now - dt.timedelta(days=10 + number // 2))
        for number in range(65)
    ]

    def listed(address):
        page = browser.get(address)
        return [unit.pk for unit, *_known in page.context["products"]], page.context

    first, context = listed("/portal/")
    second, context2 = listed("/portal/" + context["older"])
    third, context3 = listed("/portal/" + context2["older"])
    back, _context = listed("/portal/" + context3["newer"])

    assert sorted(first + second + third) == sorted(unit.pk for unit in units)
    assert (len(first), len(second), len(third)) == (30, 30, 5)
    assert (context["newer"], context3["older"]) == ("", "")
    assert back == second


@pytest.mark.parametrize("edge", ["x", "-1", "9" * 30, "²"])
def test_home_with_a_page_that_is_none_is_404(browser, edge):
    assert browser.get(f"/portal/?older={edge}").status_code == 404


def test_home_of_anybody_else_asks_to_sign_in(enter):
    assertRedirects(enter(None).get("/portal/"), "/account/login/code/?next=/portal/", fetch_redirect_response=False)


def test_home_of_staff_tells_them_where_their_door_is(enter, agent):
    page = enter(agent).get("/portal/")

    assertContains(page, "This page is for customers", status_code=404)
