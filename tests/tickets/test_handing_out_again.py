"""What waits for somebody who is away goes to somebody else of the team, told by the ledger."""

import datetime as dt

import pytest

from core.actors import actor_of
from core.errors import Refused
from core.models import Absence
from core.states import HandingOut
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ManagerFactory, TeamFactory
from tickets import tasks
from tickets.actions.aside import mark_spam
from tickets.actions.assignment import assign_ticket
from tickets.actions.fields import set_team
from tickets.actions.handing_out import Again, hand_out_again, hand_out_stranded
from tickets.actions.status import change_status, resolve_ticket
from tickets.models import Notice, Ticket, TicketEvent
from tickets.queries.hands import loads, stranded, stranded_by_team, unassigned
from tickets.states import EventKind, NoticeKind, Resolution, Status

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def boss():
    return actor_of(ManagerFactory())


@pytest.fixture
def away():
    person = AgentFactory(name="Ana Fuera")
    Absence.objects.create(user=person, starts_at=NOW - HOUR)
    return person


def team_of(*people, way=HandingOut.IN_TURN):
    team = TeamFactory(handing_out=way)
    team.members.set(people)
    return team


def held(person, team, boss, at=NOW):
    """A case in somebody's hand, which came to their team later."""
    case = assign_ticket(ticket=open_case(now=at), assignee=person, by=boss, now=at)
    return set_team(ticket=case, team=team, by=boss, now=at) if team else case


def written():
    return [list(model.objects.order_by("pk").values()) for model in (Ticket, TicketEvent, Notice)]


def test_hand_out_again_gives_it_to_the_next_and_tells(boss, away):
    bea = AgentFactory()
    team = team_of(away, bea)
    case = held(away, team, boss)
    assert hand_out_again(ticket=case, by=boss, now=NOW) == bea
    case.refresh_from_db()
    event = case.events.filter(kind=EventKind.ASSIGNED).last()
    assert (case.assignee, case.status) == (bea, Status.OPEN)
    assert event.data == {"from": away.pk, "to": bea.pk, "how": "in_turn", "team": team.pk}
    assert event.actor_id == boss.user_id
    assert list(Notice.objects.values_list("user", "kind", "event")) == [(bea.pk, NoticeKind.ASSIGNED, event.pk)]


@pytest.mark.parametrize("why", ["no team", "by hand", "full", "alone"])
def test_hand_out_again_leaves_it_to_nobody_when_nobody_can(boss, away, why):
    bea = AgentFactory(capacity=0 if why == "full" else None)
    way = HandingOut.BY_HAND if why == "by hand" else HandingOut.BY_LOAD
    team = None if why == "no team" else team_of(away, *([] if why == "alone" else [bea]), way=way)
    case = held(away, team, boss)
    assert hand_out_again(ticket=case, by=boss, now=NOW) is None
    case.refresh_from_db()
    assert case.assignee is None
    assert case.events.filter(kind=EventKind.ASSIGNED).last().data == {"from": away.pk, "to": None}
    assert Notice.objects.count() == 0
    if why == "full":
        bea.capacity = 1
        bea.save()
        assert tasks.hand_out_waiting() == 1
        case.refresh_from_db()
        assert case.assignee == bea


@pytest.mark.parametrize("code", ["not_away", "nobody", "back", "not_active", "spam"])
def test_hand_out_again_refuses_and_writes_nothing(boss, away, code):
    bea = AgentFactory()
    team = team_of(away, bea)
    case = held({"not_away": bea}.get(code, away), team, boss)
    if code == "nobody":
        Ticket.objects.filter(pk=case.pk).update(assignee=None)
    if code == "back":
        Absence.objects.update(ends_at=NOW)
    if code == "not_active":
        resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="Hecho.", by=boss, now=NOW)
    if code == "spam":
        mark_spam(ticket=case, by=boss, now=NOW)
    before = written()
    with pytest.raises(Refused) as refusal:
        hand_out_again(ticket=case, by=boss, now=NOW)
    assert refusal.value.code == {"nobody": "not_away", "back": "not_away"}.get(code, code)
    assert written() == before


def test_stranded_are_the_cases_of_our_turn_whose_person_is_away(boss, away):
    here = AgentFactory()
    team = team_of(away, here)
    second, first = held(away, team, boss), held(away, team, boss, NOW - HOUR)
    held(here, team, boss)
    loose = held(away, None, boss)
    waits = held(away, team, boss)
    change_status(ticket=waits, to=Status.WAITING_CUSTOMER, by=boss, now=NOW)
    done = held(away, team, boss)
    resolve_ticket(ticket=done, resolution=Resolution.EXPLAINED, text="Hecho.", by=boss, now=NOW)
    assert list(stranded(now=NOW)) == [first, second, loose]
    assert list(stranded(now=NOW - 2 * HOUR)) == []
    found = stranded_by_team(now=NOW, most=1)
    assert found == {team.pk: [first], None: [loose]}
    assert [rows[0].of_team for rows in found.values()] == [2, 1]
    assert loads([away.pk, here.pk]) == {away.pk: 4, here.pk: 1}


def test_cases_of_who_left_us_are_stranded_and_handed_out_again(boss):
    gone, bea = AgentFactory(), AgentFactory()
    team = team_of(gone, bea)
    case, loose = held(gone, team, boss), held(gone, None, boss)
    assert list(stranded(now=NOW)) == []
    gone.is_active = False
    gone.save()
    assert list(stranded(now=NOW)) == [case, loose]
    assert [hand_out_again(ticket=one, by=boss, now=NOW) for one in (case, loose)] == [bea, None]
    assert list(stranded(now=NOW)) == []


def test_unassigned_counts_what_nobody_has(boss, away):
    team = team_of(way=HandingOut.BY_HAND)
    for _ in range(2):
        set_team(ticket=open_case(), team=team, by=boss, now=NOW)
    held(away, team, boss)
    open_case()
    assert unassigned() == {team.pk: 2}


def test_hand_out_stranded_takes_those_of_one_team(boss, away):
    bea, small = AgentFactory(capacity=1), AgentFactory(capacity=0)
    team, other = team_of(away, bea), team_of(away, small)
    mine = [held(away, team, boss) for _ in range(3)]
    theirs, loose = held(away, other, boss), held(away, None, boss)
    assert hand_out_stranded(team=team, by=boss, now=NOW) == Again(1, 2, 0)
    assert [Ticket.objects.get(pk=case.pk).assignee for case in mine] == [bea, None, None]
    assert [Ticket.objects.get(pk=case.pk).assignee for case in (theirs, loose)] == [away, away]
    assert hand_out_stranded(team=None, by=boss, now=NOW) == Again(0, 1, 0)
    assert list(stranded(now=NOW)) == [theirs]


def test_hand_out_stranded_takes_a_batch_and_says_what_is_left(boss, away, monkeypatch):
    monkeypatch.setattr("tickets.actions.handing_out.BATCH", 2)
    team = team_of(away, AgentFactory())
    for _ in range(3):
        held(away, team, boss)
    assert hand_out_stranded(team=team, by=boss, now=NOW) == Again(2, 0, 1)


def test_task_hands_out_what_waits(boss):
    bea = AgentFactory(capacity=0)
    case = set_team(ticket=open_case(), team=team_of(bea), by=boss, now=NOW)
    assert tasks.hand_out_waiting() == 0
    bea.capacity = None
    bea.save()
    assert [tasks.hand_out_waiting() for _ in range(2)] == [1, 0]
    assert Ticket.objects.get(pk=case.pk).assignee == bea
