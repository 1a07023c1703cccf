"""Proposing a solution from the page of a case, and what the desk reads of the answer."""

import uuid
from decimal import Decimal

import pytest

from core.actors import customer_by_link
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW
from tickets.actions.answering import answer_proposal
from tickets.actions.conversation import write_as_customer
from tickets.actions.proposing import propose
from tickets.models import Notice, Proposal
from tickets.states import Resolution

pytestmark = pytest.mark.django_db


def address(case, rest="proposal/"):
    return f"/desk/tickets/{case.reference}/{rest}"


def read(desk, case, rest=""):
    return " ".join(desk.get(address(case, rest)).content.decode().split())


def sent(case, **given):
    usual = {"resolution": "price_reduced", "amount": "80.50", "text": "Le devolvemos una parte.", "open_until": ""}
    return usual | {"seen": case.messages.last().pk, "submission": uuid.uuid4()} | given


def propose_it(case, agent, resolution=Resolution.REPLACED):
    return propose(ticket=case, resolution=resolution, text="Le damos otra.", by=agent, now=NOW)


def test_card_offers_to_propose_and_form_asks_what(desk, case):
    assert f'href="{address(case)}"' in read(desk, case)
    page = read(desk, case, "proposal/")
    assert ("You keep it, and we return part of the price" in page, "Declined" in page.split("<form")[1]) == (
        True,
        False,
    )


def test_proposal_is_sent_once_and_stands_on_the_page(desk, case):
    form = sent(case)
    for _ in range(2):
        answer = desk.post(address(case), form)
        assert (answer.status_code, answer.url) == (302, f"/desk/tickets/{case.reference}/")
    row = Proposal.objects.get()
    assert (row.amount, row.currency, row.message.text) == (Decimal("80.50"), "EUR", "Le devolvemos una parte.")
    page = read(desk, case)
    assert "Waiting for the customer" in page
    assert "Ana Ruiz proposed a solution: You keep it, and we return part of the price" in page
    assert OutgoingMessage.objects.filter(kind="proposal_made").count() == 1


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"resolution": ""}, 422),
        ({"resolution": "declined"}, 422),
        ({"text": " "}, 422),
        ({"amount": "mucho"}, 422),
        ({"amount": ""}, 409),
        ({"amount": "0"}, 409),
        ({"resolution": "repaired"}, 409),
        ({"open_until": "2020-01-01"}, 409),
        ({"seen": ""}, 422),
    ],
)
def test_proposal_that_cannot_be_keeps_the_words_and_writes_nothing(desk, case, given, status):
    answer = desk.post(address(case), sent(case, **given))
    assert (answer.status_code, Proposal.objects.count(), case.messages.count()) == (status, 0, 1)
    if "text" not in given:
        assert "Le devolvemos una parte." in answer.content.decode()


def test_proposal_after_something_newer_was_said_shows_it_first(desk, case):
    form = sent(case)
    write_as_customer(ticket=case, text="Ya no pierde.", by=customer_by_link(case.customer.email), now=NOW)
    page = desk.post(address(case), form)
    assert (page.status_code, "Ya no pierde." in page.content.decode(), Proposal.objects.count()) == (409, True, 0)


def test_proposal_is_withdrawn_from_the_page(desk, case, agent):
    row = propose_it(case, agent)
    there = address(case, f"proposals/{row.pk}/withdrawal/")
    assert f'action="{there}"' in read(desk, case)
    assert desk.post(there, headers={"hx-request": "true"}).status_code == 200
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "Ana Ruiz withdrew what we had proposed" in read(desk, case)


def test_answered_proposal_is_told_and_cannot_be_withdrawn(desk, case, agent):
    row = propose_it(case, agent)
    answer_proposal(proposal=row, accept=True, by=customer_by_link(case.customer.email), now=NOW)
    page = read(desk, case)
    assert "Accepted" in page
    assert f"{case.customer} accepted what we proposed" in page
    assert desk.post(address(case, f"proposals/{row.pk}/withdrawal/")).status_code == 409


