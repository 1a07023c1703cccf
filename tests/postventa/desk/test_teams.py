"""Managers keep teams and people, an agent says their own absences; to others these pages do not exist."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Absence, AuditEntry, Team, User
from tests.cases import open_case
from tests.factories import AgentFactory, ManagerFactory, TeamFactory
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ABSENCE = {"starts_time": "", "ends_time": "", "reason": "Vacaciones"}


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(name="Luis Gil"))
    return client


@pytest.fixture
def team(ana):
    row = TeamFactory(name="Primera línea", handing_out="in_turn")
    row.members.add(ana)
    return row


@pytest.fixture
def away(ana):
    return Absence.objects.create(user=ana, starts_at=timezone.now() - HOUR, reason="Gripe")


def days(first, last=None):
    """The form of an absence, its days counted from today."""
    today = timezone.localdate()
    ends = "" if last is None else str(today + last * DAY)
    return ABSENCE | {"starts_on": str(today + first * DAY), "ends_on": ends}


def sent(name="Segunda línea", way="by_load", members=(), **capacities):
    """The form of a team as its page offers it now."""
    people = User.objects.agents()
    rows = {f"most_{person.pk}": capacities.get(person.email, person.capacity) for person in people}
    told = {name: "" if value is None else str(value) for name, value in rows.items()}
    return {"name": name, "handing_out": way} | told | {f"in_{person.pk}": "on" for person in members}


def written():
    rows = [list(model.objects.order_by("pk").values()) for model in (Team, Absence, AuditEntry, Ticket, TicketEvent)]
    capacities = list(User.objects.order_by("pk").values("pk", "capacity"))
    return [*rows, capacities, list(User.teams.through.objects.order_by("pk").values())]


def of(person, team, boss=None):
    """A case in somebody's hand."""
    case = open_case(now=timezone.now() - DAY)
    Ticket.objects.filter(pk=case.pk).update(assignee=person, team=team, status="open")
    return case


def pages(team, person, absence):
    looks = ["teams/", "teams/new/", f"teams/{team.pk}/", f"people/{person.pk}/"]
    sends = {
        "teams/new/": sent(),
        f"teams/{team.pk}/": sent(),
        f"teams/{team.pk}/handing-out/": {},
        "teams/handing-out/": {},
        f"people/{person.pk}/": {"capacity": "3"},
        f"people/{person.pk}/absences/": days(10, 12),
        f"people/{person.pk}/absences/{absence.pk}/return/": {},
    }
    return [f"/desk/settings/{path}" for path in looks], {
        f"/desk/settings/{path}": given for path, given in sends.items()
    }


def test_pages_of_teams_do_not_exist_for_agents(desk, ana, team, away):
    of(ana, team)
    looks, sends = pages(team, ana, away)
    before = written()
    assert [desk.get(address).status_code for address in looks] == [404] * len(looks)
    assert [desk.post(address, given).status_code for address, given in sends.items()] == [404] * len(sends)
    assert written() == before


def test_pages_of_teams_ask_who_has_not_signed_in_to_do_so(client, ana, team, away):
    looks, sends = pages(team, ana, away)
    before = written()
    own = ["/desk/absences/", f"/desk/absences/{away.pk}/return/"]
    assert {client.get(address).status_code for address in [*looks, own[0]]} == {302}
    assert {client.post(address, days(1)).status_code for address in [*sends, *own]} == {302}
    assert written() == before


def test_manager_opens_every_page(boss, ana, team, away):
    looks, _sends = pages(team, ana, away)
    assert [boss.get(address).status_code for address in looks] == [200] * len(looks)
    cards = {card.href: card.figure for card in boss.get("/desk/settings/").context["cards"]}
    assert cards["/desk/settings/teams/"] == "1 team"


def test_list_tells_who_is_away_full_and_what_waits(boss, ana, team, away):
    bea = AgentFactory(name="Bea Sanz", capacity=1)
    team.members.add(bea, AgentFactory(is_active=False))
    cases = [of(ana, team) for _ in range(7)]
    of(bea, team), of(None, team), of(ana, None)
    response = boss.get("/desk/settings/teams/")
    (shown,), others = response.context["teams"], response.context["others"]
    assert [(one.user, one.in_hand, one.away, one.is_full) for one in shown.people] == [
        (ana, 8, away, False),
        (bea, 1, None, True),
    ]
    assert (shown.unassigned, shown.stranded_count, shown.more, shown.is_stuck) == (1, 7, 2, True)
    assert list(shown.stranded) == cases[:5]
    assert [one.user.name for one in others.people] == ["Luis Gil"]
    assert others.stranded_count == 1
    page = response.content.decode()
    assert "1 of 1 in hand" in page
    assert "7 cases wait for somebody who is away" in page
    assert "Gripe" not in page


