"""The page that the QR on a unit's papers opens: what anybody may read of it, and nothing more."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from tests.factories import (
    NOW,
    ComponentFactory,
    CoverFactory,
    CustodyFactory,
    GuaranteeFactory,
    RecallFactory,
    UnitFactory,
)
from warranties.links import unit_token, unit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(enter):
    return enter(None)


@pytest.fixture
def unit(marta):
    return UnitFactory(
        purchase__customer=marta,
        purchase__order_ref="P-SECRETO-1",
        product__name="Lavadora L9",
        product__sku="LAV-9",
        serial="SN-ABC-7788",
        price="1234.56",
    )


def address(unit):
    return f"/u/{unit_token(unit)}/"


def test_page_says_what_it_is_and_until_when_it_is_guaranteed(stranger, unit):
    GuaranteeFactory(name="Garantía Hogarix", product=unit.product)
    page = stranger.get(address(unit))
    for words in ("Lavadora L9", "Hogarix", "LAV-9", "•••• 7788", "Legal guarantee", "Garantía Hogarix"):
        assertContains(page, words)
    assert [(line.name, line.until, line.unsure) for line in page.context["lines"]] == [
        ("Legal guarantee", dt.date(2029, 11, 13), False),
        ("Garantía Hogarix", dt.date(2029, 11, 13), False),
    ]
    assertContains(page, "Until 13 November 2029, that day included.")
    assertContains(page, "It needs no registration", count=2)


def test_page_is_the_one_that_is_printed(stranger, unit, settings):
    assert stranger.get(unit_url(unit).removeprefix(settings.BASE_URL)).status_code == 200


def test_page_says_nothing_personal(stranger, unit, marta):
    marta.city = "Villanueva"
    marta.save()
    CustodyFactory(unit=unit, fault="Lo que Marta contó")
    CoverFactory(unit=unit, plan__name="Plan que Marta pagó")
    page = stranger.get(address(unit))
    told = (marta.name, marta.email, marta.phone, "P-SECRETO-1", "1234", "1,234", "Villanueva", "SN-ABC")
    delivery = ("2026-11-13", "13 November 2026", "13 Nov 2026", "13/11/2026")
    assert [words for words in (*told, *delivery, "Marta") if words in page.content.decode()] == []
    assertContains(page, "Delivered in November 2026.")


def test_page_is_indexed_by_nobody(stranger, unit):
    page = stranger.get(address(unit))
    assert page["X-Robots-Tag"] == "noindex"
    assertContains(page, '<meta name="robots" content="noindex">')


def test_short_serial_is_not_shown(stranger, unit):
    unit.serial = "7788"
    unit.save()
    assertNotContains(stranger.get(address(unit)), "7788")


def test_recall_is_told_with_what_to_do(stranger, unit):
    RecallFactory(products=[unit.product], title="Puede arder", what_to_do="Deje de usarla.")
    page = stranger.get(address(unit))
    assertContains(page, "Danger: Puede arder")
    assertContains(page, "Deje de usarla.")


def test_guarantee_of_parts_names_them_and_is_no_question(stranger, unit):
    guarantee = GuaranteeFactory(product=unit.product, months=0)
    ComponentFactory(guarantee=guarantee, name="Motor")
    page = stranger.get(address(unit))
    assertContains(page, "Only for these parts: Motor.")
    assertNotContains(page, "Ask us")


def test_guarantee_that_waits_for_its_registration_says_so(stranger, unit):
    GuaranteeFactory(product=unit.product, starts="registration", guarantor="Hogarix S.A., Madrid")
    page = stranger.get(address(unit))
    assertContains(page, "It begins when the product is registered with Hogarix S.A., Madrid.")
    assertContains(page, "The legal guarantee does not wait for it.")


def test_guarantee_for_the_first_owner_says_so(stranger, unit):
    GuaranteeFactory(product=unit.product, transferable=False)
    assertContains(stranger.get(address(unit)), "Only for the first owner.")


def test_unit_on_its_way_has_no_guarantee_yet(stranger, marta):
    unit = UnitFactory(purchase__customer=marta, delivery__delivered_at=None)
    assertContains(stranger.get(address(unit)), "They begin on the day of delivery, which has not come yet.")


def test_old_unit_says_that_it_ended(stranger, marta):
    then = NOW - dt.timedelta(days=2000)
    unit = UnitFactory(purchase__customer=marta, purchase__purchased_at=then, delivery__delivered_at=then)
    assertContains(stranger.get(address(unit)), "It lasted until")


def test_visitor_is_shown_the_way_in(stranger, unit):
    page = stranger.get(address(unit))
    assertContains(page, 'href="/portal/"')
    assertNotContains(page, f"/desk/units/{unit.pk}/")
    assertNotContains(page, f"/portal/products/{unit.pk}/")


def test_owner_is_led_to_the_whole_page(browser, unit):
    assertContains(browser.get(address(unit)), f'href="/portal/products/{unit.pk}/"')


def test_customer_with_another_product_sees_what_strangers_see(browser):
    other = UnitFactory()
    assertNotContains(browser.get(address(other)), f"/portal/products/{other.pk}/")


def test_agent_is_led_to_the_desk(enter, agent, unit):
    page = enter(agent).get(address(unit))
    assertContains(page, f'href="/desk/units/{unit.pk}/"')
    assertNotContains(page, "/portal/cases/")


@pytest.mark.parametrize("spoil", [lambda token: f"9{token}", lambda token: token[:-1], lambda token: "nada"])
def test_token_that_is_no_good_gets_a_page_that_helps(stranger, unit, spoil):
    page = stranger.get(f"/u/{spoil(unit_token(unit))}/")
    assert (page.status_code, page["X-Robots-Tag"]) == (404, "noindex")
    assertTemplateUsed(page, "portal/unit_unknown.html")
    assertNotContains(page, unit.product.name, status_code=404)


def test_unit_that_is_gone_gets_the_same_page(stranger):
    unit = UnitFactory()
    token = unit_token(unit)
    unit.delete()
    page = stranger.get(f"/u/{token}/")
    assert page.status_code == 404
    assertTemplateUsed(page, "portal/unit_unknown.html")


def test_page_only_reads(stranger, unit):
    assert stranger.post(address(unit)).status_code == 405


def test_machine_that_asks_too_often_is_told_to_wait(stranger, unit):
    for _ in range(120):
        assert stranger.get("/u/nada/").status_code == 404
    page = stranger.get(address(unit))
    assert (page.status_code, page["Retry-After"], page["X-Robots-Tag"]) == (429, "60", "noindex")
    assert page["Cache-Control"] == "private, no-store"
    assert stranger.get(address(unit), REMOTE_ADDR="10.0.0.9").status_code == 200


def test_machine_with_many_addresses_of_one_network_is_one_visitor(stranger):
    def ask(visitor):
        return stranger.get("/u/nada/", REMOTE_ADDR=visitor).status_code

    assert {ask(f"2001:db8:0:1::{n:x}") for n in range(120)} == {404}
    assert [ask(of) for of in ("2001:db8:0:1:ffff::1", "2001:db8:0:2::1", "::ffff:10.0.0.9")] == [429, 404, 404]


def test_neighbours_by_ipv4_are_told_apart(stranger):
    for _ in range(120):
        stranger.get("/u/nada/", REMOTE_ADDR="::ffff:10.0.0.7")
    asked = [stranger.get("/u/nada/", REMOTE_ADDR=f"::ffff:10.0.0.{end}").status_code for end in (7, 8)]
    assert asked == [429, 404]


@pytest.mark.parametrize("of", [address, lambda unit: "/u/nada/"])
def test_page_is_kept_by_no_cache(stranger, unit, of):
    assert stranger.get(of(unit))["Cache-Control"] == "private, no-store"


def test_page_costs_the_same_queries_for_1_3_and_30_of_everything(stranger):
    costs = []
    for count in (1, 3, 30):
        unit = UnitFactory()
        GuaranteeFactory.create_batch(count, product=unit.product)
        RecallFactory.create_batch(count, products=[unit.product])
        for n in range(count):
            on = unit.delivery.delivered_on - dt.timedelta(days=count - n)
            CustodyFactory(unit=unit, handed_in_on=on, returned_on=on)
        with CaptureQueriesContext(connection) as queries:
            assert stranger.get(address(unit)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 13
