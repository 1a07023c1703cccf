"""The call list and the call page."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM, actor_of, customer_by_link
from core.models import OutgoingMessage
from followups.models import Call, CallAttempt
from followups.queries import place_of
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, CustomerUserFactory
from tests.followups.makers import delivered, planned_call, the_plan
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
LIST = "/desk/calls/"


@pytest.fixture
def agent(client):
    the_plan()
    agent = AgentFactory()
    client.force_login(agent)
    return agent


def due(minutes=60, **kwargs):
    return planned_call(due_at=timezone.now() - dt.timedelta(minutes=minutes), **kwargs)


def post(client, call, **data):
    given = {"seen": call.attempts.count(), "outcome": "content", "kind": "technical", "note": ""}
    return client.post(reverse("desk:call_attempts", args=[call.pk]), given | data)


def test_list_shows_who_is_due_the_longest_due_first(client, agent):
    second, first = due(10), due(300)
    planned_call(due_at=timezone.now() + dt.timedelta(days=2))
    due(state="done", outcome="content", finished_at=timezone.now())
    response = client.get(LIST)
    assert [row.call for row in response.context["due"]] == [first, second]
    assert (response.context["later"], response.context["due_count"]) == ([], 2)
    assert f'href="tel:{first.customer.phone}"' in response.content.decode()


def test_list_is_empty_with_a_kind_word(client, agent):
    response = client.get(LIST)
    assert (response.status_code, response.context["due"], response.context["later"]) == (200, [], [])


def test_list_pages_by_key(client, agent, monkeypatch):
    monkeypatch.setattr("postventa.desk.call_rows.PER_PAGE", 2)
    same = timezone.now() - dt.timedelta(hours=1)
    calls = [planned_call(due_at=same) for _ in range(5)]
    seen, address = [], LIST
    while address:
        response = client.get(address)
        seen += [row.call for row in response.context["due"]]
        more = re.search(r'href="(\?after=[^"]+)"', response.content.decode())
        address = LIST + more[1] if more else ""
    assert seen == calls


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x", "~", "a~99999999999999999999"]
)
def test_list_after_nonsense_begins_at_the_start(client, agent, after):
    call = due()
    assert [row.call for row in client.get(LIST, {"after": after}).context["due"]] == [call]


def test_list_costs_the_same_queries_for_any_number(client, agent):
    counts = []
    for more in (1, 2, 17):
        for _ in range(more):
            CallAttempt.objects.create(call=due(), at=timezone.now(), agent=agent, outcome="busy")
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_call_page_shows_what_to_say_and_what_is_known(client, agent):
    call = due()
    CallAttempt.objects.create(call=call, at=timezone.now(), agent=agent, outcome="voicemail", note="Dejé recado")
    ticket = open_case(customer=call.customer)
    page = client.get(reverse("desk:call", args=[call.pk]))
    text = page.content.decode()
    assert page.context["form"].initial["seen"] == 1
    for words in (call.customer.name, "Dejé recado", ticket.reference, call.delivery.units.get().product.name):
        assert words in text


def test_attempt_content_finishes_the_call(client, agent):
    call = due()
    response = post(client, call, note="Todo bien")
    assert (response.status_code, response.url) == (302, LIST)
    call.refresh_from_db()
    made = call.attempts.get()
    assert (call.state, made.agent, made.note) == ("done", agent, "Todo bien")


def test_attempt_unhappy_opens_a_case_and_reads_out_its_reference(client, agent):
    call = due()
    unit = call.delivery.units.get()
    response = post(client, call, outcome="unhappy", note="No centrifuga", unit=unit.pk)
    ticket = Ticket.objects.get()
    assert response.url == reverse("desk:call", args=[call.pk])
    assert (ticket.kind, ticket.channel, ticket.unit) == ("technical", "call", unit)
    page = client.get(response.url).content.decode()
    assert ticket.reference in page
    assert reverse("desk:ticket", args=[ticket.reference]) in page
    assert OutgoingMessage.objects.filter(to=call.customer.email).count() == 1


def test_attempt_call_back_is_by_the_clock_of_the_customer(client, agent):
    customer = CustomerFactory(timezone="Atlantic/Canary", region="CN")
    call = planned_call(delivered(4, customer=customer), due_at=timezone.now())
    day = timezone.now().date() + dt.timedelta(days=7)
    while not place_of(customer).is_working_day(day):
        day += dt.timedelta(days=1)
    post(client, call, outcome="call_back", call_back_at=f"{day}T11:30")
    call.refresh_from_db()
    assert timezone.localtime(call.due_at).strftime("%H:%M") == "12:30"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "delighted"}, "outcome"),
        ({"outcome": "call_back"}, "call_back_at"),
        ({"outcome": "call_back", "call_back_at": "soon"}, "call_back_at"),
        ({"outcome": "unhappy"}, "note"),
        ({"outcome": "unhappy", "note": "x", "unit": 0}, "unit"),
        ({"outcome": "content", "note": "x" * 20_001}, "note"),
        ({"outcome": "content", "note": "nul \x00"}, "note"),
        ({"outcome": "content", "seen": ""}, "seen"),
    ],
)
def test_attempt_that_is_not_complete_writes_nothing(client, agent, data, field):
    call = due()
    response = post(client, call, **data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    call.refresh_from_db()
    assert (call.state, CallAttempt.objects.count(), Ticket.objects.count()) == ("planned", 0, 0)


@pytest.mark.parametrize(
    ("outcome", "words"), [("", "Choose what came of the call."), ("call_back", "Say when to call back.")]
)
def test_attempt_without_what_is_needed_says_what_to_choose(desk, outcome, words):
    the_plan()
    page = post(desk, due(), outcome=outcome).content.decode()
    assert words in page
    assert "by the customer&#x27;s clock</label>" in page  # without «(optional)»


def test_attempt_about_a_unit_of_somebody_else_writes_nothing(client, agent):
    call, stranger = due(), delivered(3)
    response = post(client, call, outcome="unhappy", note="No va", unit=stranger.pk)
    assert (response.status_code, Ticket.objects.count()) == (422, 0)


def test_attempt_after_a_colleague_is_refused_and_keeps_the_words(client, agent):
    call = due()
    CallAttempt.objects.create(call=call, at=timezone.now(), agent=AgentFactory(name="Pepa"), outcome="busy")
    response = post(client, call, seen=0, outcome="no_answer", note="Lo intenté")
    assert (response.status_code, CallAttempt.objects.count()) == (409, 1)
    page = response.content.decode()
    assert "Lo intenté" in page
    assert response.context["form"]["seen"].value() == "1"


def test_attempt_on_a_finished_call_is_refused(client, agent):
    call = due(state="done", outcome="content", finished_at=timezone.now())
    response = post(client, call)
    assert (response.status_code, CallAttempt.objects.count()) == (409, 0)


@pytest.mark.parametrize("path", ["/desk/calls/", "/desk/calls/{}/", "/desk/calls/{}/attempts/"])
def test_calls_do_not_exist_for_customers(client, path):
    call = due()
    client.force_login(CustomerUserFactory(email=call.customer.email))
    method = client.post if "attempts" in path else client.get
    assert method(path.format(call.pk), {"seen": 0, "outcome": "refused"}).status_code == 404
    call.refresh_from_db()
    assert (call.state, call.customer.no_calls) == ("planned", False)


def test_calls_are_visible_to_staff_only():
    call, agent = due(), AgentFactory()
    assert list(Call.objects.visible_to(actor_of(agent))) == [call]
    others = [SYSTEM, customer_by_link(call.customer.email)]
    assert [list(Call.objects.visible_to(actor)) for actor in others] == [[], []]


def test_calls_send_strangers_to_sign_in(client):
    response = client.get(LIST)
    assert (response.status_code, response.url.partition("?")[2]) == (302, "next=/desk/calls/")


def test_unknown_call_is_not_found(client, agent):
    assert client.get("/desk/calls/999/").status_code == 404
    assert client.post("/desk/calls/999/attempts/", {"seen": 0, "outcome": "content"}).status_code == 404
    assert Call.objects.count() == 0
