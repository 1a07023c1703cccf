"""The call list, taking a call, the call page, and writing down what came of it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from core.actors import SYSTEM, actor_of, customer_by_link
from core.models import OutgoingMessage, Team
from followups.actions.lanes import lane_of
from followups.actions.next_call import take_next_call
from followups.models import Answer, Call, CallAttempt
from followups.queries import place_of
from followups.states import MoveReason
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory, CustomerUserFactory
from tests.followups.makers import case_survey, delivered, make_version, planned_call
from tickets.models import Promise, Ticket

pytestmark = pytest.mark.django_db
LIST = "/desk/calls/"


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """Eleven in the morning of a Monday in Madrid, an hour at which telephones may ring."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def agent(client):
    agent = AgentFactory(name="Ana Torres")
    client.force_login(agent)
    return agent


def due(minutes=60, **kwargs):
    return planned_call(due_at=NOW - dt.timedelta(minutes=minutes), **kwargs)


def held(by, **kwargs):
    return due(held_by=by, held_until=NOW + dt.timedelta(minutes=10), **kwargs)


def post(client, call, **data):
    given = {"seen": call.attempts.count(), "outcome": "content", "note": ""}
    return client.post(reverse("desk:call_attempts", args=[call.pk]), given | data)


def page_of(client, call):
    return client.get(reverse("desk:call", args=[call.pk])).content.decode()


def unchanged(call):
    call.refresh_from_db()
    return (call.state, CallAttempt.objects.count(), Ticket.objects.count()) == ("planned", 0, 0)


def test_list_shows_who_is_due_the_longest_due_first(client, agent):
    second, first = due(10), due(300)
    later = due(-120)
    planned_call(due_at=NOW + dt.timedelta(days=2))
    due(state="done", outcome="content", finished_at=NOW)
    response = client.get(LIST)
    assert [row.call for row in response.context["due"]] == [first, second]
    assert [row.call for row in response.context["later"]] == [later]
    assert response.context["due_count"] == 2


def test_list_is_of_my_teams_and_of_none(client, agent):
    mine, others = Team.objects.create(name="Mañanas"), Team.objects.create(name="Tardes")
    agent.teams.add(mine)
    calls = [due(plan=make_version(team=team)) for team in (mine, others, None)]
    response = client.get(LIST)
    assert [row.call for row in response.context["due"]] == [calls[0], calls[2]]
    assert (response.context["due_count"], response.context["counts"]["calls"]) == (2, "2")


def test_list_is_empty_with_a_kind_word(client, agent):
    response = client.get(LIST)
    assert (response.status_code, response.context["due"], response.context["later"]) == (200, [], [])


def test_list_says_who_calls_whom(client, agent):
    hers = held(AgentFactory(name="Bea Sanz"))
    mine, free = held(agent), due()
    response = client.get(LIST)
    assert list(response.context["held"]) == [mine, hers]
    page = response.content.decode()
    assert "Bea Sanz" in page
    taking = [reverse("desk:call_hand", args=[call.pk]) for call in (hers, mine, free)]
    assert [f'action="{address}"' in page for address in taking] == [False, False, True]


