"""A complaint that is not theirs, or no longer, and what is sent out of turn."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import customer_by_link
from customers.actions.handing_over import release_unit
from tests.factories import CustomerFactory, ProductFactory, UnitFactory
from tests.filings import TOLD, begin
from tests.postventa.portal.filing_places import at, step_of
from tickets.models import Filing
from tickets.queries.filings import begun_by
from tickets.states import Topic

pytestmark = pytest.mark.django_db
PLACES = ["", "what/", "since/", "files/", "check/", "sent/", "solved/", "files/1/"]
POSTED = ["what/", "check/", "link/", "removal/", "files/1/removal/"]


@pytest.mark.parametrize("place", PLACES)
def test_somebody_else_finds_nothing(enter, filing, place):
    other = enter(CustomerFactory())

    assert other.get(at(filing, place)).status_code == 404
    assertRedirects(
        enter(None).get(at(filing, place)),
        f"/account/login/code/?next={at(filing, place)}",
        fetch_redirect_response=False,
    )


@pytest.mark.parametrize("place", POSTED)
def test_somebody_else_writes_nothing(enter, agent, filing, counts, place):
    before, told = counts(), dict(filing.told)

    assert enter(CustomerFactory()).post(at(filing, place), {"text": "x"}).status_code == 404
    assert enter(agent).post(at(filing, place), {"text": "x"}).status_code == 404
    assert enter(None).post(at(filing, place), {"text": "x"}).status_code == 302
    filing.refresh_from_db()
    assert (counts(), filing.told) == (before, told)


def test_filing_of_what_changed_hands_meanwhile_does_not_exist(browser, unit, filing, counts):
    before = counts()
    unit.holder, unit.changed_hands_on = CustomerFactory(), timezone.localdate()
    unit.save()

    assert browser.get(at(filing, "check/")).status_code == 404
    assert browser.post(at(filing, "check/")).status_code == 404
    assertNotContains(browser.get("/portal/"), "You began to tell us")
    assert counts() == before


def test_filing_of_what_was_given_away_does_not_exist(browser, marta, unit, filing, counts):
    release_unit(unit=unit, by=customer_by_link(marta.email), now=timezone.now())
    before = counts()
    assert [browser.post(at(filing, step), TOLD).status_code for step in ("what/", "check/")] == [404, 404]
    assert counts() == before


def test_begun_of_what_was_given_away_leaves_room_for_what_was_not(marta, just_delivered):
    """Those that are no longer theirs are not counted among the few that are shown."""
    kept = begin(just_delivered(), now=timezone.now() - dt.timedelta(hours=1))
    for _time in range(2):
        gone = just_delivered()
        begin(gone, now=timezone.now())
        release_unit(unit=gone, by=customer_by_link(marta.email), now=timezone.now())
    assert begun_by(customer_by_link(marta.email), limit=1) == [kept]


def test_complain_about_what_somebody_else_bought_does_not_exist(browser):
    stranger = UnitFactory()

    assert browser.get(f"/portal/products/{stranger.pk}/case/").status_code == 404
    assert browser.post(f"/portal/products/{stranger.pk}/case/", {"text": "x"}).status_code == 404
    assert browser.post("/portal/start/?topic=product", {"topic": "product", "unit": stranger.pk}).status_code == 422
    assert Filing.objects.count() == 0


def test_begin_with_the_number_of_another_complaint_begins_nothing(browser, unit, filing):
    other = UnitFactory(purchase__customer=unit.purchase.customer, product=ProductFactory())

    page = browser.post(f"/portal/products/{other.pk}/case/", {"text": "x", "submission": filing.uid})

    assertRedirects(page, "/portal/start/")
    assert Filing.objects.get() == filing


def test_steps_that_are_none_or_not_yet_open_lead_where_it_goes_on(browser, unit, filing):
    empty = begin(unit, topic=Topic.QUESTION, told={})

    assert browser.get(at(filing, "nowhere/")).status_code == 404
    assertRedirects(browser.get(at(filing, "terms/")), at(filing), target_status_code=302)
    assertRedirects(browser.get(at(empty, "check/")), at(empty), target_status_code=302)
    assert step_of(browser.get(at(empty))) == "what"


def test_complain_too_often_is_told_to_wait_and_keeps_the_words(browser, filing):
    for _ in range(240):
        browser.post(at(filing, "what/"), {"text": ""})

    page = browser.post(at(filing, "what/"), {"text": "Gotea otra vez"})

    assertContains(page, "Please wait some minutes", status_code=429)
    assertContains(page, "Gotea otra vez", status_code=429)


def test_complain_without_the_form_of_this_site_is_refused(enter, marta, filing, counts):
    before, client = counts(), enter(marta)
    client.handler.enforce_csrf_checks = True

    assert client.post(at(filing, "check/")).status_code == 403
    assert counts() == before
