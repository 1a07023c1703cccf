"""The planner: what is fresh gets its rows, once, whatever runs twice."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from customers.models import Delivery
from followups import queries, tasks
from followups.actions import plan as planner
from followups.models import Call, Invitation
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory
from tests.followups.makers import case_survey, delivered, planned_call, resolved, the_plan
from tickets.actions.status import reopen_ticket

pytestmark = pytest.mark.django_db


def plan_all(now=NOW):
    plan = the_plan()
    return (
        planner.plan_calls(plan=plan, now=now),
        planner.plan_delivery_surveys(plan=plan, now=now),
        planner.plan_case_surveys(plan=plan, now=now),
    )


def rows():
    calls = list(Call.objects.order_by("pk").values())
    return calls, list(Invitation.objects.order_by("pk").values())


def test_plan_makes_a_call_and_a_survey_for_a_fresh_delivery():
    unit = delivered(1)  # Sunday 15 November
    assert plan_all() == (1, 1, 0)
    call, survey = Call.objects.get(), Invitation.objects.get()
    assert (call.delivery, call.customer, call.state) == (unit.delivery, unit.purchase.customer, "planned")
    assert call.due_at == dt.datetime(2026, 11, 17, 9, 30, tzinfo=MADRID)
    assert (survey.delivery, survey.purchase, survey.questionnaire) == (unit.delivery, unit.purchase, "delivery-1")
    assert survey.due_at == dt.datetime(2026, 11, 20, 10, 0, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("days_ago", "installed", "calls", "surveys"),
    [
        (13, None, 1, 1),
        (15, None, 0, 1),  # outside the window of calls
        (31, None, 0, 0),  # outside both
        (200, None, 0, 0),
        (200, 2, 1, 1),  # delivered long ago, installed now: that counts
        (20, 18, 0, 1),
        (-1, None, 0, 0),  # not yet
    ],
)
def test_plan_looks_at_when_the_delivery_was_complete(days_ago, installed, calls, surveys):
    delivered(days_ago, installed_days_ago=installed)
    assert plan_all() == (calls, surveys, 0)


def test_plan_makes_nothing_of_a_delivery_on_its_way():
    delivered(1, delivery__promised_on=NOW.date())
    Delivery.objects.update(delivered_at=None, delivered_on=None, installed_at=None)
    assert plan_all() == (0, 0, 0)


@pytest.mark.parametrize(
    ("who", "reason"), [({"phone": ""}, "no_address"), ({"no_calls": True}, "opted_out"), ({"timezone": "Mars/X"}, "")]
)
def test_plan_suppresses_a_call_that_cannot_be_made(who, reason):
    delivered(1, customer=CustomerFactory(**who))
    plan_all()
    call = Call.objects.get()
    assert (call.state, call.reason) == ("suppressed" if reason else "planned", reason)
    assert call.finished_at == (NOW if reason else None)


@pytest.mark.parametrize("shared", ["email", "phone"])
def test_plan_suppresses_a_call_to_who_opted_out_under_another_number(shared):
    said_no = CustomerFactory(no_calls=True)
    delivered(1, customer=CustomerFactory(**{shared: getattr(said_no, shared)}))
    delivered(1, customer=CustomerFactory())
    plan_all()
    assert sorted(Call.objects.values_list("state", "reason")) == [("planned", ""), ("suppressed", "opted_out")]


@pytest.mark.parametrize("shared", ["email", "phone"])
def test_drop_idle_calls_suppresses_those_of_who_opted_out_under_another_number(shared):
    call, other = planned_call(), planned_call()
    CustomerFactory(no_calls=True, **{shared: getattr(call.customer, shared)})
    assert planner.drop_idle_calls(plan=the_plan(), now=NOW) == 1
    call.refresh_from_db()
    other.refresh_from_db()
    assert (call.state, call.reason, other.state) == ("suppressed", "opted_out", "planned")


def test_plan_twice_changes_nothing():
    agent = actor_of(AgentFactory())
    delivered(1)
    delivered(5, customer=CustomerFactory(phone=""))
    resolved(open_case(now=NOW - dt.timedelta(days=2)), by=agent, at=NOW - dt.timedelta(hours=3))
    assert plan_all()[2] == 1
    before = rows()
    assert plan_all(NOW + dt.timedelta(minutes=1)) == (0, 0, 0)
    assert rows() == before


@pytest.mark.django_db(transaction=True)
def test_plan_at_once_changes_nothing(monkeypatch):
    for _ in range(20):
        delivered(2)
    both = threading.Barrier(2)
    read = queries.without_call

    def read_together(since, until):
        found = list(read(since, until))
        both.wait(10)  # both have seen all before either writes
        return found

    monkeypatch.setattr(queries, "without_call", read_together)
    plan, trouble = the_plan(), []

    def run():
        try:
            planner.plan_calls(plan=plan, now=NOW)
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert Call.objects.count() == 20


def test_plan_works_in_batches(monkeypatch):
    monkeypatch.setattr(planner, "BATCH", 3)
    for _ in range(7):
        delivered(2)
    assert plan_all() == (7, 7, 0)
    assert (Call.objects.count(), Invitation.objects.count()) == (7, 7)


def test_plan_costs_the_same_queries_for_any_number():
    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            delivered(2)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            plan_all()
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_fresh_deliveries_are_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # Without the joins, whose order depends on what the tests before have left in the statistics.
        found = queries.completed_between(NOW - dt.timedelta(days=14), NOW).select_related(None).explain()
    assert "delivery_by_completion" in found


@pytest.mark.parametrize(("hours_ago", "made"), [(1, 1), (24 * 6, 1), (24 * 8, 0)])
def test_plan_asks_about_a_case_resolved_lately(hours_ago, made):
    at = NOW - dt.timedelta(hours=hours_ago)
    ticket = resolved(open_case(now=at - dt.timedelta(days=1)), by=actor_of(AgentFactory()), at=at)
    assert planner.plan_case_surveys(plan=the_plan(), now=NOW) == made
    found = Invitation.objects.filter(kind="resolution", ticket=ticket, questionnaire="resolution-1")
    assert [survey.due_at for survey in found] == [at + dt.timedelta(hours=24)] * made


def test_plan_does_not_ask_about_an_open_case():
    agent = actor_of(AgentFactory())
    ticket = resolved(open_case(now=NOW - dt.timedelta(days=2)), by=agent, at=NOW - dt.timedelta(hours=5))
    reopen_ticket(ticket=ticket, by=agent, now=NOW - dt.timedelta(hours=4))
    assert planner.plan_case_surveys(plan=the_plan(), now=NOW) == 0


def test_plan_asks_anew_when_a_reopened_case_is_resolved():
    agent = actor_of(AgentFactory())
    ticket = open_case(now=NOW - dt.timedelta(days=5))
    resolved(ticket, by=agent, at=NOW - dt.timedelta(days=4))
    survey = case_survey(ticket, state="suppressed", reason="reopened", due_at=NOW - dt.timedelta(days=3))
    reopen_ticket(ticket=ticket, by=agent, now=NOW - dt.timedelta(days=3))
    assert planner.plan_case_surveys(plan=the_plan(), now=NOW) == 0
    resolved(ticket, by=agent, at=NOW - dt.timedelta(hours=1))
    assert planner.plan_case_surveys(plan=the_plan(), now=NOW) == 1
    survey.refresh_from_db()
    assert (survey.state, survey.reason) == ("planned", "")
    assert survey.due_at == NOW + dt.timedelta(hours=23)
    assert planner.plan_case_surveys(plan=the_plan(), now=NOW) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"customer": {"no_calls": True}}, "opted_out"),
        ({"customer": {"phone": ""}}, "no_address"),
        ({"delivery": {"delivered_at": None, "delivered_on": None}}, "not_delivered"),
        ({"call": {"due_at": NOW - dt.timedelta(days=15)}}, "too_late"),
        ({}, ""),
    ],
)
def test_drop_idle_calls_suppresses_those_not_to_be_made(change, reason):
    call = planned_call()
    for name, values in change.items():
        row = call if name == "call" else getattr(call, name)
        type(row).objects.filter(pk=row.pk).update(**values)
    assert planner.drop_idle_calls(plan=the_plan(), now=NOW) == bool(reason)
    call.refresh_from_db()
    assert (call.state, call.reason) == ("suppressed" if reason else "planned", reason)


def test_task_plans_nothing_when_follow_ups_are_switched_off():
    delivered(1)
    type(the_plan()).objects.update(active=False)
    assert tasks.plan(unknown="ignored") == 0
    assert rows() == ([], [])