def test_list_looks_again_in_place(client, agent):
    call = due()
    response = client.get(LIST, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert (page.lstrip()[:5], "<h1" in page, call.customer.name in page) == ("<div ", False, True)


def test_list_shows_calls_of_every_kind(client, agent):
    unit, ticket = delivered(400), open_case()
    survey = case_survey(ticket, state="sent", sent_at=NOW - dt.timedelta(days=1))
    given = {"customer": ticket.customer, "lane": lane_of(place=place_of(ticket.customer)), "created_at": NOW}
    made = [
        Call.objects.create(kind="guarantee", unit=unit, about_on=NOW.date(), due_at=NOW, **given),
        Call.objects.create(kind="maintenance", unit=unit, about_on=NOW.date(), due_at=NOW, **given),
        Call.objects.create(kind="resolution", ticket=ticket, due_at=NOW, **given),
        Call.objects.create(
            kind="loop", invitation=survey, rank=1, deadline_at=NOW + dt.timedelta(days=1), due_at=NOW, **given
        ),
    ]
    assert [row.call for row in client.get(LIST).context["due"]] == made
    assert [client.get(reverse("desk:call", args=[call.pk])).status_code for call in made] == [200] * 4
    assert unit.product.name in page_of(client, made[0])
    assert ticket.reference in page_of(client, made[2])


def test_list_pages_by_key(client, agent, monkeypatch):
    monkeypatch.setattr("postventa.desk.call_rows.PER_PAGE", 2)
    same = NOW - dt.timedelta(hours=1)
    calls = [planned_call(due_at=same) for _ in range(5)]
    seen, address = [], LIST
    while address:
        response = client.get(address)
        seen += [row.call for row in response.context["due"]]
        more = re.search(r'href="(/desk/calls/\?after=[^"]+)"', response.content.decode())
        address = more[1] if more else ""
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
            CallAttempt.objects.create(call=due(), at=NOW, agent=agent, outcome="busy")
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_next_call_is_taken_and_shown(client, agent):
    due(10)
    oldest = due(300)
    response = client.post("/desk/calls/next/")
    assert (response.status_code, response.url) == (302, reverse("desk:call", args=[oldest.pk]))
    page = client.get(response.url).content.decode()
    assert f'href="tel:{oldest.customer.phone}"' in page
    assert client.post("/desk/calls/next/").url == response.url  # still in hand


def test_next_call_when_there_is_none_says_so(client, agent):
    response = client.post("/desk/calls/next/", follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert [str(message) for message in response.context["messages"]] != []


SUNDAY = dt.datetime(2026, 11, 22, 11, 0, tzinfo=MADRID)


def test_next_call_outside_the_hours_says_when_the_first_may_ring(desk, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: SUNDAY)
    closed = "The first hour is Mon 23 Nov, 9:30."
    assert closed not in desk.get(LIST).content.decode()
    planned_call(due_at=SUNDAY + dt.timedelta(days=1))
    said = desk.post("/desk/calls/next/", follow=True).content.decode()
    assert ("No call can be made now." in said, closed in said) == (True, False)
    due()
    said = desk.post("/desk/calls/next/", follow=True).content.decode()
    assert ("No call can be made now." in said, said.count(closed)) == (False, 2)


def test_first_hour_of_an_agreed_call_is_the_law_s(desk, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: SUNDAY)
    due(rank=0)
    assert "Mon 23 Nov, 9:00" in desk.get(LIST).content.decode()


def test_first_hour_is_not_told_while_somebody_may_be_called(desk):
    held(AgentFactory())
    bogota = CustomerFactory(timezone="America/Bogota", country="CO", region="", postal_code="")
    planned_call(delivered(4, customer=bogota), due_at=NOW - dt.timedelta(hours=1))
    assert "The first hour is" not in desk.get(LIST).content.decode()


def test_first_hour_costs_the_same_queries_for_any_number_of_places(desk, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: SUNDAY)
    desk.get(LIST)
    counts = []
    for zone in ("Atlantic/Canary", "Europe/Lisbon", "Europe/Paris", "Europe/Rome"):
        planned_call(delivered(4, customer=CustomerFactory(timezone=zone)), due_at=NOW)
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_call_is_read_aloud_in_the_language_of_the_customer(desk):
    """The agent reads English."""
    for language, other in (("es", "Did it come on the promised day?"), ("en", "¿")):
        call = planned_call(delivered(4, customer=CustomerFactory(language=language)), due_at=NOW)
        page = page_of(desk, call)
        script = page[page.index('<ol class="script">') : page.index("</ol>", page.index('<ol class="script">'))]
        assert (f'<b lang="{language}">' in script, other in script) == (True, False)
        assert re.search(rf'<div class="stack tight" lang="{language}">\s*<p>«', script)
        assert ("Who calls and why" in script, "Thank them" in script) == (True, True)
        assert ("Good day, this is" in script) == (language == "en")


def test_call_is_taken_by_hand_and_given_back(client, agent):
    call = due()
    assert f"tel:{call.customer.phone}" not in page_of(client, call)  # first in hand, then rung
    hand = reverse("desk:call_hand", args=[call.pk])
    assert client.post(hand).url == reverse("desk:call", args=[call.pk])
    call.refresh_from_db()
    assert call.held_by == agent
    assert f"tel:{call.customer.phone}" in client.get(hand).content.decode()
    assert client.post(reverse("desk:call_return", args=[call.pk])).url == LIST
    call.refresh_from_db()
    assert call.held_by is None


def test_call_in_the_hand_of_a_colleague_is_not_taken(client, agent):
    bea = AgentFactory(name="Bea Sanz")
    call = held(bea)
    response = client.post(reverse("desk:call_hand", args=[call.pk]), follow=True)
    page = response.content.decode()
    assert ("Bea Sanz" in page, "tel:" in page, reverse("desk:call_attempts", args=[call.pk]) in page) == (
        True, False, False,
    )  # fmt: skip
    client.post(reverse("desk:call_return", args=[call.pk]))
    call.refresh_from_db()
    assert call.held_by == bea


def test_call_that_is_not_to_be_made_any_more_says_why(client, agent):
    call = due()
    type(call.customer).objects.update(no_calls=True)
    response = client.post(reverse("desk:call_hand", args=[call.pk]), follow=True)
    call.refresh_from_db()
    assert (call.state, call.reason, response.status_code) == ("suppressed", "opted_out", 200)


def test_call_page_shows_what_to_say_and_what_is_known(client, agent):
    call = held(agent)
    CallAttempt.objects.create(call=call, at=NOW, agent=agent, outcome="voicemail", note="Dejé recado")
    Answer.objects.create(call=call, question="doubts", text="¿Se puede empotrar?", answered_at=NOW)
    ticket = open_case(customer=call.customer)
    response = client.get(reverse("desk:call", args=[call.pk]))
    assert response.context["form"].initial["seen"] == 1
    text = response.content.decode()
    known = (call.customer.name, "Dejé recado", "¿Se puede empotrar?", ticket.reference)
    assert [words in text for words in (*known, call.delivery.units.get().product.name)] == [True] * 5


def test_call_that_the_law_puts_off_says_so_on_its_page(client, agent):
    bogota = CustomerFactory(timezone="America/Bogota", country="CO", region="", postal_code="")
    call = planned_call(delivered(4, customer=bogota), due_at=NOW)
    noon = dt.datetime(2026, 11, 17, 17, 0, tzinfo=dt.UTC)
    CallAttempt.objects.create(call=call, at=noon - dt.timedelta(hours=2), agent=agent, outcome="no_answer")
    assert take_next_call(by=actor_of(agent), now=noon) is None
    with translation.override("es"):
        assert str(MoveReason.DAY_LIMIT.label) in page_of(client, call)


def test_call_page_costs_the_same_queries_for_any_number_of_attempts(client, agent):
    call, counts = held(agent), []
    for more in (1, 2, 9):
        for _ in range(more):
            CallAttempt.objects.create(call=call, at=NOW, agent=agent, outcome="busy")
        with CaptureQueriesContext(connection) as captured:
            page_of(client, call)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_attempt_content_finishes_the_call_with_its_answers(client, agent):
    call = held(agent)
    said = {"consent": "True", "answer_on_time": "1", "answer_working": "2", "answer_doubts": "Ninguna"}
    response = post(client, call, note="Todo bien", **said)
    assert (response.status_code, response.url) == (302, LIST)
    call.refresh_from_db()
    made = call.attempts.get()
    assert (call.state, call.consent, made.agent, made.note) == ("done", True, agent, "Todo bien")
    kept = dict(call.answers.values_list("question", "value")), call.answers.get(question="doubts").text
    assert kept == ({"on_time": 1, "working": 2, "doubts": None}, "Ninguna")


def test_attempt_unhappy_opens_a_case_and_reads_out_its_reference(client, agent):
    call = held(agent)
    unit = call.delivery.units.get()
    response = post(client, call, outcome="unhappy", note="No centrifuga", unit=unit.pk, kind="technical")
    ticket = Ticket.objects.get()
    assert response.url == reverse("desk:call", args=[call.pk])
    assert (ticket.kind, ticket.channel, ticket.unit) == ("technical", "call", unit)
    page = client.get(response.url).content.decode()
    assert ticket.reference in page
    assert reverse("desk:ticket", args=[ticket.reference]) in page
    assert OutgoingMessage.objects.filter(to=call.customer.email).count() == 1


def test_attempt_with_a_promise_writes_it_down(client, agent):
    call = held(agent)
    promise = {"promise-kind": "call", "promise-what": "Le llamamos con el precio", "promise-owner": agent.pk}
    moment = {"promise-when": "other", "promise-at": "2026-11-18T12:00"}
    post(client, call, outcome="unhappy", note="Falta la manguera", **promise, **moment)
    made = Promise.objects.get()
    assert (made.what, made.owner, made.due_at) == (
        "Le llamamos con el precio", agent, dt.datetime(2026, 11, 18, 12, tzinfo=MADRID),
    )  # fmt: skip
    assert made.ticket.calls.get() == call


def test_attempt_with_half_a_promise_writes_nothing(client, agent):
    call = held(agent)
    response = post(client, call, outcome="unhappy", note="Falta la manguera", **{"promise-what": "Llamar"})
    assert (response.status_code, "Falta la manguera" in response.content.decode()) == (422, True)
    assert unchanged(call)


def test_attempt_call_back_is_by_the_clock_of_the_customer(client, agent):
    customer = CustomerFactory(timezone="Atlantic/Canary", region="CN")
    call = planned_call(delivered(4, customer=customer), due_at=NOW)
    post(client, call, outcome="call_back", call_back_at="2026-11-24T11:30")
    call.refresh_from_db()
    assert (timezone.localtime(call.due_at).strftime("%H:%M"), call.rank) == ("12:30", 0)


def test_attempt_call_back_when_nobody_may_be_called_keeps_the_form(desk):
    call = due()
    response = post(desk, call, outcome="call_back", call_back_at="2026-11-29T12:00", note="Mejor el domingo")
    page = response.content.decode()
    assert (response.status_code, list(response.context["form"].errors)) == (409, ["call_back_at"])
    assert "The first that may be is Mon 30 Nov, 9:00" in page
    assert ("Mejor el domingo" in page, 'value="2026-11-29T12:00"' in page) == (True, True)
    assert unchanged(call)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "delighted"}, "outcome"),
        ({"outcome": "call_back"}, "call_back_at"),
        ({"outcome": "call_back", "call_back_at": "soon"}, "call_back_at"),
        ({"outcome": "unhappy"}, "note"),
        ({"outcome": "unhappy", "note": "x", "unit": 0}, "unit"),
        ({"outcome": "unhappy", "note": "x", "kind": "question"}, "kind"),
        ({"outcome": "content", "note": "x" * 20_001}, "note"),
        ({"outcome": "content", "note": "nul \x00"}, "note"),
        ({"outcome": "content", "seen": ""}, "seen"),
        ({"outcome": "content", "consent": "perhaps"}, "consent"),
        ({"outcome": "content", "consent": "True", "answer_on_time": "5"}, "answer_on_time"),
        ({"outcome": "content", "consent": "True", "answer_doubts": "x" * 4_001}, "answer_doubts"),
    ],
)
def test_attempt_that_is_not_complete_writes_nothing(client, agent, data, field):
    call = due()
    response = post(client, call, **data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert unchanged(call)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"answer_on_time": "1"}, "only when they agreed to answer"),
        ({"answer_all_there": "0", "consent": "True"}, "says that something is wrong"),
    ],
)
def test_attempt_with_answers_that_cannot_be_is_refused_and_keeps_them(desk, data, words):
    call = due()
    response = post(desk, call, note="Así lo dijo", **data)
    page = response.content.decode()
    assert (response.status_code, words in page, "Así lo dijo" in page) == (409, True, True)
    assert unchanged(call)


