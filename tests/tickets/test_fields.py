import datetime as dt

import pytest
from django.contrib.postgres.search import SearchQuery

from catalog.models import CauseCode
from core.actors import SYSTEM
from core.errors import Refused
from core.models import Team
from tests.cases import open_case
from tests.factories import NOW, TeamFactory
from tests.tickets.rows import everything, unlike_ledger
from tickets.actions.assignment import assign_ticket
from tickets.actions.coverage import override_coverage
from tickets.actions.fields import (
    confirm_coverage,
    say_cause,
    set_kind,
    set_own_fields,
    set_subject,
    set_team,
    unconfirm_coverage,
)
from tickets.models import OwnField, SearchText
from tickets.queries.requirements import fields_of
from tickets.states import EventKind, FieldType, Kind
from warranties.states import Verdict

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def fields(db):
    """A colour to choose and a number for complaints, and a text for technical cases."""
    OwnField.objects.create(key="colour", label="Color", type=FieldType.CHOICE, choices=["rojo", "azul"])
    OwnField.objects.create(key="litres", label="Litros", type=FieldType.NUMBER, kinds=[Kind.COMPLAINT])
    OwnField.objects.create(key="error", label="Error", kinds=[Kind.TECHNICAL])
    OwnField.objects.create(key="gone", label="Ya no", active=False)


def fill(case, agent, **values):
    return set_own_fields(ticket=case, values=values, by=agent, now=LATER)


def told(case, kind):
    return [event.data for event in case.events.filter(kind=kind).order_by("pk")]


def test_fields_are_kept_and_the_ledger_says_which(case, agent, fields):
    fill(case, agent, colour="azul", litres="2,5")
    fill(case, agent, colour="azul")
    fill(case, agent, colour="")
    case.refresh_from_db()
    assert case.own_fields == {"litres": "2.5"}
    assert told(case, EventKind.FIELD) == [{"names": ["colour", "litres"]}, {"names": ["colour"]}]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"colour": "verde"}, "field_unfit"),
        ({"colour": "azul", "litres": "muchos"}, "field_unfit"),
        ({"error": "E14"}, "field_unknown"),
        ({"gone": "x"}, "field_unknown"),
        ({"never": "x"}, "field_unknown"),
    ],
)
def test_fields_that_do_not_fit_are_refused(case, agent, fields, values, code):
    before = everything()
    with pytest.raises(Refused) as refusal:
        fill(case, agent, **values)
    assert refusal.value.code == code
    assert everything() == before


def test_kind_changes_what_is_shown_and_loses_nothing(case, agent, fields):
    fill(case, agent, litres="3")
    for _ in range(2):
        set_kind(ticket=case, kind=Kind.TECHNICAL, by=agent, now=LATER)
    case.refresh_from_db()
    assert [field.key for field in fields_of(case.kind)] == ["colour", "error"]
    assert case.own_fields == {"litres": "3"}
    assert told(case, EventKind.KIND) == [{"from": "complaint", "to": "technical"}]
    assert unlike_ledger(case) == {}


def test_subject_is_said_anew_and_found(case, agent):
    for _ in range(2):
        set_subject(ticket=case, subject="  Fuga\n por el   desagüe ", by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.subject, told(case, EventKind.FIELD)) == ("Fuga por el desagüe", [{"names": ["subject"]}])
    assert SearchText.objects.filter(ticket=case, words=SearchQuery("desagües", config="desk_es")).exists()


def test_subject_without_words_is_refused(case, agent):
    before = everything()
    with pytest.raises(Refused) as refusal:
        set_subject(ticket=case, subject=" \x00 ", by=agent, now=LATER)
    assert refusal.value.code == "subject_empty"
    assert everything() == before


def test_subject_is_cut_at_what_fits(case, agent):
    set_subject(ticket=case, subject="x" * 200, by=agent, now=LATER)
    case.refresh_from_db()
    assert case.subject == "x" * 160


def test_team_is_given_and_taken_and_the_assignee_stays(case, ana, agent):
    team = TeamFactory()
    assign_ticket(ticket=case, assignee=ana, by=agent, now=LATER)
    for given in (team, team, None):
        set_team(ticket=case, team=given, by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.assignee, case.team) == (ana, None)
    assert told(case, EventKind.TEAM) == [{"from": None, "to": team.pk}, {"from": team.pk, "to": None}]


def test_team_that_is_gone_is_refused(case, agent):
    before = everything()
    with pytest.raises(Refused) as refusal:
        set_team(ticket=case, team=Team(pk=999), by=agent, now=LATER)
    assert refusal.value.code == "team_gone"
    assert everything() == before


def test_cause_is_said_once_and_taken_back(case, agent):
    cause = CauseCode.objects.create(code="pump", name="Bomba")
    for given in (cause, cause, None):
        say_cause(ticket=case, cause=given, by=agent, now=LATER)
    assert told(case, EventKind.CAUSE) == [{"from": None, "to": cause.pk}, {"from": cause.pk, "to": None}]
    assert unlike_ledger(case) == {}


def test_cause_that_is_used_no_more_is_refused(case, agent):
    cause = CauseCode.objects.create(code="pump", name="Bomba", active=False)
    before = everything()
    with pytest.raises(Refused) as refusal:
        say_cause(ticket=case, cause=cause, by=agent, now=LATER)
    assert refusal.value.code == "cause_gone"
    assert everything() == before


def test_coverage_is_confirmed_until_it_is_decided_again(case, agent):
    first = case.decisions.first()
    for _ in range(2):
        confirm_coverage(ticket=case, decision=first.pk, by=agent, now=LATER)
    case.refresh_from_db()
    assert case.confirmed_decision == first
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=LATER)
    case.refresh_from_db()
    assert case.confirmed_decision != case.decisions.first()
    confirm_coverage(ticket=case, by=agent, now=LATER)
    unconfirm_coverage(ticket=case, by=agent, now=LATER)
    unconfirm_coverage(ticket=case, by=agent, now=LATER)
    newest = case.decisions.first().pk
    assert told(case, EventKind.CONFIRMED) == [{"decision": one} for one in (first.pk, newest, None)]
    assert unlike_ledger(case) == {}


def test_coverage_that_was_decided_again_meanwhile_is_not_confirmed(case, agent):
    seen = case.decisions.first().pk
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=LATER)
    before = everything()
    with pytest.raises(Refused) as refusal:
        confirm_coverage(ticket=case, decision=seen, by=agent, now=LATER)
    assert refusal.value.code == "newer_decision"
    assert everything() == before


@pytest.mark.parametrize(("by_agent", "code"), [(True, "decision_missing"), (False, "not_staff")])
def test_confirm_without_a_decision_or_a_person_is_refused(case, agent, by_agent, code):
    question = open_case(case.customer)
    before = everything()
    with pytest.raises(Refused) as refusal:
        confirm_coverage(ticket=question, by=agent if by_agent else SYSTEM, now=LATER)
    assert refusal.value.code == code
    assert everything() == before
