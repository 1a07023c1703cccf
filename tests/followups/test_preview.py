"""What a plan would have made, before it is switched on."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from followups.actions.planning_deliveries import plan_deliveries
from followups.models import Arm, Call, Invitation, PlanVersion, Trouble
from followups.queries.preview import preview
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory, LineFactory, TeamFactory
from tests.followups.makers import (
    DELIVERY,
    NPS,
    delivered,
    make_version,
    only_plan,
    questionnaire,
    resolved,
    sent_survey,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_preview_counts_by_the_day_on_which_things_fall_due():
    AgentFactory.create_batch(2)
    version = only_plan(means="both")
    delivered(1)  # Sunday
    delivered(2)
    delivered(40)
    delivered(95)
    seen = preview(version, NOW)
    assert (seen.days, seen.facts, seen.agents) == (90, 3, 2)
    assert seen.calls == {dt.date(2026, 11, 17): 2, dt.date(2026, 10, 9): 1}
    assert seen.surveys == {dt.date(2026, 11, 20): 1, dt.date(2026, 11, 19): 1, dt.date(2026, 10, 12): 1}
    assert (seen.calls_a_day, seen.busiest, seen.calls_an_agent_a_day) == (1.5, 2, 0.75)


def test_preview_writes_nothing_and_needs_no_saved_version():
    delivered(2, customer=CustomerFactory(timezone="Mars/X", phone="none"))
    plan = only_plan().plan
    version = PlanVersion(
        plan=plan, number=99, means="both", questionnaire=questionnaire(*DELIVERY), created_at=NOW, holdout_percent=10
    )
    seen = preview(version, NOW)
    assert (seen.facts, seen.not_called, seen.surveys.total()) == (1, {"no_address": 1}, 1)
    for model in (Call, Invitation, Arm, Trouble):
        assert not model.objects.exists()
    assert PlanVersion.objects.filter(plan=plan).count() == 1


def test_preview_says_who_would_be_left_out_and_why():
    version = only_plan(means="both")
    for who in ({"phone": ""}, {"email": ""}, {"no_calls": True}, {"minor": True}, {}):
        delivered(2, customer=CustomerFactory(**who))
    seen = preview(version, NOW)
    assert seen.not_called == {"no_address": 1, "opted_out": 1, "minor": 1}
    assert seen.not_asked == {"no_address": 1, "minor": 1}
    assert (seen.calls.total(), seen.surveys.total()) == (2, 3)


def test_preview_is_what_the_planner_makes():
    for number in range(60):
        email = f"p{number}@correo.example" if number % 9 else ""
        delivered(1 + number / 6, customer=CustomerFactory(no_calls=number % 7 == 0, email=email))
    version = only_plan(means="both", sample_percent=70, holdout_percent=20, seed=5)
    seen = preview(version, NOW, days=12)
    plan_deliveries(now=NOW)
    calls, surveys = Call.objects.all(), Invitation.objects.all()
    assert seen.facts == calls.count() == surveys.count() == 60
    for model, told in ((calls, seen.not_called), (surveys, seen.not_asked)):
        reasons = list(model.exclude(reason="").values_list("reason", flat=True))
        assert told == {reason: reasons.count(reason) for reason in reasons}
    by_day = [due.astimezone(MADRID).date() for due in calls.filter(state="planned").values_list("due_at", flat=True)]
    assert seen.calls == {day: by_day.count(day) for day in by_day}


def test_preview_leaves_to_earlier_plans_what_is_theirs():
    special = delivered(2)
    delivered(2)
    version = only_plan(means="call", position=5)
    assert preview(version, NOW).facts == 2
    make_version(means="survey", position=1, lines=[special.product.line_id])
    assert preview(version, NOW).facts == 1
    make_version(means="survey", position=9)
    assert preview(version, NOW).facts == 1


def test_preview_says_which_plan_above_takes_what_fits():
    special = delivered(2)
    delivered(2)
    narrow = only_plan(means="call", position=5, lines=[special.product.line_id])
    assert preview(narrow, NOW).taken == {}
    make_version("Ancho", means="survey", position=1)
    seen = preview(narrow, NOW)
    assert (seen.facts, seen.taken) == (0, {"Ancho": 1})
    make_version("Todo", means="survey", position=0)
    assert preview(narrow, NOW).taken == {"Todo": 1}


def test_preview_of_cases_says_which_plan_above_takes_them():
    resolved(open_case(now=NOW - 9 * DAY), by=actor_of(AgentFactory()), at=NOW - 4 * DAY)
    below = only_plan("resolved")
    make_version("Antes", trigger="resolved", position=1)
    seen = preview(below, NOW)
    assert (seen.facts, seen.taken) == (0, {"Antes": 1})


@pytest.mark.parametrize(
    ("ages", "asked"),
    [([80, 5], 1), ([85, 60, 5], 1), ([5], 1), ([80, 79, 78], 1)],
)
@pytest.mark.parametrize("shared", ["email", "phone"])
def test_preview_keeps_people_in_peace_for_as_long_as_the_policy_says(ages, asked, shared):
    first = CustomerFactory()
    for age in ages:
        delivered(age, customer=CustomerFactory(**{shared: getattr(first, shared)}))
    seen = preview(only_plan(means="survey"), NOW)
    assert (seen.surveys.total(), seen.not_asked["asked_recently"]) == (asked, len(ages) - asked)


def test_preview_asks_again_when_the_time_of_quiet_is_over():
    customer = CustomerFactory()
    for age in (120, 90, 20):  # the second falls within it, and does not begin it anew
        delivered(age, customer=customer)
    seen = preview(only_plan(means="survey"), NOW, days=150)
    assert (seen.surveys.total(), seen.not_asked["asked_recently"]) == (2, 1)


def test_preview_counts_what_other_plans_really_sent_and_not_what_this_one_did():
    version, other = only_plan(means="survey"), make_version("Otro", means="survey", live=False)
    unit = delivered(10)
    sent_survey(unit, plan=version, sent_at=NOW - 60 * DAY)
    assert preview(version, NOW).surveys.total() == 1
    Invitation.objects.all().delete()
    sent_survey(unit, plan=other, sent_at=NOW - 60 * DAY)
    assert preview(version, NOW).not_asked == {"asked_recently": 1}


def test_preview_of_a_question_about_the_company_keeps_its_longer_distance():
    customer = CustomerFactory()
    for age in (170, 20):
        delivered(age, customer=customer)
    assert preview(only_plan(means="survey"), NOW, days=180).surveys.total() == 2
    relation = only_plan(means="survey", questionnaire=questionnaire(*NPS))
    assert preview(relation, NOW, days=180).surveys.total() == 1


def test_preview_of_a_plan_of_cases():
    agent = actor_of(AgentFactory())
    resolved(open_case(now=NOW - 9 * DAY), by=agent, at=NOW - 4 * DAY)
    resolved(open_case(now=NOW - 9 * DAY), by=agent, at=NOW - 100 * DAY)
    seen = preview(only_plan("resolved"), NOW)
    assert (seen.facts, seen.surveys) == (1, {NOW.date() - 3 * DAY: 1})


def test_preview_of_a_team_counts_its_agents():
    team = TeamFactory()
    AgentFactory().teams.add(team)
    AgentFactory(is_active=False).teams.add(team)
    AgentFactory()
    assert preview(only_plan(team=team), NOW).agents == 1
    empty = preview(only_plan(team=TeamFactory()), NOW)
    assert (empty.agents, empty.calls_an_agent_a_day) == (0, None)


def test_preview_of_guarantees_that_end():
    end = NOW.date() + 25 * DAY
    at = dt.datetime.combine(end.replace(year=end.year - 3), dt.time(11), dt.UTC)
    unit = delivered(2)
    type(unit.purchase).objects.update(purchased_at=at - DAY, purchased_on=at.date() - DAY)
    type(unit.delivery).objects.update(delivered_at=at, delivered_on=at.date())
    version = only_plan("guarantee", means="call", lead_days=30)
    seen = preview(version, NOW)
    assert (seen.days, seen.facts, seen.calls.total(), seen.taken) == (14, 1, 1, {})
    make_version("Antes", trigger="guarantee", means="call", position=1, lead_days=60)
    below = preview(version, NOW)
    assert (below.facts, below.calls.total(), below.taken) == (0, 0, {"Antes": 1})


def test_preview_costs_the_same_queries_for_any_number():
    version, counts = only_plan(means="both", holdout_percent=10), []
    for more in (1, 2, 27):
        for _ in range(more):
            delivered(2)
        with CaptureQueriesContext(connection) as captured:
            preview(version, NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_preview_counts_what_goes_to_plans_above_at_the_same_cost():
    line, version, counts = LineFactory(), only_plan(means="both"), []
    make_version("Antes", means="call", position=1, lines=[line.pk])
    delivered(2)
    for more in (1, 9):
        for _ in range(more):
            delivered(2, product__line=line)
        with CaptureQueriesContext(connection) as captured:
            seen = preview(version, NOW)
        counts.append(len(captured))
    assert (seen.facts, seen.taken, counts[0]) == (1, {"Antes": 10}, counts[1])
