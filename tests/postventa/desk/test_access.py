import uuid

import pytest
from django.test import Client
from django.urls import get_resolver

from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import CustomerUserFactory
from tickets.models import CheckItem, Message, Ticket, TicketEvent, TicketTag, TimeEntry

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
    "coverage/confirmation": {"decision": "1"},
    "coverage/confirmation/removal": {},
    "team": {"team": ""},
    "kind": {"kind": "question"},
    "cause": {"cause": ""},
    "subject": {"subject": "Otra cosa"},
    "own-fields": {},
    "tags": {"names": "vip"},
    "tags/removal": {"names": "vip"},
    "checklist": {"point": "Llamar"},
    "times": {"minutes": "5"},
    "relations": {"other": "PV-2222-2222"},
    "relations/removal": {"other": "PV-2222-2222"},
    "parent": {"other": ""},
    "answers": {"text": "Hola", "then": "open", "submission": str(uuid.uuid4())},
    "merging": {"other": "PV-2222-2222"},
    "unmerging": {},
    "spam": {},
    "spam/removal": {},
}
# These also give their form, or what is folded away, to be read.
READ = (
    "unit", "coverage", "coverage/override", "coverage/history", "assignee", "team", "cause", "own-fields", "tags",
    "resolution", "relations", "parent", "answers", "merging", "spam", "similar",
)  # fmt: skip


MODELS = (Ticket, Message, TicketEvent, OutgoingMessage, TicketTag, CheckItem, TimeEntry)


def rows():
    return [list(model.objects.values()) for model in MODELS]


def pages(case):
    return [
        "/desk/",
        "/desk/tickets/new/",
        f"/desk/tickets/{case.reference}/",
        f"/desk/customers/{case.customer_id}/",
        f"/desk/units/{case.unit_id}/",
        *(f"/desk/tickets/{case.reference}/{noun}/" for noun in READ),
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
    assert [client.get(page).status_code for page in pages(case)] == [404] * (5 + len(READ))


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


@pytest.mark.parametrize("noun", [noun for noun in POSTS if noun not in READ])
def test_reading_an_address_that_only_takes_deeds_is_refused(desk, case, noun):
    assert desk.get(f"/desk/tickets/{case.reference}/{noun}/").status_code == 405


def test_every_view_of_the_desk_says_whom_it_is_for():
    (door,) = [found for found in get_resolver().url_patterns if str(found.pattern) == "desk/"]
    said = {str(view.pattern): view.callback.access for view in door.url_patterns}
    kept = {
        f"articles/{rest}"
        for rest in ("new/", "<int:pk>/edit/", "<int:pk>/versions/", "<int:pk>/versions/<int:number>/return/")
    }
    managers = {where for where in said if where.startswith(("settings/", "followups/", "attention/"))} | kept
    assert said == {where: "manager" if where in managers else "staff" for where in said}


def test_page_of_a_case_is_found_in_small_letters(desk, case):
    assert desk.get(f"/desk/tickets/{case.reference.lower()}/").status_code == 200


def test_other_peoples_unit_and_customer_that_do_not_exist_are_not_found(desk):
    open_case()
    assert [desk.get(f"/desk/{noun}/999999/").status_code for noun in ("customers", "units", "files")] == [404] * 3
