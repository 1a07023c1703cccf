import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.cases import open_case
from tests.factories import UnitFactory
from warranties.models import CommercialGuarantee

pytestmark = pytest.mark.django_db


def test_product_says_what_covers_it_until_when_and_why(browser, just_delivered):
    unit = just_delivered(product__name="Lavadora L9", serial="SN-77")
    CommercialGuarantee.objects.create(name="Motor diez años", guarantor="Hogarix", product=unit.product, months=120)
    ticket = open_case(unit=unit)

    page = browser.get(f"/portal/products/{unit.pk}/")

    assert [line.name for line in page.context["lines"]] == [
        "Legal guarantee",
        "Motor diez años",
        "Right of withdrawal",
    ]
    for text in ("Motor diez años", "TRLGDCU 120.1", "SN-77", "399.00", "not legal advice", ticket.reference):
        assertContains(page, text)
    assertContains(page, "<details", count=4)  # three reasons, and the menu of the bar


def test_product_without_guarantee_of_its_own_says_nothing_of_one(browser, marta):
    unit = UnitFactory(purchase__customer=marta, purchase__channel="store")

    page = browser.get(f"/portal/products/{unit.pk}/")

    assert [line.name for line in page.context["lines"]] == ["Legal guarantee"]


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
