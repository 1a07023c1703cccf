"""Merge and split from the desk: what is shown first, what is done, what is refused with nothing written."""

import pytest
from django.test import Client

from tests.cases import open_case
from tests.factories import NOW, CustomerUserFactory
from tests.tickets.rows import everything, rows_of
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.relations import set_parent
from tickets.actions.status import change_status
from tickets.models import Ticket
from tickets.states import Aside, MessageKind, Status

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def into(case):
    return open_case(customer=case.customer, text="La secadora no calienta.")


@pytest.fixture
def merge(desk, case):
    def post(other, headers=None):
        response = desk.post(f"/desk/tickets/{case.reference}/merging/", {"other": other}, headers=headers or {})
        case.refresh_from_db()
        return response

    return post


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_preview_shows_both_and_writes_nothing(desk, case, into, headers):
    before = everything()
    address = f"/desk/tickets/{case.reference}/merging/"
    page = desk.get(address, {"into": into.reference}, headers=headers).content.decode()
    assert (f"Merge into {into.reference}" in page, into.subject in page, everything()) == (True, True, before)
    assert ("<html" in page) == (not headers)


def test_preview_with_a_case_of_somebody_else_offers_to_relate_them(desk, case):
    stranger = open_case()
    page = desk.get(f"/desk/tickets/{case.reference}/merging/", {"into": stranger.reference}).content.decode()
    assert (f"Merge into {stranger.reference}" in page, f'value="{stranger.reference}"' in page) == (False, True)


@pytest.mark.parametrize("unfit", ["PV-2222-2222", "", "x"])
def test_preview_with_no_case_says_so(desk, case, unfit):
    assert desk.get(f"/desk/tickets/{case.reference}/merging/", {"into": unfit}).status_code == 422


def test_merge_leads_to_the_other_case_and_undo_gives_both_back(desk, case, into, merge):
    before = rows_of(case, into)
    response = merge(into.reference)
    assert (response["location"], case.aside, case.merged_into) == (
        f"/desk/tickets/{into.reference}/", Aside.MERGED, into,
    )  # fmt: skip
    page = desk.get(response["location"]).content.decode()
    assert f'action="/desk/tickets/{case.reference}/unmerging/"' in page
    undone = desk.post(f"/desk/tickets/{case.reference}/unmerging/")
    assert (undone["location"], rows_of(case, into)) == (f"/desk/tickets/{case.reference}/", before)


@pytest.mark.parametrize(("wanted", "turn"), [({"ours": "on"}, "us"), ({}, "customer")])
def test_merge_into_a_case_that_waits_for_the_customer_says_whose_turn_it_is(desk, case, into, agent, wanted, turn):
    change_status(ticket=into, to=Status.WAITING_CUSTOMER, by=agent, now=NOW)
    address = f"/desk/tickets/{case.reference}/merging/"
    assert f"It becomes our turn in {into.reference}" in desk.get(address, {"into": into.reference}).content.decode()
    desk.post(address, {"other": into.reference} | wanted)
    into.refresh_from_db()
    assert into.turn == turn


def test_unmerge_from_the_receiving_case_stays_there(desk, case, into, merge):
    merge(into.reference)
    undone = desk.post(f"/desk/tickets/{case.reference}/unmerging/", {"stay": "1"})
    assert undone["location"] == f"/desk/tickets/{into.reference}/"


def test_unmerge_of_a_case_that_was_not_merged_changes_nothing(desk, case):
    before = everything()
    assert desk.post(f"/desk/tickets/{case.reference}/unmerging/").status_code == 302
    assert everything() == before


def of_another_customer(case, agent):
    return open_case()


def below(case, agent):
    return set_parent(ticket=open_case(customer=case.customer), parent=case, by=agent, now=NOW)


def merged_into_it(case, agent):
    return merge_tickets(ticket=open_case(customer=case.customer), into=case, by=agent, now=NOW)


