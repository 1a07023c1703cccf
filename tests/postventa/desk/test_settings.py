"""The settings of the house: managers keep calendars, policies and steps in words; to agents they do not exist."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actions.calendars import save_calendar
from core.actors import SYSTEM
from core.models import AuditEntry, CalendarDay, WorkCalendar, WorkHours
from core.places import RestDays
from tests.factories import NOW, AgentFactory, CustomerFactory, ManagerFactory, TeamFactory
from tickets.actions.first_settings import first_settings
from tickets.models import ClockReview, EscalationStep, SlaPolicy

pytestmark = pytest.mark.django_db
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
OPEN_FOLD = re.compile(r'<details class="card fold step[^>]* open>.*?</details>', re.S)
NO_ROWS = {"days-TOTAL_FORMS": "0", "days-INITIAL_FORMS": "0"}
CALENDAR = {"name": "Tienda", "zone": "Atlantic/Canary", "country": "ES", "region": "Canarias"} | NO_ROWS
CALENDAR |= dict.fromkeys(DAYS, "9:00–14:00, 16:00–20:00") | {"saturday": "10–14"}
POLICY = {"name": "Urgentes", "first_reply": "1 h", "next_reply": "", "resolution": "2 d", "active": "on"}
STEP = {"due": "first_reply", "percent": "50", "tell": ["owner", "managers"], "active": "on"}
MOMENT = {"due": "legal", "length": "2 d", "side": "before", "tell": ["managers"], "active": "on"}


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(name="Luis Gil"))
    return client


@pytest.fixture
def house(db):
    """A house as it starts."""
    assert first_settings(now=NOW)
    return WorkCalendar.objects.get(), SlaPolicy.objects.get()


def prefixed(step, given):
    key = f"step-{step.pk}" if step else "step-new"
    return {f"{key}-{name}": value for name, value in given.items()}


def written():
    rows = (WorkCalendar, WorkHours, CalendarDay, SlaPolicy, EscalationStep, ClockReview, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in rows]


def pages(house):
    calendar, policy = house
    share = policy.steps.first()
    moment = EscalationStep.objects.filter(policy=None).first()
    looks = ["", "calendars/", "calendars/new/", f"calendars/{calendar.pk}/", "policies/", "policies/new/"]
    looks += [f"policies/{policy.pk}/", "escalations/"]
    sends = {
        "calendars/new/": CALENDAR,
        f"calendars/{calendar.pk}/": CALENDAR,
        f"calendars/{calendar.pk}/removal/": {},
        "policies/new/": POLICY | {"calendar": calendar.pk},
        f"policies/{policy.pk}/": POLICY | {"calendar": calendar.pk},
        f"policies/{policy.pk}/place/": {"to": "up"},
        f"policies/{policy.pk}/steps/new/": prefixed(None, STEP),
        f"policies/{policy.pk}/steps/{share.pk}/": prefixed(share, STEP),
        "escalations/new/": prefixed(None, MOMENT),
        f"escalations/{moment.pk}/": prefixed(moment, MOMENT),
    }
    return [f"/desk/settings/{path}" for path in looks], {
        f"/desk/settings/{path}": sent for path, sent in sends.items()
    }


def test_settings_do_not_exist_for_agents(desk, house):
    looks, sends = pages(house)
    before = written()
    assert [desk.get(address).status_code for address in looks] == [404] * len(looks)
    assert [desk.post(address, sent).status_code for address, sent in sends.items()] == [404] * len(sends)
    assert "/desk/settings/" not in desk.get("/desk/calls/").content.decode()
    assert written() == before


def test_settings_ask_who_has_not_signed_in_to_do_so(client, house):
    looks, sends = pages(house)
    before = written()
    assert {client.get(address).status_code for address in looks} == {302}
    assert {client.post(address, sent).status_code for address, sent in sends.items()} == {302}
    assert written() == before


def test_manager_opens_every_page(boss, house):
    looks, _sends = pages(house)
    assert [boss.get(address).status_code for address in looks] == [200] * len(looks)
    cards = {card.href: card.figure for card in boss.get("/desk/settings/").context["cards"]}
    assert cards["/desk/settings/calendars/"] == "1 calendar"
    assert cards["/desk/settings/policies/"] == "1 policy"
    assert cards["/desk/settings/escalations/"] == "5 steps"
    assert '<a href="/desk/settings/"' in boss.get("/desk/calls/").content.decode()


def test_empty_house_says_what_is_missing(boss):
    assert "No calendars yet" in boss.get("/desk/settings/calendars/").content.decode()
    assert "Write one first." in boss.get("/desk/settings/policies/").content.decode()
    assert "Nobody is told" in boss.get("/desk/settings/escalations/").content.decode()
    assert boss.get("/desk/settings/policies/new/").headers["location"] == "/desk/settings/calendars/new/"


def test_manager_writes_a_calendar_and_changes_it(boss):
    row = {"days-0-day": "2026-12-24", "days-0-hours": "9–13", "days-0-name": "Nochebuena"}
    sent = CALENDAR | row | {"days-TOTAL_FORMS": "2", "days-1-day": "", "days-1-hours": ""}
    assert boss.post("/desk/settings/calendars/new/", sent).headers["location"] == "/desk/settings/calendars/"
    calendar = WorkCalendar.objects.get()
    assert (calendar.name, calendar.zone, calendar.region, calendar.is_default) == (
        "Tienda",
        "Atlantic/Canary",
        "CN",
        True,
    )
    assert calendar.hours.filter(weekday=0).count() == 2
    assert list(calendar.days.values_list("name", "hours")) == [("Nochebuena", [540, 780])]
    page = boss.get(f"/desk/settings/calendars/{calendar.pk}/")
    form, days = page.context["form"], page.context["days"]
    assert (form["monday"].value(), form["saturday"].value()) == ("9:00–14:00, 16:00–20:00", "10:00–14:00")
    assert [one["hours"].value() for one in days.initial_forms] == ["9:00–13:00"]
    year = page.context["holidays"][0]
    assert ("Sat 30 May", RestDays("ES", "CN").names(2026, "en")[dt.date(2026, 5, 30)], False) in year.days
    away = CALENDAR | row | {"days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "1", "days-0-DELETE": "on"}
    assert boss.post(f"/desk/settings/calendars/{calendar.pk}/", away | {"is_default": "on"}).status_code == 302
    assert (calendar.days.count(), calendar.hours.count()) == (0, 11)


def test_page_of_a_calendar_gives_an_example_by_its_clock(boss, house):
    calendar, _policy = house
    page = boss.get(f"/desk/settings/calendars/{calendar.pk}/")
    assert page.context["example"] == (
        "A case opened on Friday, 20 November 2026 at 17:30, with 8 hours to answer it, "
        "is due on Monday, 23 November 2026 at 16:30."
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (dict.fromkeys([*DAYS, "saturday"], ""), "__all__"),
        ({"monday": "14:00–9:00"}, "monday"),
        ({"monday": "9–14, 13–20"}, "monday"),
        ({"monday": "mornings"}, "monday"),
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"country": "ZZ"}, "country"),
        ({"region": "Baviera"}, "region"),
        ({"name": ""}, "name"),
        ({"name": "General"}, "name"),
    ],
)
def test_bad_calendar_is_refused_and_nothing_written(boss, house, given, field):
    before = written()
    response = boss.post("/desk/settings/calendars/new/", CALENDAR | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert written() == before


@pytest.mark.parametrize(
    "row",
    [
        {"days-0-day": "2026-13-24", "days-0-hours": ""},
        {"days-0-day": "", "days-0-hours": "9–14"},
        {"days-0-day": "2026-12-24", "days-0-hours": "14–9"},
    ],
)
def test_bad_day_is_refused_and_nothing_written(boss, house, row):
    before = written()
    response = boss.post("/desk/settings/calendars/new/", CALENDAR | row | {"days-TOTAL_FORMS": "1"})
    assert response.status_code == 422
    assert response.context["days"].total_error_count() == 1
    assert '<a href="#h-days">' in response.content.decode()
    assert written() == before
    lost = {name: value for name, value in CALENDAR.items() if not name.startswith("days-")}
    assert boss.post("/desk/settings/calendars/new/", lost).status_code == 422
    assert written() == before


def test_manager_takes_away_a_calendar_that_nothing_goes_by(boss, house):
    usual, _policy = house
    boss.post("/desk/settings/calendars/new/", CALENDAR)
    other = WorkCalendar.objects.get(name="Tienda")
    before = written()
    response = boss.post(f"/desk/settings/calendars/{usual.pk}/removal/", follow=True)
    assert "The usual calendar stays." in response.content.decode()
    assert written() == before
    assert boss.post(f"/desk/settings/calendars/{other.pk}/removal/").headers["location"] == "/desk/settings/calendars/"
    assert list(WorkCalendar.objects.all()) == [usual]


def test_manager_writes_a_policy_and_changes_it(boss, house):
    calendar, general = house
    customer = CustomerFactory(ref="C 7")
    sent = POLICY | {"calendar": calendar.pk, "kinds": ["complaint"], "priorities": ["4"], "customers": " C 7,"}
    response = boss.post("/desk/settings/policies/new/", sent)
    policy = SlaPolicy.objects.get(name="Urgentes")
    assert response.headers["location"] == f"/desk/settings/policies/{policy.pk}/"  # where its steps are written
    assert (policy.first_reply, policy.next_reply, policy.resolution) == (60, None, 1080)
    assert (policy.kinds, policy.priorities, list(policy.customers.all())) == (["complaint"], [4], [customer])
    form = boss.get(f"/desk/settings/policies/{policy.pk}/").context["form"]
    assert [form[name].value() for name in ("first_reply", "next_reply", "resolution")] == ["1 h", "", "18 h"]
    assert form["customers"].value() == "C 7"
    shown = {row.name: (conditions, targets) for row, conditions, targets in policies_of(boss)}
    assert shown["Urgentes"] == (
        ["Complaint", "Urgent", "1 customer"],
        [("First reply", "1 h"), ("Resolution", "18 h (2 d)")],
    )
    assert boss.post(f"/desk/settings/policies/{policy.pk}/place/", {"to": "up"}).status_code == 302
    assert list(SlaPolicy.objects.all()) == [policy, general]
    boss.post(f"/desk/settings/policies/{policy.pk}/", sent | {"active": "", "kinds": []})
    policy.refresh_from_db()
    assert (policy.active, policy.kinds) == (False, [])


def policies_of(client):
    return client.get("/desk/settings/policies/").context["policies"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first_reply": "", "resolution": ""}, "__all__"),
        ({"first_reply": "0 h"}, "first_reply"),
        ({"resolution": "soon"}, "resolution"),
        ({"resolution": "9999 d"}, "resolution"),
        ({"kinds": ["rant"]}, "kinds"),
        ({"priorities": ["9"]}, "priorities"),
        ({"customer_kind": "robot"}, "customer_kind"),
        ({"customers": "C-0"}, "customers"),
        ({"calendar": "0"}, "calendar"),
        ({"name": ""}, "name"),
        ({"name": "General"}, "name"),
    ],
)
def test_bad_policy_is_refused_and_nothing_written(boss, house, given, field):
    calendar, _policy = house
    before = written()
    response = boss.post("/desk/settings/policies/new/", POLICY | {"calendar": calendar.pk} | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert written() == before


def test_manager_writes_a_step_and_changes_it(boss, house):
    _calendar, policy = house
    ana, team = AgentFactory(name="Ana Ruiz"), TeamFactory()
    given = {"person": str(ana.pk), "assign": "hand_out", "team": str(team.pk), "priority": "3", "tags": "tarde"}
    address = f"/desk/settings/policies/{policy.pk}/"
    sent = prefixed(None, STEP | given | {"name": "A medias"})
    assert boss.post(f"{address}steps/new/", sent).headers["location"] == address
    step = policy.steps.get(percent=50)
    assert (step.due, step.name, step.active, step.minutes) == ("first_reply", "A medias", True, None)
    assert [(deed["do"], deed["to"]) for deed in step.deeds] == [
        ("team", team.pk), ("priority", 3), ("tag", "tarde"), ("hand_out", None),
        ("notify", "owner"), ("notify", "managers"), ("notify", ana.pk),
    ]  # fmt: skip
    (line,) = [line for line in boss.get(address).context["lines"] if line.step == step]
    assert (line.when, line.deeds[-1]) == ("At 50 % of the time", "Tell Ana Ruiz")
    assert {name: line.form[name].value() for name in given} == given
    assert line.form["tell"].value() == ["owner", "managers"]
    boss.post(f"{address}steps/{step.pk}/", prefixed(step, STEP | {"percent": "60", "assign": "nobody", "active": ""}))
    step.refresh_from_db()
    assert (step.percent, step.active, step.deeds[0]) == (60, False, {"do": "assign", "to": None})


def test_manager_writes_what_is_done_around_a_moment(boss, house):
    address = "/desk/settings/escalations/"
    assert boss.post(f"{address}new/", prefixed(None, MOMENT)).headers["location"] == address
    step = EscalationStep.objects.get(minutes=-2880)
    assert (step.policy, step.due, step.deeds) == (None, "legal", [{"do": "notify", "to": "managers"}])
    (line,) = [line for line in boss.get(address).context["lines"] if line.step == step]
    assert (line.when, line.form["length"].value(), line.form["side"].value()) == ("2 d before", "2 d", "before")
    boss.post(f"{address}{step.pk}/", prefixed(step, MOMENT | {"length": "90 min", "side": "after"}))
    step.refresh_from_db()
    assert step.minutes == 90
    boss.post(f"{address}{step.pk}/", prefixed(step, MOMENT | {"length": "", "side": "at"}))
    step.refresh_from_db()
    assert step.minutes == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"percent": "0"}, "percent"),
        ({"percent": ""}, "percent"),
        ({"due": "legal"}, "due"),
        ({"tell": []}, "__all__"),
        ({"tell": ["everybody"]}, "tell"),
        ({"person": "999999"}, "person"),
        ({"assign": "me"}, "assign"),
        ({"tags": "x" * 60}, "__all__"),
    ],
)
def test_bad_step_is_refused_in_its_place_and_nothing_written(boss, house, given, field):
    _calendar, policy = house
    old, before = policy.steps.first(), written()
    for step, path in ((None, "new"), (old, old.pk)):
        response = boss.post(f"/desk/settings/policies/{policy.pk}/steps/{path}/", prefixed(step, STEP | given))
        assert response.status_code == 422
        assert list(response.context["refused"].errors) == [field]
        (opened,) = re.findall(
            r"<details class=\"card fold step[^>]* open>.*?</details>", response.content.decode(), re.S
        )
        assert prefixed(step, {"due": ""}).popitem()[0] in opened
    assert written() == before


@pytest.mark.parametrize("given", [{"length": ""}, {"length": "0 d"}, {"length": "soon"}, {"side": "never"}])
def test_bad_moment_is_refused_and_nothing_written(boss, house, given):
    before = written()
    response = boss.post("/desk/settings/escalations/new/", prefixed(None, MOMENT | given))
    assert response.status_code == 422
    assert list(response.context["refused"].errors) == list(given)
    assert written() == before


def test_step_of_a_policy_is_not_one_of_another_or_of_all(boss, house):
    calendar, policy = house
    boss.post("/desk/settings/policies/new/", POLICY | {"calendar": calendar.pk})
    other, share = SlaPolicy.objects.get(name="Urgentes"), policy.steps.first()
    before = written()
    sent = prefixed(share, STEP)
    assert boss.post(f"/desk/settings/policies/{other.pk}/steps/{share.pk}/", sent).status_code == 404
    assert boss.post(f"/desk/settings/escalations/{share.pk}/", prefixed(share, MOMENT)).status_code == 404
    assert written() == before


def test_lists_cost_the_same_for_few_and_many(boss, house):
    _calendar, policy = house

    def queries(address):
        boss.get(address)  # what is read once for a version of the rows
        with CaptureQueriesContext(connection) as captured:
            boss.get(address)
        return len(captured)

    addresses = [
        f"/desk/settings/{path}" for path in ("calendars/", "policies/", f"policies/{policy.pk}/", "escalations/")
    ]
    few = [queries(address) for address in addresses]
    for n in range(12):
        given = {"zone": "Europe/Madrid", "hours": [((540, 1080),)] * 7, "by": SYSTEM, "now": NOW}
        calendar, _counted = save_calendar(calendar=None, name=f"C{n}", **given)
        made = SlaPolicy.objects.create(name=f"P{n}", calendar=calendar, first_reply=60, position=n)
        made.customers.add(CustomerFactory())
        told = {"deeds": [{"do": "notify", "to": AgentFactory().pk}]}
        EscalationStep.objects.create(policy=policy, due="resolution", percent=n + 1, **told)
        EscalationStep.objects.create(due="legal", minutes=-n, **told)
    many = [queries(address) for address in addresses]
    assert many[:2] == few[:2]
    # The first deed that names somebody has one more query, whose names all the others share.
    assert many[2:] == [count + 1 for count in few[2:]]
