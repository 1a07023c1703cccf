"""What is dangerous is told what to do, and may be sent before the rest."""

import uuid

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.filings import article, symptom
from tests.postventa.portal.filing_places import at
from tickets.models import Filing, Ticket
from tickets.states import Priority

pytestmark = pytest.mark.django_db


def test_danger_is_told_what_to_do_and_is_sent_first(browser, unit, address):
    article(symptom(unit), language="en")
    page = browser.post(address, {"choice": "other", "text": "Sale humo y huele a gas", "submission": uuid.uuid4()})

    page = browser.get(page.url)
    assertContains(page, "Your safety first")
    assertContains(page, "do not touch switches or plugs")
    assertContains(page, "Send now, the rest later")
    browser.post(at(Filing.objects.get(), "check/"))

    ticket = Ticket.objects.get()
    assert (ticket.safety, ticket.priority) == (True, Priority.URGENT)


def test_dangerous_symptom_makes_it_urgent_without_a_word(browser, unit, address):
    sees = symptom(unit, danger=True, words_en="It smells strange")
    page = browser.post(address, {"choice": sees.pk, "text": "", "submission": uuid.uuid4()})

    assertContains(browser.get(page.url), "Your safety first")
    browser.post(at(Filing.objects.get(), "check/"))

    assert Ticket.objects.get().safety


def test_danger_that_is_said_later_comes_first_then(browser, filing):
    assertNotContains(browser.get(at(filing, "files/")), "Your safety first")

    page = browser.post(at(filing, "since/"), {"before": "Me dio calambre"})

    assertContains(browser.get(page.url), "Electric shock: do not touch it.")
