"""Where a complaint begins that does not begin with a product; and guests of an order."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from customers.models import Customer
from postventa.portal.access import GUEST
from tests.factories import CustomerFactory, UnitFactory
from tests.filings import begin
from tickets.models import Filing, Ticket
from tickets.states import Kind, Topic, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(just_delivered):
    return just_delivered(product__name="Lavadora L9")


@pytest.fixture
def guest(enter, unit):
    """A browser of somebody who named Marta's order and its e-mail."""
    client = enter(None)
    session = client.session
    until = (timezone.now() + dt.timedelta(hours=2)).isoformat()
    session[GUEST] = {"purchase": unit.purchase_id, "email": "marta@correo.example", "until": until}
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def at(step=""):
    return f"/portal/filings/{Filing.objects.get().uid}/{step}"


def start(browser, topic, unit=None):
    """What the two pages of the start send, one after the other."""
    page = browser.post("/portal/start/", {"topic": topic, "submission": uuid.uuid4()})
    if unit:
        assertRedirects(page, f"/portal/start/?topic={topic}")
        page = browser.post(page.url, {"topic": topic, "unit": unit, "submission": uuid.uuid4()})
    return page


def test_start_asks_what_it_is_about(browser, unit):
    page = browser.get("/portal/start/")

    assertContains(page, 'type="radio"', count=5)
    assert Filing.objects.count() == 0


@pytest.mark.parametrize("said", [{}, {"topic": "weather"}])
def test_start_about_nothing_is_asked_again(browser, unit, said):
    assert browser.post("/portal/start/", said).status_code == 422
    assert Filing.objects.count() == 0


def test_start_about_the_service_asks_for_no_product(browser, marta):
    UnitFactory(purchase__customer=marta)

    assertRedirects(start(browser, "service"), at(), target_status_code=302)
    browser.post(at("what/"), {"text": "Nadie me llamó"})
    browser.post(at("reach/"), {"by": "email", "when": ""})
    browser.post(at("check/"))

    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.unit, ticket.subject) == (Kind.COMPLAINT, None, "Nadie me llamó")
    assert ticket.statement.topic == Topic.SERVICE


def test_start_a_question_may_be_about_a_product_or_about_none(browser, unit):
    page = start(browser, "question", "none")
    assertRedirects(page, at(), target_status_code=302)
    browser.post(at("what/"), {"text": "¿Venden filtros?"})
    browser.post(at("reach/"), {"by": "email", "when": ""})

    browser.post(at("check/"))

    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.unit, ticket.wish) == (Kind.QUESTION, None, Wish.ANSWER)


def test_start_a_question_about_a_product_is_a_case_of_it(browser, unit):
    start(browser, "question", unit.pk)

    assert (Filing.objects.get().unit, Filing.objects.get().topic) == (unit, Topic.QUESTION)


def test_old_address_of_questions_leads_to_the_new_one(browser, unit):
    assertRedirects(browser.get("/portal/cases/new/"), "/portal/start/?topic=question")


def test_ask_nothing_is_asked_for_words(browser, unit):
    start(browser, "question", "none")

    assertContains(browser.post(at("what/"), {"text": " "}), "Write your question first", status_code=422)


def test_start_about_a_product_asks_which(browser, unit):
    assertRedirects(start(browser, "product", unit.pk), at(), target_status_code=302)

    assert Filing.objects.get().unit == unit


def test_start_about_a_product_without_saying_which_is_asked_again(browser, unit):
    page = browser.post("/portal/start/?topic=product", {"topic": "product"})

    assertContains(page, "Choose which product it is about.", status_code=422)
    assert Filing.objects.count() == 0


def test_start_twice_with_one_form_begins_one(browser, unit):
    form = {"topic": "product", "unit": unit.pk, "submission": uuid.uuid4()}

    assert (
        browser.post("/portal/start/?topic=product", form).url == browser.post("/portal/start/?topic=product", form).url
    )
    assert Filing.objects.count() == 1


def test_delivery_is_told_with_what_went_wrong(browser, marta, just_delivered):
    on_its_way = just_delivered(delivery__delivered_at=None, delivery__delivered_on=None)
    page = browser.get(f"/portal/products/{on_its_way.pk}/case/")
    assertContains(page, "Tell us about your delivery")
    assertContains(page, "It has not arrived")

    browser.post(
        f"/portal/products/{on_its_way.pk}/case/", {"choice": "not_arrived", "text": "", "submission": uuid.uuid4()}
    )
    browser.post(at("reach/"), {"by": "email", "when": ""})
    browser.post(at("check/"))

    ticket = Ticket.objects.get()
    assert (ticket.unit, ticket.messages.get().text) == (on_its_way, "It has not arrived")
    assert ticket.statement.topic == Topic.DELIVERY


def test_withdrawal_is_for_what_can_still_be_cancelled(browser, unit, just_delivered):
    old = just_delivered(delivery__delivered_at=timezone.now() - dt.timedelta(days=40))

    page = browser.get("/portal/start/?topic=withdrawal")

    assertContains(page, f'value="{unit.pk}"')
    assertNotContains(page, f'value="{old.pk}"')
    assert browser.post("/portal/start/?topic=withdrawal", {"topic": "withdrawal", "unit": old.pk}).status_code == 422