def itself(case, agent):
    return case


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize("unfit", [of_another_customer, below, merged_into_it, itself])
def test_merge_that_must_not_be_is_refused_and_nothing_is_written(merge, case, agent, unfit, headers):
    other = unfit(case, agent)
    before = everything()
    response = merge(other.reference, headers)
    assert (response.status_code, everything()) == (200 if headers else 409, before)
    assert b"Nothing was written." in response.content


def test_merged_case_shows_the_way_and_takes_no_deeds(desk, case, into, merge):
    merge(into.reference)
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    assert (f'href="/desk/tickets/{into.reference}/"' in page, 'id="fields"' in page) == (True, False)
    before = everything()
    deeds = {
        "tags": {"names": "x"}, "times": {"minutes": "5"}, "team": {"team": ""}, "subject": {"subject": "x"},
        "checklist": {"point": "x"}, "kind": {"kind": "question"}, "priority": {"priority": "4"}, "spam": {},
    }  # fmt: skip
    for noun, form in deeds.items():
        assert desk.post(f"/desk/tickets/{case.reference}/{noun}/", form).status_code == 409, noun
    assert everything() == before


@pytest.fixture
def split(desk, case):
    def post(message, **form):
        return desk.post(f"/desk/tickets/{case.reference}/messages/{message.pk}/splitting/", form)

    return post


def test_split_asks_and_opens_a_new_case(desk, case, split):
    message = case.messages.get()
    page = desk.get(f"/desk/tickets/{case.reference}/messages/{message.pk}/splitting/", headers=HTMX).content.decode()
    assert message.text in page
    response = split(message, subject="La otra avería")
    new = Ticket.objects.exclude(pk=case.pk).get()
    assert (response["location"], new.subject) == (f"/desk/tickets/{new.reference}/", "La otra avería")
    assert (new.messages.get().text, case.messages.count()) == (message.text, 1)


def test_split_twice_is_refused_with_the_case_that_there_is(case, split):
    message = case.messages.get()
    split(message)
    new, before = Ticket.objects.exclude(pk=case.pk).get(), everything()
    response = split(message)
    assert (response.status_code, everything()) == (409, before)
    assert new.reference in response.content.decode()


def test_split_of_our_reply_is_refused(case, split, agent):
    reply = reply_to_customer(ticket=case, text="Vamos.", then=Status.OPEN, by=agent, now=NOW)
    before = everything()
    assert (split(reply).status_code, everything()) == (409, before)


def test_split_of_a_message_of_another_case_is_not_found(case, into, split, agent):
    note = add_note(ticket=into, text="Ojo", kind=MessageKind.NOTE, by=agent, now=NOW)
    before = everything()
    assert (split(note).status_code, everything()) == (404, before)


def test_split_with_too_long_a_subject_is_refused(case, split):
    before = everything()
    assert (split(case.messages.get(), subject="x" * 161).status_code, everything()) == (422, before)


def test_spam_is_asked_marked_and_taken_back(desk, case):
    address = f"/desk/tickets/{case.reference}/spam/"
    before = rows_of(case)
    assert (desk.get(address).status_code, rows_of(case)) == (200, before)
    page = desk.post(address, follow=True).content.decode()
    case.refresh_from_db()
    assert (case.aside, f'action="{address}removal/"' in page) == (Aside.SPAM, True)
    assert desk.post(f"{address}removal/").status_code == 302
    assert rows_of(case) == before


def test_outsiders_split_nothing(case):
    address = f"/desk/tickets/{case.reference}/messages/{case.messages.get().pk}/splitting/"
    customer, before = Client(), everything()
    customer.force_login(CustomerUserFactory(email=case.customer.email))
    assert [customer.get(address).status_code, customer.post(address).status_code] == [404, 404]
    assert [Client().get(address).status_code, Client().post(address).status_code] == [302, 302]
    assert everything() == before
