import uuid

import pytest
from django.test import Client
from django.urls import get_resolver

from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import CustomerUserFactory
from tickets.models import Message, Ticket, TicketEvent

pytestmark = pytest.mark.django_db

POSTS = {
    "messages": {"kind": "reply", "text": "Hola", "then": "open", "seen": "0"},
    "assignee": {"assignee": ""},
    "priority": {"priority": "4"},
    "state": {"to": "open"},
    "resolution": {"resolution": "repaired", "text": "", "seen": "0", "submission": str(uuid.uuid4())},
    "reopening": {},
    "unit": {"unit": "1"},
    "coverage": {"cause": "misuse"},
    "coverage/override": {"verdict": "covered", "reason": "Sí", "submission": str(uuid.uuid4())},
    "coverage/computation": {},
}


def rows():
    return [list(model.objects.values()) for model in (Ticket, Message, TicketEvent, OutgoingMessage)]


def pages(case):
    return [
        "/desk/",
        "/desk/tickets/new/",
        f"/desk/tickets/{case.reference}/",
        f"/desk/customers/{case.customer_id}/",
        f"/desk/units/{case.unit_id}/",
    ]


def test_stranger_is_sent_to_sign_in_and_back(case, client):
    for page in pages(case):
        response = client.get(page)
        assert (response.status_code, response["location"]) == (302, f"/account/login/?next={page}")


def test_stranger_inside_a_page_gets_a_bare_refusal(case, client):
    response = client.post(
        f"/desk/tickets/{case.reference}/messages/", POSTS["messages"], headers={"hx-request": "true"}
    )
    assert (response.status_code, response.content) == (401, b"")


def test_customer_finds_no_desk_not_even_for_their_own_case(case):
    client = Client()
    client.force_login(CustomerUserFactory(email=case.customer.email))
    assert [client.get(page).status_code for page in pages(case)] == [404] * 5


@pytest.mark.parametrize("noun", POSTS)
def test_outsiders_change_nothing(case, noun):
    before, address = rows(), f"/desk/tickets/{case.reference}/{noun}/"
    customer = Client()
    customer.force_login(CustomerUserFactory(email=case.customer.email))
    assert customer.post(address, POSTS[noun]).status_code == 404
    assert Client().post(address, POSTS[noun]).status_code == 302
    assert rows() == before


@pytest.mark.parametrize("noun", POSTS)
def test_case_that_does_not_exist_is_not_found(desk, noun):
    assert desk.post(f"/desk/tickets/PV-2222-2222/{noun}/", POSTS[noun]).status_code == 404


@pytest.mark.parametrize("noun", POSTS)
def test_case_with_a_name_that_no_database_knows_is_not_found(desk, noun):
    assert desk.get("/desk/tickets/%00/").status_code == 404
    assert desk.post(f"/desk/tickets/PV%00/{noun}/", POSTS[noun]).status_code == 404


@pytest.mark.parametrize("noun", POSTS)
def test_reading_an_address_that_only_takes_deeds_is_refused(desk, case, noun):
    assert desk.get(f"/desk/tickets/{case.reference}/{noun}/").status_code == 405


def test_every_view_of_the_desk_says_that_it_is_for_staff():
    (door,) = [found for found in get_resolver().url_patterns if str(found.pattern) == "desk/"]
    assert {view.callback.access for view in door.url_patterns} == {"staff"}


def test_page_of_a_case_is_found_in_small_letters(desk, case):
    assert desk.get(f"/desk/tickets/{case.reference.lower()}/").status_code == 200


def test_other_peoples_unit_and_customer_that_do_not_exist_are_not_found(desk):
    open_case()
    assert [desk.get(f"/desk/{noun}/999999/").status_code for noun in ("customers", "units", "files")] == [404] * 3
