"""Plans of follow-ups are written by managers, tried on the last days and switched on; agents do not find them."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEntry
from followups.actions.planning_deliveries import plan_deliveries
from followups.models import Call, CallCapacity, Invitation, Plan, PlanVersion, Policy
from tests.factories import CustomerFactory, LineFactory, ManagerFactory, TeamFactory, UnitFactory
from tests.followups.makers import CALL, DELIVERY, make_version, planned_call, questionnaire

pytestmark = pytest.mark.django_db
PLACE = "/desk/followups/plans/"


@pytest.fixture
def luis(db):
    return ManagerFactory(name="Luis Gil", language="en")


@pytest.fixture
def boss(luis):
    client = Client(headers={"accept-language": "en"})
    client.force_login(luis)
    return client


@pytest.fixture
def form():
    """A plan as its form sends it."""
    return {
        "name": "Call at once", "trigger": "delivered", "means": "both", "lead_days": "30", "currency": "EUR",
        "call_delay": "1", "call_unit": "working", "call_window_days": "14", "call_from": "10:00",
        "call_until": "19:00", "script": str(questionnaire(*CALL).pk), "attempts": "4", "attempt_days": "3",
        "dayparts": "2", "spacing_minutes": "180", "survey_delay": "5", "survey_unit": "days",
        "survey_window_days": "30", "medium": "email", "questionnaire": str(questionnaire(*DELIVERY).pk),
        "reminder_days": "", "expires_days": "60", "fallback_days": "7", "sample_percent": "100",
        "holdout_percent": "10", "loop_by": "case", "loop_days": "1",
    }  # fmt: skip


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def written():
    return [
        list(model.objects.order_by("pk").values()) for model in (Plan, PlanVersion, Policy, CallCapacity, AuditEntry)
    ]


def test_manager_writes_a_plan_tries_it_and_switches_it_on(boss, luis, form):
    line, team = LineFactory(name="Lavadoras"), TeamFactory(name="Llamadas")
    whom = {
        "lines": [str(line.pk)], "countries": "es, pt", "channels": ["online"], "value_from": "500", "late": "yes",
        "first_purchase": "no", "visits_over": "1", "team": str(team.pk), "hold_out": "on",
    }  # fmt: skip
    response = boss.post(f"{PLACE}new/", form | whom)
    plan = Plan.objects.get(name="Call at once")
    assert (response.status_code, response.url) == (302, f"{PLACE}{plan.pk}/versions/1/")
    version = plan.versions.get()
    assert (version.lines, version.countries, version.channels, version.value_from, version.currency) == (
        [line.pk], ["ES", "PT"], ["online"], 500, "EUR",
    )  # fmt: skip
    assert (version.late, version.first_purchase, version.visits_over, version.team) == (True, False, 1, team)
    assert (version.holdout_percent, version.reminder_days, version.author, plan.live) == (10, None, luis, None)
    page = text_of(boss.get(response.url))
    for words in (
        "Lavadoras", "Spain", "Online", "Came late", "Had bought before", "More than 1 visit", "€500.00",
        "Called 1 working day later.", "From 10:00 to 19:00 of their clock, by Llamadas",
        "10 in a hundred are not called, to compare.", "Switch it on",
    ):  # fmt: skip
        assert words in page
    response = boss.post(f"{PLACE}{plan.pk}/versions/1/activation/", {"seen": ""})
    plan.refresh_from_db()
    assert (response.status_code, plan.live) == (302, version)
    assert "«Call at once» is switched on" in text_of(boss.get(response.url))


def test_editor_shows_what_was_written_and_writes_the_next_version(boss, form):
    boss.post(f"{PLACE}new/", form | {"countries": "ES", "late": "no", "channels": ["store", "phone"]})
    plan = Plan.objects.get(name="Call at once")
    shown = boss.get(f"{PLACE}{plan.pk}/edit/").context["form"]
    again = {name: shown[name].value() for name in form} | {"seen": shown["seen"].value()}
    assert (again["seen"], shown["late"].value(), shown["channels"].value(), shown["countries"].value()) == (
        1, "no", ["store", "phone"], "ES",
    )  # fmt: skip
    response = boss.post(f"{PLACE}{plan.pk}/edit/", form | {"seen": "1", "attempts": "5", "trigger": "resolved"})
    assert (response.status_code, response.url) == (302, f"{PLACE}{plan.pk}/versions/2/")
    plan.refresh_from_db()
    assert (plan.trigger, list(plan.versions.values_list("number", "attempts"))) == ("delivered", [(2, 5), (1, 4)])
    assert boss.get(f"{PLACE}{plan.pk}/edit/?from=1").context["form"]["attempts"].value() == 4
    page = text_of(boss.get(f"{PLACE}{plan.pk}/versions/1/"))
    assert "Write on from version 1" in page


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "Uno"}, "name", "There is a plan with that name already."),
        ({"script": ""}, "script", "Choose what is asked in the call."),
        ({"questionnaire": ""}, "questionnaire", "Choose what is asked in the survey."),
        ({"call_from": "20:00"}, "call_until", "The calls end before they begin."),
        ({"call_from": "21:00", "call_until": "22:00"}, "call_from", "from 09:00 to 21:00 only (ES: Real Decreto"),
        ({"call_from": "10:00", "call_until": "12:00"}, "dayparts", "These hours are in 1 part of the day only"),
        ({"survey_window_days": "5"}, "survey_window_days", "Nobody would ever be asked"),
        ({"call_window_days": "1", "attempt_days": "1"}, "call_window_days", "Nobody would ever be called"),
        ({"reminder_days": "60"}, "reminder_days", "takes no answers any more on the day of the reminder"),
        (
            {"means": "survey_call", "fallback_days": "60", "call_window_days": "90"},
            "fallback_days",
            "it is over sooner",
        ),
        ({"countries": "ES, XQ"}, "countries", "There is no country XQ. Write its name or its two letters"),
        ({"attempts": "11"}, "attempts", "less than or equal to 10"),
        ({"hold_out": "on", "holdout_percent": "60"}, "holdout_percent", "less than or equal to 50"),
        ({"means": "survey", "hold_out": "on"}, "holdout_percent", "this plan has none"),
        ({"value_from": "10", "currency": ""}, "currency", "Say in which currency"),
    ],
)
def test_wrong_plan_is_refused_in_words_and_nothing_written(boss, form, given, field, sentence):
    make_version("Uno")
    before = written()
    response = boss.post(f"{PLACE}new/", form | given)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert sentence in text_of(response)
    assert written() == before


def test_all_that_is_wrong_with_a_plan_is_said_at_once(boss, form):
    make_version("Uno")
    given = {"name": "Uno", "countries": "Atlantis", "script": "", "call_from": "20:00", "attempts": "11"}
    response = boss.post(f"{PLACE}new/", form | given)
    assert set(response.context["form"].errors) == {"name", "countries", "script", "call_until", "attempts"}
    page = text_of(response)
    assert "Nothing was written yet. Please check this:" in page
    assert "Nothing was sent yet" not in page


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("españa", ["ES"]), ("Spain; portugal", ["ES", "PT"]), ("Costa Rica, ES", ["CR", "ES"]),
        ("es pt", ["ES", "PT"]), ("UK, Reino Unido", ["GB"]), ("MEXICO", ["MX"]), (" , ", []),
    ],
)  # fmt: skip
def test_countries_of_a_plan_are_written_by_name_or_code(boss, form, typed, codes):
    assert boss.post(f"{PLACE}new/", form | {"countries": typed}).status_code == 302
    assert PlanVersion.objects.get(plan__name="Call at once").countries == codes


@pytest.mark.parametrize(
    ("countries", "left"),
    [("", ["In Spain only from 09:00 to 21:00"]), ("CO", ["In Colombia only from 07:00 to 19:00"]), ("ES, CO", None)],
)
def test_plan_with_hours_wider_than_the_law_says_what_is_left_of_them(boss, form, countries, left):
    hours = {"call_from": "07:00", "call_until": "21:30"} if left else {}
    response = boss.post(f"{PLACE}new/", form | hours | {"countries": countries})
    page = text_of(boss.get(response.url))
    assert page.count("the law allows no more") == len(left or ())
    assert all(words in page for words in left or ())


def test_second_manager_is_shown_the_newer_version(boss, form):
    plan = make_version("Uno").plan
    boss.post(f"{PLACE}{plan.pk}/edit/", form | {"name": "Uno", "seen": "1"})
    before = written()
    response = boss.post(f"{PLACE}{plan.pk}/edit/", form | {"name": "Uno", "seen": "1", "attempts": "6"})
    assert response.status_code == 422
    assert "Luis Gil wrote version 2 meanwhile." in text_of(response)
    assert response.content.decode().count('role="alert"') == 1
    assert f'href="{PLACE}{plan.pk}/"' in response.content.decode()
    assert written() == before


def test_second_manager_who_switches_is_told(boss):
    version = make_version("Uno")
    before = written()
    response = boss.post(f"{PLACE}{version.plan_id}/versions/1/activation/", {"seen": ""})
    assert "Somebody switched this plan on or off meanwhile." in text_of(boss.get(response.url))
    response = boss.post(f"{PLACE}{version.plan_id}/activation/removal/", {"seen": "7"})
    assert "Somebody switched this plan on or off meanwhile." in text_of(boss.get(response.url))
    assert written() == before
    boss.post(f"{PLACE}{version.plan_id}/activation/removal/", {"seen": "1"})
    assert Plan.objects.get(pk=version.plan_id).live is None


def test_plan_that_is_tried_is_not_written(boss, form):
    now = timezone.now()
    Plan.objects.update(live=None, live_since=None)
    CallCapacity.objects.create(team=None, per_day=0)
    UnitFactory(
        purchase__customer=CustomerFactory(), purchase__purchased_at=now - dt.timedelta(days=20),
        delivery__delivered_at=now - dt.timedelta(days=10),
        delivery__delivered_on=(now - dt.timedelta(days=10)).date(),
    )  # fmt: skip
    before = written()
    response = boss.post(f"{PLACE}new/", form | {"try": "1"})
    seen = response.context["trial"].seen
    assert (response.status_code, seen.facts, seen.calls.total(), seen.surveys.total()) == (200, 1, 1, 1)
    page = text_of(response)
    assert "In the last 90 days 1 would have belonged to it. Calls: 1. Surveys: 1." in page
    assert "Calls a day 1 on days with calls, 1 on the busiest" in page
    assert "On 1 day there are more calls than the 0 that the team makes" in page
    assert response.content.decode().count('class="bar-over"') == 1
    assert (written(), Call.objects.count(), Invitation.objects.count()) == (before, 0, 0)
    assert boss.post(f"{PLACE}new/", form | {"try": "1", "script": ""}).status_code == 422


def test_preview_comes_apart_as_a_piece_and_as_a_page(boss):
    version = make_version("Uno", live=False)
    there = f"{PLACE}{version.plan_id}/versions/1/preview/"
    piece = boss.get(there, headers={"hx-request": "true"})
    assert (piece.status_code, "<html" in piece.content.decode()) == (200, False)
    assert "Nothing of the last 90 days would have belonged to it." in text_of(piece)
    assert "<html" in boss.get(there).content.decode()
    assert f'hx-get="{there}"' in boss.get(f"{PLACE}{version.plan_id}/").content.decode()


def test_preview_of_a_plan_below_a_wide_one_says_why_it_makes_nothing(boss):
    now = timezone.now()
    Plan.objects.update(live=None, live_since=None)
    UnitFactory(
        purchase__customer=CustomerFactory(), purchase__purchased_at=now - dt.timedelta(days=20),
        delivery__delivered_at=now - dt.timedelta(days=10),
        delivery__delivered_on=(now - dt.timedelta(days=10)).date(),
    )  # fmt: skip
    make_version("Wide", position=1)
    version = make_version("Narrow", position=2, live=False)
    page = text_of(boss.get(f"{PLACE}{version.plan_id}/versions/1/preview/"))
    assert "Nothing of the last 90 days would have belonged to it." in page
    assert "1 more that fits goes first to «Wide», which stands above: move this plan up" in page


def test_plans_stand_in_their_order_and_move(boss):
    plans = [make_version(name, live=name != "B").plan for name in "AB"]
    rest = Plan.objects.count() - 2
    assert boss.post(f"{PLACE}{plans[1].pk}/place/", {"to": "up"}).status_code == 302
    assert [shown.plan.name for shown in boss.get(PLACE).context["plans"]][rest:] == ["B", "A"]


def test_list_and_figures_cost_the_same_for_any_number(boss):
    counts = []
    for number in (1, 3, 30):
        while Plan.objects.count() < number + 2:
            planned_call(plan=make_version(live=Plan.objects.count() % 2 == 0, lines=[LineFactory().pk]))
        boss.get(PLACE)
        with CaptureQueriesContext(connection) as asked:
            assert boss.get(PLACE).status_code == 200
            assert boss.get(f"{PLACE}figures/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_policy_is_kept_with_the_limits_of_teams(boss):
    team = TeamFactory(name="Llamadas")
    page = boss.get("/desk/followups/policy/")
    given = {"transaction_days": "60", "relation_days": "120", "hold_minutes": "10", f"limit_{team.pk}": "40"}
    seen = page.context["form"]["seen"].value()
    assert boss.post("/desk/followups/policy/", given | {"seen": seen}).status_code == 302
    row = Policy.objects.get()
    assert (row.transaction_days, row.relation_days, row.hold_minutes) == (60, 120, 10)
    assert list(CallCapacity.objects.values_list("team", "per_day")) == [(team.pk, 40)]
    before = written()
    response = boss.post("/desk/followups/policy/", given | {"seen": seen, "hold_minutes": "20"})
    assert "Somebody changed this meanwhile." in text_of(boss.get(response.url))
    seen = boss.get("/desk/followups/policy/").context["form"]["seen"].value()
    response = boss.post("/desk/followups/policy/", given | {"seen": seen, "relation_days": "30"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["relation_days"])
    response = boss.post("/desk/followups/policy/", given | {"seen": seen, "hold_minutes": "0"})
    assert (response.status_code, written()) == (422, before)


def addresses(version):
    at = f"{PLACE}{version.plan_id}/"
    looks = [
        PLACE,
        f"{PLACE}figures/",
        f"{PLACE}new/",
        at,
        f"{at}edit/",
        f"{at}versions/1/",
        f"{at}versions/1/preview/",
    ]
    sends = [f"{PLACE}new/", f"{at}edit/", f"{at}place/", f"{at}versions/1/activation/", f"{at}activation/removal/"]
    return [*looks, "/desk/followups/policy/"], [*sends, "/desk/followups/policy/"]


def test_plans_do_not_exist_for_agents(desk, form):
    version = make_version("Uno")
    before = written()
    looks, sends = addresses(version)
    assert [desk.get(place).status_code for place in looks] == [404] * len(looks)
    assert [desk.post(place, form | {"seen": "1", "to": "up"}).status_code for place in sends] == [404] * len(sends)
    assert written() == before


def test_plan_that_is_not_there_is_not_found(boss):
    version = make_version("Uno")
    at = f"{PLACE}{version.plan_id}/"
    there = [f"{PLACE}999999/", f"{at}versions/9/", f"{at}versions/99999999999999/", f"{at}versions/9/preview/"]
    assert [boss.get(place).status_code for place in there] == [404] * len(there)
    assert boss.get(f"{at}edit/?from=99999999999999999").status_code == 200


def test_plan_that_is_switched_on_here_is_followed(boss, form):
    Plan.objects.update(live=None, live_since=None)
    now = timezone.now()
    unit = UnitFactory(
        purchase__customer=CustomerFactory(), purchase__purchased_at=now - dt.timedelta(days=9),
        delivery__delivered_at=now - dt.timedelta(days=1),
        delivery__delivered_on=(now - dt.timedelta(days=1)).date(),
    )  # fmt: skip
    boss.post(f"{PLACE}new/", form)
    plan = Plan.objects.get(name="Call at once")
    assert plan_deliveries(now=now) == 0
    boss.post(f"{PLACE}{plan.pk}/versions/1/activation/", {"seen": ""})
    assert plan_deliveries(now=now) == 2
    assert list(Call.objects.values_list("delivery", "plan__plan")) == [(unit.delivery_id, plan.pk)]
