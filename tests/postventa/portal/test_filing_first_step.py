"""The first step of a complaint, which begins it."""

import uuid

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from tests.factories import UnitFactory
from tests.filings import TOLD, begin, symptom
from tests.postventa.portal.filing_places import at, step_of
from tickets.models import Filing, Ticket

pytestmark = pytest.mark.django_db


def test_first_step_writes_nothing_until_it_is_sent(browser, address, counts):
    before = counts()

    page = browser.get(address)

    assertContains(page, "Step 1 of 7")
    assert (counts(), Filing.objects.count()) == (before, 0)


def test_first_step_sent_twice_begins_one(browser, address):
    form = {"text": "Gotea", "submission": uuid.uuid4()}

    first, second = browser.post(address, form), browser.post(address, form)

    assert first.url == second.url
    assert Filing.objects.count() == 1


def test_complaint_that_was_begun_goes_on_where_it_was_left(browser, unit, address):
    filing = begin(unit, told={"what": TOLD["what"], "since": TOLD["since"]})

    assertRedirects(browser.get(address), at(filing), target_status_code=302)
    assert step_of(browser.get(at(filing))) == "files"


@pytest.mark.parametrize("text", ["", "   \r\n ", "\x00"])
def test_first_step_without_words_is_asked_for_them(browser, address, text):
    page = browser.post(address, {"text": text, "submission": uuid.uuid4()})

    assertContains(page, "tell us what happens, even in one sentence", status_code=422)
    assert Filing.objects.count() == 0


def test_first_step_with_a_symptom_of_another_line_is_refused(browser, unit, address):
    symptom(unit)
    other = symptom(UnitFactory())

    page = browser.post(address, {"choice": other.pk, "text": "x", "submission": uuid.uuid4()})

    assert (page.status_code, Filing.objects.count()) == (422, 0)


def test_something_else_alone_says_nothing(browser, unit, address):
    symptom(unit)

    page = browser.post(address, {"choice": "other", "text": "", "submission": uuid.uuid4()})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["text"])


def test_symptom_alone_is_enough_and_its_words_are_the_message(browser, unit, address):
    sees = symptom(unit)
    browser.post(address, {"choice": sees.pk, "text": "", "submission": uuid.uuid4()})
    filing = Filing.objects.get()
    for step, said in (("wish", {"wish": "unsure"}), ("reach", {"by": "email", "when": ""})):
        browser.post(at(filing, f"{step}/"), said)

    browser.post(at(filing, "check/"))

    assert Ticket.objects.get().messages.get().text == "It does not drain"