def test_empty_house_says_what_teams_are_for(boss):
    assert "No teams yet" in boss.get("/desk/settings/teams/").content.decode()


def test_manager_writes_a_team_and_changes_it(boss, ana):
    bea = AgentFactory()
    response = boss.post("/desk/settings/teams/new/", sent(members=[ana], **{ana.email: 4}))
    assert response.headers["location"] == "/desk/settings/teams/"
    team = Team.objects.get()
    ana.refresh_from_db()
    assert (team.name, team.handing_out, list(team.members.all()), ana.capacity) == (
        *("Segunda línea", "by_load"),
        *([ana], 4),
    )
    form = boss.get(f"/desk/settings/teams/{team.pk}/").context["form"]
    rows = {person: (is_in.value(), most.value()) for person, is_in, most in form.rows}
    assert (rows[ana], rows[bea]) == ((True, 4), (False, None))
    boss.post(f"/desk/settings/teams/{team.pk}/", sent("Tercera", "by_hand", [bea]))
    team.refresh_from_db()
    assert (team.name, team.handing_out, list(team.members.all())) == ("Tercera", "by_hand", [bea])


def test_who_was_not_on_the_page_that_was_sent_stays_as_they_are(boss, ana, team):
    given = sent("Primera línea", "in_turn", [])
    new = AgentFactory(capacity=7)
    team.members.add(new)
    boss.post(f"/desk/settings/teams/{team.pk}/", given)
    new.refresh_from_db()
    assert (list(team.members.all()), new.capacity) == ([new], 7)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Otra"}, "name"),
        ({"handing_out": "by_dice"}, "handing_out"),
        ({"most": "-1"}, "most"),
        ({"most": "1001"}, "most"),
        ({"most": "many"}, "most"),
    ],
)
def test_bad_team_is_refused_and_nothing_written(boss, ana, team, given, field):
    TeamFactory(name="Otra")
    most = f"most_{ana.pk}"
    form = sent(members=[ana]) | {most if name == "most" else name: value for name, value in given.items()}
    before = written()
    for path in ("new", team.pk):
        response = boss.post(f"/desk/settings/teams/{path}/", form)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [most if field == "most" else field]
    assert boss.post("/desk/settings/teams/new/", {}).status_code == 422
    assert written() == before


@pytest.mark.parametrize(("way", "why"), [("in_turn", "whose turn it was"), ("by_load", "who had fewest in hand")])
def test_manager_hands_out_again_what_waits_for_somebody_away(boss, ana, team, away, way, why):
    bea = AgentFactory()
    Team.objects.update(handing_out=way)
    team.members.add(bea)
    case, loose = of(ana, team), of(ana, None)
    response = boss.post(f"/desk/settings/teams/{team.pk}/handing-out/", follow=True)
    assert [str(told) for told in response.context["messages"]] == ["1 case has somebody new."]
    assert [Ticket.objects.get(pk=one.pk).assignee for one in (case, loose)] == [bea, ana]
    told = boss.get(f"/desk/tickets/{case.reference}/").content.decode()
    assert f"Luis Gil handed the case out to {bea}, {why}" in told
    response = boss.post("/desk/settings/teams/handing-out/", follow=True)
    assert [str(told) for told in response.context["messages"]] == ["1 case waits for somebody to take it."]
    response = boss.post("/desk/settings/teams/handing-out/", follow=True)
    assert [str(told) for told in response.context["messages"]] == ["Nothing waits there for somebody who is away."]


def test_manager_says_how_many_somebody_has_at_most(boss, ana):
    address = f"/desk/settings/people/{ana.pk}/"
    assert boss.post(address, {"capacity": "12"}).headers["location"] == address
    ana.refresh_from_db()
    assert ana.capacity == 12
    assert boss.get(address).context["capacity"]["capacity"].value() == 12
    before = written()
    for bad in ("-1", "1001", "some"):
        response = boss.post(address, {"capacity": bad})
        assert (response.status_code, list(response.context["capacity"].errors)) == (422, ["capacity"])
    assert written() == before
    boss.post(address, {"capacity": ""})
    ana.refresh_from_db()
    assert ana.capacity is None


def test_manager_says_an_absence_of_somebody_and_ends_it(boss, ana):
    address = f"/desk/settings/people/{ana.pk}/"
    assert boss.post(f"{address}absences/", days(0)).headers["location"] == address
    absence = Absence.objects.get(user=ana)
    assert (absence.ends_at, absence.reason) == (None, "Vacaciones")
    page = boss.get(address)
    assert [(line.absence, line.is_now, line.last) for line in page.context["coming"]] == [(absence, True, None)]
    assert "They are back" in page.content.decode()
    assert boss.post(f"{address}absences/{absence.pk}/return/").headers["location"] == address
    assert list(Absence.objects.at(timezone.now())) == []
    assert [line.absence for line in boss.get(address).context["before"]] == [absence]


