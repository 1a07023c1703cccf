"""Fitting a team's calls into its days: what moves, where to, what is too late, and that it is done once."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from core.models import Team
from followups.actions.capacity import fit_calls
from followups.models import Call, CallAttempt, CallCapacity, CallMove, Invitation
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory
from tests.followups.makers import delivered, make_version, planned_call

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
TUESDAY = dt.datetime(2026, 11, 17, 9, 30, tzinfo=MADRID)


@pytest.fixture
def plan():
    """Of a team that makes two calls a day."""
    team = Team.objects.create(name="Llamadas")
    CallCapacity.objects.create(team=team, per_day=2)
    return make_version(team=team)


def due(plan, ago=HOUR, *, days=4, **kwargs):
    return planned_call(delivered(days), due_at=NOW - ago, plan=plan, **kwargs)


def dues(calls):
    return [Call.objects.get(pk=call.pk).due_at for call in calls]


def test_fit_moves_the_least_urgent_to_the_next_day_with_room(plan):
    calls = [due(plan, n * MINUTE) for n in (50, 40, 30, 20, 10)]
    assert fit_calls(now=NOW) == 3
    assert dues(calls[:2]) == [call.due_at for call in calls[:2]]
    assert dues(calls[2:]) == [TUESDAY, TUESDAY, TUESDAY + DAY]
    moved = CallMove.objects.order_by("due_after", "call").values_list("call", "at", "why", "due_before", "due_after")
    assert list(moved) == [
        (call.pk, NOW, "capacity", call.due_at, after)
        for call, after in zip(calls[2:], [TUESDAY, TUESDAY, TUESDAY + DAY], strict=True)
    ]


def test_fit_twice_changes_nothing(plan):
    for n in range(7):
        due(plan, n * MINUTE)
    assert [fit_calls(now=NOW), fit_calls(now=NOW), CallMove.objects.count()] == [5, 0, 5]


def test_fit_never_moves_what_somebody_waits_for(plan):
    agreed, loops = [due(plan, HOUR, rank=0) for _ in range(2)], [due(plan, HOUR, rank=1) for _ in range(2)]
    late, usual = due(plan, 9 * HOUR, rank=2), due(plan, 99 * HOUR)
    assert fit_calls(now=NOW) == 2
    assert dues([*agreed, *loops]) == [call.due_at for call in [*agreed, *loops]]
    assert dues([late, usual]) == [TUESDAY, TUESDAY]


def test_fit_moves_the_usual_before_the_late(plan):
    usual, late, other = due(plan, 99 * HOUR), due(plan, MINUTE, rank=2), due(plan, 2 * MINUTE, rank=2)
    fit_calls(now=NOW)
    assert dues([usual, late, other]) == [TUESDAY, late.due_at, other.due_at]


def test_fit_counts_what_was_made_today(plan):
    made = due(plan, 3 * HOUR, state="done", outcome="content", finished_at=NOW - HOUR)
    CallAttempt.objects.create(call=made, at=NOW - HOUR, agent=AgentFactory(), outcome="content")
    CallAttempt.objects.create(call=made, at=NOW - DAY, agent=AgentFactory(), outcome="busy")
    first, second = due(plan, 2 * HOUR), due(plan)
    assert (fit_calls(now=NOW), dues([first, second])) == (1, [first.due_at, TUESDAY])


def test_fit_counts_what_is_due_later_today_and_was_not_made_before(plan):
    old, early = due(plan, 3 * DAY, days=9), due(plan, MINUTE)
    later = due(plan, -5 * HOUR)
    assert (fit_calls(now=NOW), dues([old, early, later])) == (1, [old.due_at, early.due_at, TUESDAY])


def test_fit_respects_what_is_planned_for_the_days_to_come(plan):
    for _ in range(2):
        due(plan, NOW - TUESDAY)
    calls = [due(plan, n * MINUTE) for n in (3, 2, 1)]
    fit_calls(now=NOW)
    assert dues(calls[2:]) == [TUESDAY + DAY]


def test_fit_goes_past_days_of_rest(plan):
    friday = dt.datetime(2026, 11, 20, 12, 0, tzinfo=MADRID)
    for n in range(3):
        planned_call(delivered(1), due_at=friday - n * MINUTE, plan=plan)
    assert fit_calls(now=friday) == 1
    assert CallMove.objects.get().due_after == dt.datetime(2026, 11, 23, 9, 30, tzinfo=MADRID)


def test_fit_what_would_be_too_late_is_not_called(plan):
    calls = [due(plan, n * MINUTE, days=14) for n in (3, 2, 1)]
    assert fit_calls(now=NOW) == 1
    states = list(Call.objects.filter(pk__in=[c.pk for c in calls]).order_by("pk").values_list("state", "reason"))
    assert states == [("planned", ""), ("planned", ""), ("suppressed", "capacity")]
    assert (CallMove.objects.count(), Invitation.objects.count()) == (0, 0)


def test_fit_what_would_be_too_late_is_asked_in_writing_where_the_plan_says_so(plan):
    plan = make_version(team=plan.team, means="call_survey")
    calls = [due(plan, n * MINUTE, days=14) for n in (3, 2, 1)]
    assert fit_calls(now=NOW) == 1
    survey = Invitation.objects.get()
    assert (survey.instead_of, survey.state, survey.delivery) == (calls[2], "planned", calls[2].delivery)


def test_fit_leaves_what_is_in_hand(plan):
    calls = [due(plan, n * MINUTE) for n in (3, 2, 1)]
    Call.objects.filter(pk=calls[2].pk).update(held_by=AgentFactory(), held_until=NOW + MINUTE)
    fit_calls(now=NOW)
    assert dues(calls) == [calls[0].due_at, TUESDAY, calls[2].due_at]


def test_fit_without_a_limit_moves_nothing():
    plan = make_version(team=Team.objects.create(name="Sin límite"))
    for _ in range(5):
        due(plan)
    assert (fit_calls(now=NOW), CallMove.objects.count()) == (0, 0)


def test_fit_of_no_team_is_a_team_of_its_own(plan):
    CallCapacity.objects.create(team=None, per_day=1)
    nobodys = make_version()
    calls = [due(nobodys, n * MINUTE) for n in (3, 2)] + [due(plan, n * MINUTE) for n in (3, 2)]
    assert (fit_calls(now=NOW), dues(calls)[1]) == (1, TUESDAY)


def test_fit_counts_each_place_by_its_own_day(plan):
    island = CustomerFactory(timezone="Pacific/Easter", country="CL", region="", postal_code="")
    night = dt.datetime(2026, 11, 17, 2, 0, tzinfo=MADRID)  # still Monday there
    there = planned_call(delivered(4, customer=island), due_at=night - HOUR, plan=plan)
    here = [planned_call(delivered(4), due_at=TUESDAY + n * MINUTE, plan=plan) for n in range(2)]
    assert fit_calls(now=night) == 1  # two of Tuesday here and one of Monday there: three of today
    assert (CallMove.objects.get().call, dues([there, here[0]])) == (here[1], [night - HOUR, TUESDAY])


def test_fit_a_team_that_calls_nobody_drops_all(plan):
    CallCapacity.objects.update(per_day=0)
    calls = [due(plan) for _ in range(3)]
    assert fit_calls(now=NOW) == 3
    assert Counter(Call.objects.filter(pk__in=[c.pk for c in calls]).values_list("reason", flat=True)) == {
        "capacity": 3
    }


def test_fit_costs_the_same_queries_for_any_number(plan):
    CallCapacity.objects.update(per_day=20)
    counts = []
    for more in (21, 10, 30):
        for _ in range(more):
            due(plan)
        with CaptureQueriesContext(connection) as captured:
            fit_calls(now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.django_db(transaction=True)
def test_fit_by_two_at_once_moves_each_once():
    team = Team.objects.create(name="Llamadas")
    CallCapacity.objects.create(team=team, per_day=5)
    plan = make_version(team=team)
    for n in range(40):
        due(plan, n * MINUTE)
    start, counts = threading.Barrier(3), []

    def run():
        start.wait(30)
        counts.append(fit_calls(now=NOW))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(counts), CallMove.objects.count(), Call.objects.filter(due_at__lt=NOW).count()) == (35, 35, 5)