def test_agreed_solution_is_filled_in_where_the_case_is_resolved(desk, case, agent):
    row = propose_it(case, agent)
    assert 'value="replaced" selected' not in read(desk, case, "resolution/")
    answer_proposal(proposal=row, accept=True, by=customer_by_link(case.customer.email), now=NOW)
    assert 'value="replaced" selected' in read(desk, case, "resolution/")


def test_answer_is_read_in_the_day_of_who_proposed(desk, case, agent):
    answer_proposal(
        proposal=propose_it(case, agent), accept=False, by=customer_by_link(case.customer.email), now=NOW
    )  # fmt: skip
    notice = Notice.objects.get()
    assert "A proposal was answered" in desk.get("/desk/day/").content.decode()
    letter = OutgoingMessage.objects.get(kind="noticed")
    assert (letter.to, case.reference in letter.text) == (notice.user.email, True)


def test_answer_on_the_phone_is_written_down_from_the_card(desk, case, agent):
    row = propose_it(case, agent)
    there = address(case, f"proposals/{row.pk}/answer/")
    assert f'href="{there}"' in read(desk, case)
    assert "We give you another one" in read(desk, case, f"proposals/{row.pk}/answer/")
    form = {"answer": "yes", "text": "Dice que sí.", "submission": uuid.uuid4()}
    for _ in range(2):
        answer = desk.post(there, form)
        assert (answer.status_code, answer.url) == (302, f"/desk/tickets/{case.reference}/")
    row.refresh_from_db()
    assert (row.state, row.answer.kind, row.answer.text) == ("accepted", "phone", "Dice que sí.")
    page = read(desk, case)
    assert "Ana Ruiz wrote down that the customer accepted on the phone: We give you another one" in page
    assert f'href="{there}"' not in page
    assert 'value="replaced" selected' in read(desk, case, "resolution/")


@pytest.mark.parametrize(
    "given",
    [{"answer": ""}, {"answer": "x"}, {"text": " "}, {"text": "\x00"}, {"submission": "x"}, {"text": "a" * 70_000}],
)
def test_answer_on_the_phone_that_says_nothing_keeps_the_words_and_writes_nothing(desk, case, agent, given):
    row = propose_it(case, agent)
    before = case.messages.count()
    form = {"answer": "no", "text": "Prefiere otra cosa.", "submission": uuid.uuid4()} | given
    assert desk.post(address(case, f"proposals/{row.pk}/answer/"), form).status_code in (409, 422)
    row.refresh_from_db()
    assert (row.state, case.messages.count()) == ("open", before)


def test_answer_on_the_phone_to_what_was_answered_is_refused_with_the_words(desk, case, agent):
    row = propose_it(case, agent)
    answer_proposal(proposal=row, accept=True, by=customer_by_link(case.customer.email), now=NOW)
    form = {"answer": "no", "text": "Prefiere otra cosa.", "submission": uuid.uuid4()}
    answer = desk.post(address(case, f"proposals/{row.pk}/answer/"), form)
    page = answer.content.decode()
    assert (answer.status_code, "does not stand any more" in page, "Prefiere otra cosa." in page) == (409, True, True)


def test_proposal_of_another_case_does_not_exist(desk, case, agent):
    row = propose_it(case, agent)
    other = open_case(customer=case.customer)
    for deed in ("withdrawal", "answer"):
        assert desk.post(address(other, f"proposals/{row.pk}/{deed}/")).status_code == 404
    row.refresh_from_db()
    assert row.state == "open"


def test_proposals_are_of_the_desk_alone(client, case, agent):
    row = propose_it(case, agent)
    for there in ("proposal/", f"proposals/{row.pk}/withdrawal/", f"proposals/{row.pk}/answer/"):
        assert client.post(address(case, there)).status_code == 302
    row.refresh_from_db()
    assert (row.state, Proposal.objects.count()) == ("open", 1)