def test_withdrawal_says_what_it_means_and_is_sent(browser, unit):
    start(browser, "withdrawal", unit.pk)
    page = browser.get(at("terms/"))
    assertContains(page, "I hereby give notice that I withdraw")
    assertContains(page, "without giving a reason until")

    assertRedirects(browser.post(at("terms/"), {"text": ""}), at("reach/"))
    browser.post(at("reach/"), {"by": "email", "when": ""})
    browser.post(at("check/"))

    ticket = Ticket.objects.get()
    assert (ticket.wish, ticket.kind) == (Wish.RETURN, Kind.COMPLAINT)


def test_withdrawal_sent_after_its_days_is_told_so_and_opens_nothing(browser, just_delivered):
    old = just_delivered(delivery__delivered_at=timezone.now() - dt.timedelta(days=40))
    filing = begin(old, topic=Topic.WITHDRAWAL)

    page = browser.post(f"/portal/filings/{filing.uid}/check/")

    assertContains(page, "can be cancelled without a reason are over", status_code=422)
    assert Ticket.objects.count() == 0


def test_nothing_to_cancel_is_said(browser, just_delivered):
    just_delivered(delivery__delivered_at=timezone.now() - dt.timedelta(days=40))

    page = browser.get("/portal/start/?topic=withdrawal")

    assertContains(page, "No purchase can be cancelled without a reason today")


def test_start_without_any_product_says_so(enter):
    nobody = enter(CustomerFactory())

    assertRedirects(nobody.post("/portal/start/", {"topic": "product"}), "/portal/start/?topic=product")
    assertContains(nobody.get("/portal/start/?topic=product"), "We know of no product of yours")


def test_start_with_an_account_that_bought_nothing_does_not_exist(enter):
    somebody = enter(CustomerFactory.build(email="nadie@correo.example"))

    assert somebody.post("/portal/start/", {"topic": "service"}).status_code == 404


def test_start_without_signing_in_is_led_to_the_code_and_back(enter):
    page = enter(None).get("/portal/start/")

    assertRedirects(page, "/account/login/code/?next=/portal/start/", fetch_redirect_response=False)


def test_start_as_staff_is_led_to_their_own_door(enter, agent):
    assert enter(agent).get("/portal/start/").status_code == 404


def test_guest_complains_about_what_the_order_has(guest, unit):
    page = guest.post(f"/portal/products/{unit.pk}/case/", {"text": "Gotea", "submission": uuid.uuid4()})
    for step, said in (("wish", {"wish": "repair"}), ("reach", {"by": "email", "when": ""})):
        page = guest.post(at(f"{step}/"), said)
    page = guest.post(at("check/"))

    ticket = Ticket.objects.get()
    assertRedirects(page, at("sent/"))
    page = guest.get(at("sent/"))
    assertContains(page, ticket.reference)
    assertNotContains(page, f"/portal/cases/{ticket.reference}")
    assertNotContains(page, "marta@correo.example")
    assert guest.get(f"/portal/cases/{ticket.reference}/").status_code == 302
    assert (ticket.unit, ticket.customer.email) == (unit, "marta@correo.example")


def test_guest_sees_no_complaint_that_was_begun_elsewhere(guest, unit):
    filing = begin(unit)

    assert guest.get(f"/portal/filings/{filing.uid}/what/").status_code == 302
    assert guest.post(f"/portal/filings/{filing.uid}/check/").status_code == 302
    assertContains(guest.get(f"/portal/products/{unit.pk}/case/"), "Tell us what happens")
    assert Ticket.objects.count() == 0


def test_guest_goes_on_with_what_they_began(guest, unit):
    guest.post(f"/portal/products/{unit.pk}/case/", {"text": "Gotea", "submission": uuid.uuid4()})

    assertRedirects(guest.get(f"/portal/products/{unit.pk}/case/"), at(), target_status_code=302)
    assertNotContains(guest.get(at("reach/")), unit.purchase.customer.phone)


def test_guest_chooses_among_the_products_of_the_order(guest, marta, unit):
    other = UnitFactory(purchase__customer=marta)

    page = guest.get("/portal/start/?topic=product")

    assertContains(page, f'value="{unit.pk}"')
    assertNotContains(page, f'value="{other.pk}"')
    assert guest.get(f"/portal/products/{other.pk}/case/").status_code == 404


def test_guest_of_an_address_that_was_mended_finds_what_they_began_no_more(guest, marta, unit):
    guest.post(f"/portal/products/{unit.pk}/case/", {"text": "Gotea", "submission": uuid.uuid4()})
    assert guest.get(at("since/")).status_code == 200
    Customer.objects.filter(pk=marta.pk).update(email="marta.gil@correo.example")

    assert guest.get(at("since/")).status_code == 302


def test_guest_whose_hours_are_over_finds_what_they_began_no_more(guest, unit):
    guest.post(f"/portal/products/{unit.pk}/case/", {"text": "Gotea", "submission": uuid.uuid4()})
    session = guest.session
    over = (timezone.now() - dt.timedelta(1)).isoformat()
    session["filings"] = {uid: [over, reader] for uid, (_until, reader) in session["filings"].items()}
    session.save()

    assert guest.get(at("what/")).status_code == 302
