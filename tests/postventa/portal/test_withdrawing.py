"""Cancelling a purchase: the way to it stands in plain sight while it is open, and it is said what was sent."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.asserts import assertContains, assertNotContains

from postventa.portal.access import GUEST
from tests.factories import CustomerFactory
from tests.filings import begin
from tickets.models import Ticket
from tickets.states import Topic

pytestmark = pytest.mark.django_db
WAY = "Cancel this purchase"


@pytest.fixture
def unit(just_delivered):
    return just_delivered(product__name="Lavadora L9")


@pytest.fixture
def guest(enter, unit):
    client = enter(None)
    session = client.session
    until = (timezone.now() + dt.timedelta(hours=2)).isoformat()
    session[GUEST] = {"purchase": unit.purchase_id, "email": "marta@correo.example", "until": until}
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def cancel(browser, unit):
    filing = begin(unit, topic=Topic.WITHDRAWAL, now=timezone.now())
    return browser.post(f"/portal/filings/{filing.uid}/check/", follow=True)


def test_product_leads_to_cancelling_it_with_itself_chosen(browser, unit, just_delivered):
    just_delivered(product__name="Otra cosa")
    way = f"/portal/start/?topic=withdrawal&unit={unit.pk}"
    assertContains(browser.get(f"/portal/products/{unit.pk}/"), way.replace("&", "&amp;"))

    page = browser.get(way)

    chosen = [line for line in page.content.decode().split("<label")[1:] if " checked" in line]
    assert [f'value="{unit.pk}"' in line for line in chosen] == [True]


def test_product_not_delivered_yet_can_be_cancelled_too(browser, just_delivered):
    unit = just_delivered(delivery__delivered_at=None)
    assertContains(browser.get(f"/portal/products/{unit.pk}/"), WAY)


def test_product_whose_days_are_over_leads_nowhere(browser, just_delivered):
    old = just_delivered(delivery__delivered_at=timezone.now() - dt.timedelta(days=40))
    assertNotContains(browser.get(f"/portal/products/{old.pk}/"), WAY)


def test_product_that_was_given_cannot_be_cancelled(enter, unit):
    holder = CustomerFactory(email="nuevo@correo.example")
    unit.holder, unit.changed_hands_on = holder, timezone.localdate()
    unit.save()
    assertNotContains(enter(holder).get(f"/portal/products/{unit.pk}/"), WAY)


def test_product_cancelled_once_is_not_offered_again(browser, unit):
    cancel(browser, unit)
    assertNotContains(browser.get(f"/portal/products/{unit.pk}/"), WAY)


def test_last_step_shows_what_is_sent(browser, unit):
    filing = begin(unit, topic=Topic.WITHDRAWAL, now=timezone.now())
    page = browser.get(f"/portal/filings/{filing.uid}/check/")
    assertContains(page, "I hereby give notice that I withdraw from my contract of sale of Lavadora L9")


def test_sent_says_that_it_was_cancelled_and_when(browser, unit):
    page = cancel(browser, unit)

    case = Ticket.objects.get()
    assert page.redirect_chain[-1][0] == f"/portal/cases/{case.reference}/sent/"
    assertContains(page, "We have your cancellation")
    assertContains(page, date_format(timezone.localtime(case.created_at), "DATETIME_FORMAT"))
    assertContains(page, "You have your money back")
    assertNotContains(page, "the case opens again")


def test_guest_is_led_to_cancelling_and_to_asking(guest, unit):
    page = guest.get("/portal/order/products/")
    assertContains(page, f"/portal/start/?topic=withdrawal&amp;unit={unit.pk}")
    assertContains(page, 'href="/portal/start/"')

    sent = {"topic": "withdrawal", "unit": unit.pk, "submission": uuid.uuid4()}
    assertContains(guest.post("/portal/start/?topic=withdrawal", sent, follow=True), "What is sent in your name")


def test_guest_who_has_sent_it_goes_back_to_the_order(guest, unit):
    sent = {"topic": "withdrawal", "unit": unit.pk, "submission": uuid.uuid4()}
    here = guest.post("/portal/start/?topic=withdrawal", sent, follow=True).redirect_chain[-1][0].removesuffix("terms/")
    guest.post(f"{here}terms/", {"text": ""})
    guest.post(f"{here}reach/", {"by": "email", "when": ""})

    page = guest.post(f"{here}check/", follow=True)

    assertContains(page, "We have your cancellation")
    assertContains(page, 'class="button primary" href="/portal/order/products/"')