@pytest.mark.parametrize(
    ("outcome", "words"), [("", "Choose what came of the call."), ("call_back", "Say when to call back.")]
)
def test_attempt_without_what_is_needed_says_what_to_choose(desk, outcome, words):
    page = post(desk, due(), outcome=outcome).content.decode()
    assert words in page
    assert "by the customer&#x27;s clock</label>" in page  # without «(optional)»


def test_attempt_about_a_unit_of_somebody_else_writes_nothing(client, agent):
    call, stranger = due(), delivered(3)
    response = post(client, call, outcome="unhappy", note="No va", unit=stranger.pk)
    assert (response.status_code, Ticket.objects.count()) == (422, 0)


def test_attempt_after_a_colleague_is_refused_and_keeps_the_words(client, agent):
    call = due()
    CallAttempt.objects.create(call=call, at=NOW, agent=AgentFactory(name="Pepa"), outcome="busy")
    response = post(client, call, seen=0, outcome="no_answer", note="Lo intenté")
    assert (response.status_code, CallAttempt.objects.count()) == (409, 1)
    page = response.content.decode()
    assert "Lo intenté" in page
    assert response.context["form"]["seen"].value() == "1"


def test_attempt_in_the_hand_of_a_colleague_is_refused_and_keeps_the_words(client, agent):
    call = held(AgentFactory(name="Pepa"))
    response = post(client, call, note="Ya la llamé yo")
    page = response.content.decode()
    assert (response.status_code, "Pepa" in page, "Ya la llamé yo" in page) == (409, True, True)
    assert unchanged(call)