def test_absence_of_one_is_not_one_of_another(boss, ana, away):
    other = AgentFactory()
    before = written()
    assert boss.post(f"/desk/settings/people/{other.pk}/absences/{away.pk}/return/").status_code == 404
    assert boss.get(f"/desk/settings/people/{AgentFactory(is_active=False).pk}/").status_code == 404
    assert written()[1] == before[1]


def test_agent_says_their_own_absence_and_comes_back(desk, ana):
    assert "/desk/absences/" in desk.get("/desk/day/").content.decode()
    assert desk.post("/desk/absences/", days(1, 3)).headers["location"] == "/desk/absences/"
    absence = Absence.objects.get()
    first = timezone.localtime(absence.starts_at)
    assert (absence.user, first.date(), first.time()) == (ana, timezone.localdate() + DAY, dt.time.min)
    assert timezone.localtime(absence.ends_at).date() == timezone.localdate() + 4 * DAY  # the last day is one too
    page = desk.get("/desk/absences/")
    assert [(line.first, line.last) for line in page.context["coming"]] == [
        (timezone.localdate() + DAY, timezone.localdate() + 3 * DAY)
    ]
    assert "Take it away" in page.content.decode()
    desk.post(f"/desk/absences/{absence.pk}/return/")
    assert Absence.objects.count() == 0


def test_agent_is_away_from_now_on_and_between_hours(desk, ana):
    now = timezone.now()
    desk.post("/desk/absences/", days(0))
    assert now <= Absence.objects.get().starts_at <= timezone.now()
    desk.post(f"/desk/absences/{Absence.objects.get().pk}/return/")
    desk.post("/desk/absences/", days(1, 1) | {"starts_time": "09:30", "ends_time": "12:00"})
    absence = Absence.objects.last()
    ends = [timezone.localtime(at).time() for at in (absence.starts_at, absence.ends_at)]
    assert ends == [dt.time(9, 30), dt.time(12)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": "9999-12-31", "ends_on": ""}, "starts_on"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"ends_on": "2026-02-30"}, "ends_on"),
        ({"ends_on": "", "ends_time": "12:00"}, "ends_on"),
        ({"starts_time": "25:00"}, "starts_time"),
        ({"ends_time": "soon"}, "ends_time"),
        ({"reason": "x" * 121}, "reason"),
    ],
)
def test_bad_absence_is_refused_and_nothing_written(desk, boss, ana, given, field):
    before = written()
    for client, address in ((desk, "/desk/absences/"), (boss, f"/desk/settings/people/{ana.pk}/absences/")):
        response = client.post(address, days(1, 3) | given)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
    assert written() == before


@pytest.mark.parametrize(
    ("first", "last", "field"), [(3, 1, "ends_on"), (-3, -1, "ends_on"), (4, 6, "__all__"), (0, None, "__all__")]
)
def test_absence_that_cannot_be_is_refused_and_nothing_written(desk, ana, first, last, field):
    desk.post("/desk/absences/", days(5, 8))
    before = written()
    response = desk.post("/desk/absences/", days(first, last))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert written() == before


def test_absence_of_somebody_else_is_not_an_agents(desk, ana):
    other = Absence.objects.create(user=AgentFactory(), starts_at=timezone.now() - HOUR, reason="Gripe")
    before = written()
    assert desk.post(f"/desk/absences/{other.pk}/return/").status_code == 404
    assert "Gripe" not in desk.get("/desk/absences/").content.decode()
    assert written() == before


def test_lists_cost_the_same_for_few_and_many(boss, ana, team, away):
    def fill(times):
        for _ in range(times):
            person, row = AgentFactory(), TeamFactory(handing_out="by_load")
            row.members.add(person, ana)
            Absence.objects.create(user=person, starts_at=timezone.now() - HOUR)
            Absence.objects.create(user=ana, starts_at=timezone.now() - HOUR, ends_at=timezone.now())
            of(person, row), of(person, None), of(None, row)

    addresses = [
        f"/desk/settings/{path}" for path in ("teams/", "teams/new/", f"teams/{team.pk}/", f"people/{ana.pk}/")
    ]
    addresses.append("/desk/absences/")

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert boss.get(address).status_code == 200
        return len(captured)

    fill(1)
    [queries(address) for address in addresses]  # what the rail keeps for a while
    few = [queries(address) for address in addresses]
    fill(12)
    assert [queries(address) for address in addresses] == few
