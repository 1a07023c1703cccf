"""The receipt of a case as a document: what it says, in both languages, through both doors."""

import pytest

from core.actors import customer_by_link
from core.models import OutgoingMessage
from core.states import FileState
from tests.cases import open_case
from tests.factories import NOW, UnitFactory
from tests.filings import TOLD, begin, symptom
from tests.law_rows import rule
from tests.uploads import photo
from tickets.actions.conversation import reply_to_customer
from tickets.actions.statements import send_filing
from tickets.links import case_token
from tickets.models import Ticket
from tickets.states import Channel, MessageKind, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(marta):
    rule()
    unit = UnitFactory(purchase__customer=marta, product__name="Lavadora L9", serial="SN-77")
    return open_case(unit=unit, text="Pierde agua\npor debajo.", files=[photo()], wish=Wish.REPAIR)


def words(paper, answer):
    assert (answer.status_code, answer["content-type"]) == (200, "application/pdf")
    return " ".join(" ".join(paper(answer.content).pages).split())


@pytest.mark.parametrize("door", ["signed in", "by link"])
def test_receipt_says_what_was_told_and_when(enter, marta, case, paper, door):
    here = f"/c/{case_token(case)}/" if door == "by link" else f"/portal/cases/{case.reference}/"
    answer = enter(None if door == "by link" else marta).get(f"{here}receipt.pdf?language=en")
    said = words(paper, answer)
    stored = case.messages.get().attachments.get().file
    for what in (
        case.reference,
        "16 November 2026, 11:00 (CET, UTC+01:00)",
        "Lavadora L9",
        "SN-77",
        case.unit.purchase.order_ref,
        "Pierde agua por debajo.",
        stored.name,
        stored.sha256[:16],
        "Repair",
        "marta@correo.example",
        "We have to answer you by 1 December 2026.",
        "A person reads it and answers you",
    ):
        assert what in said
    assert answer["cache-control"] == "private, no-store"


def test_receipt_is_in_the_language_of_the_case_unless_another_is_asked_for(browser, case, paper):
    here = f"/portal/cases/{case.reference}/receipt.pdf"
    assert "16 de noviembre de 2026" in words(paper, browser.get(here))
    assert "16 November 2026" in words(paper, browser.get(f"{here}?language=en"))
    assert browser.get(f"{here}?language=xx").status_code == 404


def test_receipt_says_nothing_of_what_came_later_or_is_ours(browser, marta, agent, paper):
    from core.actors import actor_of

    case = open_case(customer=marta, text="Cliente muy enfadado", channel=Channel.PHONE, message_kind=MessageKind.PHONE)
    reply_to_customer(ticket=case, text="Lo miramos mañana", by=actor_of(agent), now=case.created_at)
    said = words(paper, browser.get(f"/portal/cases/{case.reference}/receipt.pdf?language=en"))
    assert ("enfadado" in said, "mañana" in said, "we wrote it down" in said) == (False, False, True)


def test_receipt_and_page_say_what_was_stated_besides_the_words(browser, marta, paper):
    unit = UnitFactory(purchase__customer=marta)
    told = TOLD | {"what": {"symptom": symptom(unit).pk, "text": "Queda agua."}}
    case = send_filing(filing=begin(unit, told=told), language="es", by=customer_by_link(marta.email), now=NOW)
    here = f"/portal/cases/{case.reference}/"
    said, shown = words(paper, browser.get(f"{here}receipt.pdf?language=en")), browser.get(here).content.decode()
    for what in ("It does not drain", "At home", "La cambiamos de sitio."):
        assert what in said
    for what in ("It does not drain", "At home", "La cambiamos de sitio."):
        assert f">{what}</dd>" in shown


def test_receipt_names_a_file_that_is_still_being_prepared(browser, case, paper):
    stored = case.messages.get().attachments.get().file
    stored.state = FileState.RAW
    stored.save()
    said = words(paper, browser.get(f"/portal/cases/{case.reference}/receipt.pdf?language=en"))
    assert (stored.name in said, "being prepared" in said, stored.sha256[:16] in said) == (True, True, False)


def test_receipt_is_named_in_the_letter_and_on_the_pages(browser, case):
    letter = OutgoingMessage.objects.get(kind="case_received")
    address = f"/c/{case_token(case)}/receipt.pdf"
    assert (address in letter.text, address in letter.html) == (True, True)
    here = f"/portal/cases/{case.reference}/"
    for page in (here, f"{here}sent/"):
        assert f'href="{here}receipt.pdf"' in browser.get(page).content.decode()


def test_receipt_too_often_is_told_to_wait(browser, case, monkeypatch):
    here = f"/portal/cases/{case.reference}/receipt.pdf"
    for _ in range(60):
        browser.head(f"{here}?language=xx")
    assert browser.get(here).status_code == 429


def test_receipt_of_a_merged_case_leads_to_where_it_goes_on(browser, case, agent):
    from core.actors import actor_of
    from tickets.actions.merging import merge_tickets

    into = open_case(unit=case.unit)
    merge_tickets(ticket=case, into=into, by=actor_of(agent), now=case.created_at)
    assert browser.get(f"/portal/cases/{case.reference}/receipt.pdf").status_code == 302
    assert Ticket.objects.count() == 2
