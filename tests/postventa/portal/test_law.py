"""What the law says in a case, told to its customer."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from core.actors import actor_of
from core.models import OutgoingMessage
from core.richtext import Words
from tests.cases import open_case
from tests.factories import CustomerFactory, UnitFactory
from tests.law_rows import alternatives, big_company, rule
from tickets.actions.aside import mark_spam
from tickets.actions.completion import ask_to_complete
from tickets.actions.legal_starts import say_legal_start
from tickets.actions.status import reopen_ticket, resolve_ticket
from tickets.links import case_token
from tickets.states import DeadlineEvent, Resolution, TermUnit

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def by(agent):
    return actor_of(agent)


@pytest.fixture
def ticket(marta, now):
    rule()
    big_company()
    return open_case(unit=UnitFactory(purchase__customer=marta), now=now, language="en")


@pytest.fixture
def address(ticket):
    return f"/portal/cases/{ticket.reference}/"


def in_words(moment, days=0):
    local = timezone.localdate(moment) + dt.timedelta(days=days)
    return f"{local.day} {local:%B %Y}"


def test_case_and_receipt_say_by_when_we_answer(browser, ticket, address, now):
    day = in_words(now, days=15)  # of the two terms the one that ends first
    page = browser.get(address)
    assertContains(page, f"We have to answer you by {day}.", count=1)
    letter = OutgoingMessage.objects.get(kind="case_received")
    for half in (letter.text, letter.html):
        assert f"We have to answer you by {day}." in half


def test_receipt_of_a_question_says_no_day(marta, now):
    rule()
    open_case(customer=marta, now=now, language="en")
    assert "We have to answer you" not in OutgoingMessage.objects.get(kind="case_received").text


def test_case_that_is_late_says_so(browser, marta, now):
    rule()
    case = open_case(unit=UnitFactory(purchase__customer=marta), now=now - dt.timedelta(days=30))
    assertContains(browser.get(f"/portal/cases/{case.reference}/"), "and have not done so yet.")


def test_case_says_when_the_money_comes_back(browser, ticket, address, by, now):
    rule("es-refund", event=DeadlineEvent.REFUND, amount=14, unit=TermUnit.CALENDAR_DAYS, kinds=[])
    say_legal_start(ticket=ticket, event=DeadlineEvent.REFUND, at=now, by=by, now=now)
    assertContains(browser.get(address), f"We have to return your money by {in_words(now, days=14)}.")


@pytest.mark.parametrize("end", ["resolved", "spam"])
def test_case_that_has_ended_owes_nothing(browser, ticket, address, by, now, end):
    if end == "spam":
        mark_spam(ticket=ticket, by=by, now=now)
    else:
        resolve_ticket(ticket=ticket, resolution=Resolution.REPAIRED, text="", by=by, now=now)
    assertNotContains(browser.get(address), "We have to answer you by")


def test_case_says_what_is_missing_and_until_when(browser, ticket, address, by, now):
    asked = ask_to_complete(ticket=ticket, words=Words("The bill?"), by=by, now=now - dt.timedelta(minutes=1))
    page = browser.get(address)
    assertContains(page, "What is still missing")
    assertContains(page, f"Please send it below by {in_words(asked.due_at)}, that day included.")
    letter = OutgoingMessage.objects.get(kind="case_replied")
    assert f"Please send it to us by {in_words(asked.due_at)}, that day included." in letter.text


def test_request_that_is_held_is_not_shown_yet(browser, ticket, address, by, now):
    ask_to_complete(ticket=ticket, words=Words("The bill?"), by=by, now=now)
    assertNotContains(browser.get(address), "What is still missing")


def test_request_whose_day_passed_can_still_be_answered(browser, ticket, address, by, now):
    ask_to_complete(ticket=ticket, words=Words("The bill?"), by=by, now=now - dt.timedelta(days=40))
    assertContains(browser.get(address), "your case is not closed because that day has passed")


def test_refusal_names_who_else_can_help_until_it_is_opened_again(browser, ticket, address, by, now):
    alternatives()
    resolve_ticket(ticket=ticket, resolution=Resolution.DECLINED, text="No.", by=by, now=now)
    assertContains(browser.get(address), "You can go to the OMIC.")
    assertContains(browser.get(f"/c/{case_token(ticket)}/"), "You can go to the OMIC.")
    reopen_ticket(ticket=ticket, by=by, now=now)
    assertNotContains(browser.get(address), "OMIC")


def test_other_resolutions_name_nobody(browser, ticket, address, by, now):
    alternatives()
    resolve_ticket(ticket=ticket, resolution=Resolution.EXPLAINED, text="So.", by=by, now=now)
    assertNotContains(browser.get(address), "OMIC")


def test_case_of_another_customer_is_not_found(enter, ticket, address):
    assert enter(CustomerFactory(email="otra@correo.example")).get(address).status_code == 404