def test_attempt_on_a_finished_call_is_refused(client, agent):
    call = due(state="done", outcome="content", finished_at=NOW)
    response = post(client, call)
    assert (response.status_code, CallAttempt.objects.count()) == (409, 0)


ADDRESSES = [
    "/desk/calls/", "/desk/calls/next/", "/desk/calls/{}/", "/desk/calls/{}/hand/", "/desk/calls/{}/hand/return/",
    "/desk/calls/{}/attempts/",
]  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_calls_do_not_exist_for_customers(client, path):
    call = due()
    client.force_login(CustomerUserFactory(email=call.customer.email))
    said = {"seen": 0, "outcome": "refused"}
    assert [ask(path.format(call.pk), said).status_code for ask in (client.get, client.post)] == [404, 404]
    call.refresh_from_db()
    assert (call.state, call.held_by, call.customer.no_calls) == ("planned", None, False)


def test_calls_are_visible_to_staff_only():
    call, agent = due(), AgentFactory()
    assert list(Call.objects.visible_to(actor_of(agent))) == [call]
    others = [SYSTEM, customer_by_link(call.customer.email)]
    assert [list(Call.objects.visible_to(actor)) for actor in others] == [[], []]


def test_calls_send_strangers_to_sign_in(client):
    response = client.get(LIST)
    assert (response.status_code, response.url.partition("?")[2]) == (302, "next=/desk/calls/")


