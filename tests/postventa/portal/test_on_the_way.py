"""What somebody with a broken product sees on the way: what they told already, how far it is, by when, what helps."""

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.cases import open_case
from tests.factories import CustomerFactory, ProductFactory
from tests.filings import article, begin, symptom
from tests.law_rows import big_company, rule
from tests.postventa.portal.test_law import in_words
from tickets.filing import Step
from tickets.models import Ticket
from warranties.links import unit_token

pytestmark = pytest.mark.django_db
ALREADY = "Is it what you told us already?"


@pytest.fixture
def unit(just_delivered):
    return just_delivered(product__name="Lavadora L9")


def test_problem_told_already_is_pointed_out(browser, unit, just_delivered):
    case = open_case(unit=unit, now=timezone.now())
    open_case(unit=just_delivered(), now=timezone.now())

    page = browser.get(f"/portal/products/{unit.pk}/case/")

    assertContains(page, ALREADY)
    assert [ticket.pk for ticket in page.context["page"].open_cases] == [case.pk]
    assertContains(page, f'href="/portal/cases/{case.reference}/"')


def test_problem_told_by_who_had_it_before_is_not(enter, unit):
    open_case(unit=unit, now=timezone.now())
    holder = CustomerFactory(email="nuevo@correo.example")
    unit.holder, unit.changed_hands_on = holder, timezone.localdate()
    unit.save()
    assertNotContains(enter(holder).get(f"/portal/products/{unit.pk}/case/"), ALREADY)


def test_steps_are_as_many_at_the_end_as_at_the_start(browser, unit):
    article(symptom(unit), title="Limpiar el filtro de la bomba")
    chosen = {"symptom": unit.product.line.symptoms.get().pk, "text": ""}
    assertContains(browser.get(f"/portal/products/{unit.pk}/case/"), "Step 1 of 7")
    filing = begin(unit, told={Step.WHAT.value: chosen}, now=timezone.now())
    for step, number in (("articles", 1), ("since", 2), ("check", 7)):
        assertContains(browser.get(f"/portal/filings/{filing.uid}/{step}/"), f"Step {number} of 7")


def test_sent_says_by_when_we_answer(browser, unit):
    rule()
    big_company()
    filing = begin(unit, now=timezone.now())

    page = browser.post(f"/portal/filings/{filing.uid}/check/", follow=True)

    case = Ticket.objects.get()
    assert page.redirect_chain[-1][0] == f"/portal/cases/{case.reference}/sent/"
    assertContains(page, f"We have to answer you by {in_words(case.created_at, 15)}.")


def test_code_on_the_product_leads_to_both_doors_and_to_help(enter, unit):
    article(symptom(unit), slug="filtro", title="Limpiar el filtro de la bomba").lines.add(unit.product.line)

    page = enter(None).get(f"/u/{unit_token(unit)}/")

    content = page.content.decode()
    assert content.index("Does it fail?") < content.index("Its guarantees")
    for address in ("/portal/", "/portal/order/", "/help/filtro/"):
        assertContains(page, f'href="{address}"')


def test_code_on_ones_own_product_leads_to_telling(browser, unit):
    assertContains(browser.get(f"/u/{unit_token(unit)}/"), f'href="/portal/products/{unit.pk}/case/"')


def test_register_chooses_the_only_one_that_was_found(browser):
    product = ProductFactory(name="Cafetera Kaelis", sku="KAE-7")
    page = browser.get("/portal/register/?q=kaelis")
    assertContains(page, f'<option value="{product.pk}" selected>')
