import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from tests.cases import open_case
from tests.factories import CoverFactory, CustodyFactory, GuaranteeFactory, RecallFactory, UnitFactory
from warranties.models import CommercialGuarantee, MaintenanceVisit

pytestmark = pytest.mark.django_db


def test_product_says_what_covers_it_until_when_and_why(browser, just_delivered):
    unit = just_delivered(product__name="Lavadora L9", serial="SN-77")
    CommercialGuarantee.objects.create(name="Motor diez años", guarantor="Hogarix", product=unit.product, months=120)
    ticket = open_case(unit=unit)

    page = browser.get(f"/portal/products/{unit.pk}/")

    assert [line.name for line, _needs in page.context["page"].lines] == [
        "Legal guarantee",
        "Motor diez años",
        "Right of withdrawal",
    ]
    for text in ("Motor diez años", "TRLGDCU 120.1", "SN-77", "399.00", "not legal advice", ticket.reference):
        assertContains(page, text)
    assertContains(page, "What you may ask for, and why", count=2)


def test_product_without_guarantee_of_its_own_says_nothing_of_one(browser, marta):
    unit = UnitFactory(purchase__customer=marta, purchase__channel="store")

    page = browser.get(f"/portal/products/{unit.pk}/")

    assert [line.name for line, _needs in page.context["page"].lines] == ["Legal guarantee"]


def test_product_on_its_way_shows_no_shield(browser, marta):
    unit = UnitFactory(purchase__customer=marta, delivery__delivered_at=None)

    page = browser.get(f"/portal/products/{unit.pk}/")

    assertContains(page, "On its way")
    assertContains(page, "The guarantee begins on the day of delivery.")
    assertNotContains(page, "A person decides")


def test_product_of_somebody_else_does_not_exist(browser):
    assert browser.get(f"/portal/products/{UnitFactory().pk}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999"])
def test_product_that_is_none_is_404(browser, number):
    assert browser.get(f"/portal/products/{number}/").status_code == 404


def test_product_name_with_html_is_shown_as_text(browser, marta):
    unit = UnitFactory(purchase__customer=marta, product__name="<script>alert(1)</script>")

    page = browser.get(f"/portal/products/{unit.pk}/")

    assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt;")
    assertNotContains(page, "<script>alert")


def test_product_tells_its_recall_before_all_else(browser, marta):
    unit = UnitFactory(purchase__customer=marta)
    RecallFactory(products=[unit.product], title="Puede arder", what_to_do="Deje de usarla y desenchúfela.")

    page = browser.get(f"/portal/products/{unit.pk}/")

    content = page.content.decode()
    assert content.index("Danger: Puede arder") < content.index("Deje de usarla") < content.index("What covers it")
    assert [line.regime for line, _needs in page.context["page"].lines] == ["legal", "withdrawal"]


def test_product_says_that_we_have_it(browser, marta):
    stay = CustodyFactory(unit=UnitFactory(purchase__customer=marta), accessories="la manguera")

    page = browser.get(f"/portal/products/{stay.unit_id}/")

    for words in ("We have it", stay.number, "la manguera"):
        assertContains(page, words)


def test_product_lists_its_repairs_with_what_was_done(browser, marta):
    unit = UnitFactory(purchase__customer=marta)
    CustodyFactory(
        unit=unit, handed_in_on=dt.date(2026, 11, 14), returned_on=dt.date(2026, 11, 16), work="Se cambió la junta."
    )

    page = browser.get(f"/portal/products/{unit.pk}/")

    assertContains(page, "You handed it in on 14 November 2026 and had it back on 16 November 2026.")
    assertContains(page, "Se cambió la junta.")
    assertNotContains(page, "We have it")


def test_product_says_what_is_left_of_its_plans(browser, marta):
    cover = CoverFactory(
        unit=UnitFactory(purchase__customer=marta), plan__kinds=["free_support", "maintenance_discount"]
    )
    MaintenanceVisit.objects.create(cover=cover, on=dt.date(2026, 11, 18), created_at=cover.created_at)

    page = browser.get(f"/portal/products/{cover.unit_id}/")

    for words in ("Free support until", "20 % off maintenance until", "1 of 2 visits used"):
        assertContains(page, words)


def test_product_says_who_waits_for_a_registration(browser, marta):
    unit = UnitFactory(purchase__customer=marta)
    GuaranteeFactory(name="Motor", product=unit.product, starts="registration", guarantor="Hogarix S.A., Madrid")

    page = browser.get(f"/portal/products/{unit.pk}/")

    assertContains(page, "It begins when the product is registered with Hogarix S.A., Madrid.")


def test_product_says_nothing_internal(browser, marta, agent):
    cover = CoverFactory(unit=UnitFactory(purchase__customer=marta))
    note = "Cliente pesado, ojo"
    MaintenanceVisit.objects.create(cover=cover, on=dt.date(2026, 11, 18), note=note, created_at=cover.created_at)
    CustodyFactory(unit=cover.unit, received_by=agent)

    page = browser.get(f"/portal/products/{cover.unit_id}/")

    assertNotContains(page, note)
    assertNotContains(page, agent.name)
    assertNotContains(page, "ticket")


def test_product_costs_the_same_queries_for_1_3_and_30_of_everything(browser, marta):
    costs = []
    for count in (1, 3, 30):
        unit = UnitFactory(purchase__customer=marta)
        GuaranteeFactory.create_batch(count, product=unit.product)
        RecallFactory.create_batch(count, products=[unit.product])
        for n in range(count):
            cover = CoverFactory(unit=unit)
            MaintenanceVisit.objects.create(cover=cover, on=dt.date(2026, 11, 18), created_at=cover.created_at)
            on = dt.date(2026, 9, 1) + dt.timedelta(days=n)
            CustodyFactory(unit=unit, handed_in_on=on, returned_on=on)
            open_case(unit=unit)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/portal/products/{unit.pk}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 24