@pytest.mark.parametrize("path", ["", "hand/", "hand/return/", "attempts/"])
def test_unknown_call_is_not_found(client, agent, path):
    assert client.post(f"/desk/calls/999/{path}", {"seen": 0, "outcome": "content"}).status_code in {404, 405}
    assert client.get("/desk/calls/999/").status_code == 404
    assert Call.objects.count() == 0


def test_finished_call_leads_to_where_a_promise_is_written_down(client, agent):
    with_case, without = due(), due(state="done", outcome="content", finished_at=NOW)
    post(client, with_case, outcome="unhappy", note="No centrifuga")
    with_case.refresh_from_db()
    assert f'href="/desk/tickets/{with_case.opened_ticket.reference}/promises/"' in page_of(client, with_case)
    assert f'href="/desk/tickets/new/?customer={without.customer_id}"' in page_of(client, without)


def test_customer_page_shows_the_calls_to_all_their_records(client, agent):
    call = due()
    twin = CustomerFactory(email=call.customer.email)
    stranger = due()
    response = client.get(reverse("desk:customer", args=[twin.pk]))
    assert [one.pk for one in response.context["calls"]] == [call.pk] != [stranger.pk]


def test_day_shows_what_i_have_in_hand_first(client, agent):
    due(300)
    mine = held(agent)
    response = client.get("/desk/day/")
    assert (response.context["page"].calls[0].call, response.context["page"].calls_due) == (mine, 2)
