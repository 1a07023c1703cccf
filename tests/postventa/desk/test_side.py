"""What stands beside a conversation: facts chosen from lists, own fields, checklist, time, coverage confirmed."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import CauseCode
from core.actors import actor_of
from core.models import OutgoingMessage, Team
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.tickets.rows import everything
from tickets.actions.checklist import add_point, tick
from tickets.actions.coverage import override_coverage
from tickets.actions.fields import confirm_coverage
from tickets.actions.merging import merge_tickets
from tickets.actions.relations import relate, set_parent
from tickets.actions.tagging import add_tags
from tickets.actions.timing import spend_time
from tickets.models import KindRules, OwnField, Ticket
from tickets.queries.requirements import checklist_of
from tickets.states import FieldType, Status
from warranties.states import Verdict

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def send(desk, case):
    def post(noun, headers=None, **form):
        response = desk.post(f"/desk/tickets/{case.reference}/{noun}/", form, headers=headers or {})
        case.refresh_from_db()
        return response

    return post


@pytest.fixture
def read(desk, case):
    def get(noun="", headers=None):
        return desk.get(f"/desk/tickets/{case.reference}/{noun}", headers=headers or {}).content.decode()

    return get


@pytest.fixture
def strict(db):
    """A complaint is resolved when all that can be asked for is there."""
    OwnField.objects.create(key="shop", label="Shop", type=FieldType.CHOICE, choices=["Bilbao"], required=True)
    part = CauseCode.objects.create(code="electronics", name="Electronics")
    CauseCode.objects.create(code="power", name="Power supply", parent=part)
    return KindRules.objects.create(
        kind="complaint", needs_cause=True, needs_coverage=True, needs_checklist=True, checklist=["Photo", "Serial"]
    )


@pytest.mark.parametrize(
    ("noun", "there"),
    [("assignee", "Me"), ("team", "Workshop"), ("cause", "Electronics › Power supply")],
)
def test_list_is_fetched_or_shown_open_without_scripts(read, strict, noun, there):
    Team.objects.create(name="Workshop")
    piece, page = read(f"{noun}/", HTMX), read(f"{noun}/")
    assert (there in piece, "<html" in piece) == (True, False)
    assert (there in page, f'id="pick-{noun}" open' in page) == (True, True)
    assert f'id="pick-{noun}" open' not in read()


def test_facts_are_chosen(send, case, strict):
    team, cause = Team.objects.create(name="Workshop"), CauseCode.objects.get(code="power")
    send("team", team=team.pk)
    send("cause", cause=cause.pk)
    send("subject", subject="  No enciende   nunca ")
    page = send("kind", HTMX, kind="technical").content.decode()
    assert (case.team, case.cause, case.subject, case.kind) == (team, cause, "No enciende nunca", "technical")
    assert all(f'id="{part}" hx-swap-oob="true"' in page for part in ("fields", "checklist", "steps", "coverage"))
    send("team", team="")
    send("cause", cause="")
    assert (case.team, case.cause) == (None, None)


@pytest.mark.parametrize(
    ("noun", "form"),
    [
        ("team", {"team": "0"}),
        ("team", {"team": "x"}),
        ("cause", {"cause": "0"}),
        ("kind", {"kind": "nonsense"}),
        ("kind", {}),
        ("subject", {"subject": " "}),
        ("subject", {"subject": "x" * 161}),
        ("times", {"minutes": "x"}),
        ("times", {"minutes": "1441"}),
        ("times", {}),
        ("checklist", {"point": ""}),
        ("checklist", {"point": "x" * 121}),
        ("checklist", {"point": "x", "tick": "y"}),
        ("own-fields", {"own-shop": "Paris"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_does_not_fit_is_refused_and_nothing_is_written(send, strict, case, noun, form, headers):
    before = everything()
    response = send(noun, headers, **form)
    assert (response.status_code, everything()) == (200 if headers else 422, before)
    assert 'class="error' in response.content.decode()


@pytest.mark.parametrize(
    ("noun", "form"),
    [
        ("times", {"minutes": "0"}),
        ("times", {"minutes": "-5"}),
        ("checklist", {"tick": "Nobody asked for it"}),
        ("checklist", {"untick": "Nobody asked for it"}),
        ("coverage/confirmation", {}),
        ("coverage/confirmation", {"decision": "1"}),
    ],
)
def test_what_the_verb_refuses_is_said_and_nothing_is_written(send, case, noun, form):
    before = everything()
    response = send(noun, **form)
    assert (response.status_code, everything()) == (409, before)
    assert b"Nothing was written." in response.content


def test_cause_that_is_used_no_more_is_neither_offered_nor_taken(send, read, strict, case):
    gone = CauseCode.objects.create(code="gone", name="Long gone", active=False)
    assert "Long gone" not in read("cause/")
    assert (send("cause", cause=gone.pk).status_code, case.cause) == (422, None)


def test_own_fields_of_each_type_are_filled_in_and_emptied(send, read, case):
    for kind in FieldType:
        OwnField.objects.create(key=kind, label=f"L {kind}", type=kind, choices=["A"] if kind == "choice" else [])
    given = {"text": "<i>Hola</i>", "number": "12,50", "date": "2026-11-30", "choice": "A", "yes_no": "false"}
    send("own-fields", **{f"own-{key}": value for key, value in given.items()})
    assert case.own_fields == given | {"number": "12.5", "yes_no": False}
    page = read("own-fields/")
    assert ("&lt;i&gt;Hola&lt;/i&gt;" in page, "<i>Hola" in page) == (True, False)
    assert ('value="2026-11-30"' in page, '<option value="false" selected>' in page) == (True, True)
    send("own-fields", **{"own-text": "", "own-yes_no": ""})
    assert sorted(case.own_fields) == ["choice", "date", "number"]


def test_own_field_whose_type_was_changed_is_still_shown(send, read, case):
    field = OwnField.objects.create(key="since", label="Since", type=FieldType.TEXT)
    send("own-fields", **{"own-since": "last winter"})
    OwnField.objects.filter(pk=field.pk).update(type=FieldType.DATE)
    assert "last winter" in read()


def test_points_are_added_ticked_and_unticked(send, case, strict, read):
    send("checklist", point="Call the shop")
    page = send("checklist", HTMX, tick="Photo").content.decode()
    assert ("1 of 3" in page, 'id="notice"' in page) == (True, False)
    send("checklist", tick="Call the shop")
    send("checklist", untick="Photo")
    assert [(point.text, point.done_at is not None) for point in checklist_of(case)] == [
        ("Photo", False), ("Serial", False), ("Call the shop", True),
    ]  # fmt: skip


def test_time_is_summed_up_by_agent(send, read, case):
    spend_time(ticket=case, minutes=70, by=actor_of(AgentFactory(name="Bea Sanz")), now=NOW)
    send("times", minutes="30")
    page = send("times", HTMX, minutes="-5").content.decode()
    assert [words in page for words in ("1 h 35 min", "1 h 10 min", "25 min", "Bea Sanz")] == [True] * 4


def test_time_clicked_twice_counts_once(send, read, case):
    submission = re.search(r'name="submission" value="([0-9a-f-]{36})"', read().partition('id="times"')[2])[1]
    for minutes in ("5", "5", "15"):
        send("times", minutes=minutes, submission=submission)
    assert sorted(case.times.values_list("minutes", flat=True)) == [5, 15]


def test_coverage_is_confirmed_by_name_until_it_is_decided_again(send, read, case, agent):
    first = case.decisions.first()
    send("coverage/confirmation", decision=first.pk)
    assert (case.confirmed_decision, "Confirmed by Ana Ruiz" in read()) == (first, True)
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="No", submission=uuid.uuid4(), by=agent, now=NOW)
    assert "Confirmed by" not in read()
    assert send("coverage/confirmation", decision=first.pk).status_code == 409
    send("coverage/confirmation", decision=case.decisions.first().pk)
    send("coverage/confirmation/removal")
    assert case.confirmed_decision is None


def test_what_is_missing_is_marked_where_it_is_said(read, strict):
    page = read()
    assert page.count("needed to resolve") == 4  # coverage, cause, shop, checklist


@pytest.fixture
def resolve(send, case):
    def post(**form):
        given = {
            "seen": case.messages.public().last().pk,
            "submission": uuid.uuid4(),
            "resolution": "repaired",
            "text": "",
        }
        return send("resolution", **given | form)

    return post


@pytest.fixture
def filled(strict, case):
    return {
        "cause": CauseCode.objects.get(code="power").pk,
        "coverage": "on",
        "decision": case.decisions.first().pk,
        "own-shop": "Bilbao",
        "points": ["Photo", "Serial"],
    }


def test_resolve_with_what_was_missing_in_one_go(resolve, case, filled):
    submission = uuid.uuid4()
    for _ in range(2):
        assert resolve(**filled, submission=submission).status_code == 302
    assert (case.status, case.cause.code, case.own_fields) == (Status.RESOLVED, "power", {"shop": "Bilbao"})
    assert case.confirmed_decision == case.decisions.first()
    assert (case.checks.count(), OutgoingMessage.objects.filter(kind="case_resolved").count()) == (2, 1)


@pytest.mark.parametrize("left", ["cause", "coverage", "own-shop", "points"])
def test_resolve_without_one_of_them_leads_to_its_field(resolve, case, filled, left):
    before = everything()
    response = resolve(**{name: value for name, value in filled.items() if name != left})
    assert (response.status_code, everything()) == (422, before)
    assert f'<a href="#resolution_{left}' in response.content.decode()


def test_resolve_with_half_the_points_is_refused(resolve, filled):
    before = everything()
    assert (resolve(**filled | {"points": ["Photo"]}).status_code, everything()) == (422, before)


def test_resolve_with_a_decision_that_is_not_the_newest_writes_nothing(resolve, case, filled, agent):
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="No", submission=uuid.uuid4(), by=agent, now=NOW)
    before = everything()
    response = resolve(**filled)
    assert (response.status_code, everything()) == (409, before)
    assert "Electronics › Power supply</option>" in response.content.decode()  # what was chosen is still there


def test_resolve_with_formatted_words_keeps_them(resolve, case):
    resolve(text="<p>Ya <strong>funciona</strong>.<script>x</script></p>", text_html="1")
    assert case.messages.last().html == "<p>Ya <strong>funciona</strong>.</p>"


def test_similar_cases_are_looked_for_when_they_are_seen(read, case):
    twin = open_case(unit=case.unit)
    assert (twin.reference in read("similar/", HTMX), "<html" in read("similar/")) == (True, True)


def test_page_costs_the_same_queries_whatever_stands_beside(desk, agent, ana, strict):
    costs = []
    desk.get(f"/desk/tickets/{open_case().reference}/")  # what a process keeps from its first page on
    team, cause = Team.objects.create(name="Workshop"), CauseCode.objects.get(code="power")
    for count in (1, 3, 30):
        case = open_case()
        Ticket.objects.filter(pk=case.pk).update(team=team, cause=cause)
        for n in range(count):
            add_point(ticket=case, text=f"Point {n}", by=agent, now=NOW)
            tick(ticket=case, text=f"Point {n}", by=agent, now=NOW)
            add_tags(ticket=case, names=[f"tag {n % 15}"], by=agent, now=NOW)
            spend_time(ticket=case, minutes=5, by=actor_of(AgentFactory()), now=NOW)
            set_parent(ticket=open_case(), parent=case, by=agent, now=NOW)
            relate(one=open_case(), other=case, by=agent, now=NOW)
            merge_tickets(ticket=open_case(customer=case.customer), into=case, by=agent, now=NOW)
        confirm_coverage(ticket=case, by=agent, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/desk/tickets/{case.reference}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 20
