"""Keeping teams and capacities: who changed what is noted, and a refusal writes nothing."""

import pytest

from core.actions.teams import MOST_IN_HAND, save_capacity, save_team
from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry, Team, User
from core.states import HandingOut
from tests.factories import NOW, AgentFactory, CustomerUserFactory, ManagerFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return actor_of(ManagerFactory())


def written():
    people = list(User.objects.order_by("pk").values("pk", "capacity"))
    members = list(User.teams.through.objects.order_by("pk").values())
    return [list(Team.objects.order_by("pk").values()), people, members, list(AuditEntry.objects.values())]


def noted(noun, pk):
    return [(entry.what, entry.before, entry.after) for entry in AuditEntry.objects.about(noun, pk)]


def test_save_team_keeps_a_new_one(boss):
    ana, bea = AgentFactory.create_batch(2)
    team = save_team(team=None, name="  Segunda  línea ", handing_out="in_turn", members=[bea, ana], by=boss, now=NOW)
    team.refresh_from_db()
    assert (team.name, team.handing_out, team.handed_out) == ("Segunda línea", HandingOut.IN_TURN, 0)
    assert set(team.members.all()) == {ana, bea}
    facts = {"name": "Segunda línea", "handing_out": "in_turn", "members": f"{ana.pk}, {bea.pk}"}
    assert noted("core.team", team.pk) == [("added", {}, facts)]


def test_save_team_changes_one_and_leaves_its_turns(boss):
    ana, bea = AgentFactory.create_batch(2)
    team = TeamFactory(name="Uno", handed_out=7)
    team.members.add(ana)
    stale = Team.objects.get(pk=team.pk)
    Team.objects.filter(pk=team.pk).update(handed_out=8)
    save_team(
        team=stale, name="Uno", handing_out="by_load", members=[bea], capacities={bea: 5, ana: None}, by=boss, now=NOW
    )
    team.refresh_from_db()
    bea.refresh_from_db()
    assert (team.handing_out, team.handed_out, list(team.members.all()), bea.capacity) == ("by_load", 8, [bea], 5)
    changed = {"handing_out": "by_load", "members": str(bea.pk)}
    before = {"handing_out": "by_hand", "members": str(ana.pk)}
    assert noted("core.team", team.pk) == [("changed", before, changed)]
    assert noted("core.user", bea.pk) == [("changed", {"capacity": None}, {"capacity": 5})]


def test_save_team_twice_is_once(boss):
    ana = AgentFactory()
    given = {"name": "Uno", "handing_out": "in_turn", "members": [ana], "capacities": {ana: 3}, "by": boss, "now": NOW}
    team = save_team(team=None, **given)
    before = written()
    save_team(team=team, **given)
    assert written() == before


def test_save_team_notes_many_people(boss):
    many = AgentFactory.create_batch(40)
    team = save_team(team=None, name="Todos", handing_out="in_turn", members=many, by=boss, now=NOW)
    (entry,) = AuditEntry.objects.about("core.team", team.pk)
    save_team(team=team, name="Todos", handing_out="in_turn", members=many[1:], by=boss, now=NOW)
    later = AuditEntry.objects.about("core.team", team.pk).last()
    assert later.before["members"] == entry.after["members"] != later.after["members"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"name": "\u200b\u2800"}, "name_missing"),
        ({"name": "x" * 81}, "name_long"),
        ({"name": "Otro"}, "name_taken"),
        ({"handing_out": "by_dice"}, "unknown_way"),
        ({"members": "customer"}, "not_an_agent"),
        ({"members": "gone"}, "not_an_agent"),
        ({"capacities": -1}, "bad_capacity"),
        ({"capacities": MOST_IN_HAND + 1}, "bad_capacity"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_save_team_refuses_and_writes_nothing(boss, given, code, is_new):
    ana, team, _other = AgentFactory(), TeamFactory(name="Uno"), TeamFactory(name="Otro")
    people = {"customer": CustomerUserFactory(), "gone": AgentFactory(is_active=False)}
    sent = {"name": "Nuevo", "handing_out": "in_turn", "members": [ana]} | given
    if "members" in given:
        sent["members"] = [ana, people[given["members"]]]
    if "capacities" in given:
        sent["capacities"] = {ana: given["capacities"]}
    before = written()
    with pytest.raises(Refused) as refusal:
        save_team(team=None if is_new else team, by=boss, now=NOW, **sent)
    assert refusal.value.code == code
    assert written() == before


def test_save_capacity_notes_what_it_was(boss):
    ana = AgentFactory(capacity=4)
    for capacity in (0, 0, None):
        save_capacity(user=ana, capacity=capacity, by=boss, now=NOW)
    ana.refresh_from_db()
    assert ana.capacity is None
    assert noted("core.user", ana.pk) == [
        ("changed", {"capacity": 4}, {"capacity": 0}),
        ("changed", {"capacity": 0}, {"capacity": None}),
    ]


@pytest.mark.parametrize(("capacity", "code"), [(-1, "bad_capacity"), (1001, "bad_capacity"), (5, "not_an_agent")])
def test_save_capacity_refuses_and_writes_nothing(boss, capacity, code):
    user = CustomerUserFactory() if code == "not_an_agent" else AgentFactory(capacity=2)
    before = written()
    with pytest.raises(Refused) as refusal:
        save_capacity(user=user, capacity=capacity, by=boss, now=NOW)
    assert refusal.value.code == code
    assert written() == before
