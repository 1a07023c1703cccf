"""The planner: what is fresh gets its rows, once, whatever runs twice."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from customers.models import Customer, Delivery
from followups.actions import planning
from followups.actions.planning_cases import plan_cases
from followups.actions.planning_deliveries import plan_deliveries
from followups.models import Call, Invitation, Lane, Plan
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory
from tests.followups.makers import case_survey, delivered, only_plan, resolved, the_plans
from tickets.actions.aside import mark_spam
from tickets.actions.status import reopen_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plans():
    the_plans()


def plan_all(now=NOW):
    plan_deliveries(now=now)
    plan_cases(now=now)
    return made()


def made():
    """How many calls and surveys about deliveries, and how many surveys about cases."""
    surveys = Invitation.objects
    return (
        Call.objects.count(),
        surveys.filter(kind="delivery").count(),
        surveys.filter(kind="resolution").count(),
    )


def rows():
    calls = list(Call.objects.order_by("pk").values())
    return calls, list(Invitation.objects.order_by("pk").values())


def test_plan_makes_a_call_and_a_survey_for_a_fresh_delivery():
    unit = delivered(1)  # Sunday 15 November
    assert plan_deliveries(now=NOW) == 2
    call, survey = Call.objects.get(), Invitation.objects.get()
    plan = the_plans()[0]
    assert (call.delivery, call.customer, call.state) == (unit.delivery, unit.purchase.customer, "planned")
    assert (call.plan, call.kind, call.rank, call.created_at) == (plan, "delivery", 3, NOW)
    assert (call.lane.zone, call.lane.country, call.lane.region, call.lane.team) == ("Europe/Madrid", "ES", "MD", None)
    assert call.due_at == dt.datetime(2026, 11, 17, 9, 30, tzinfo=MADRID)
    assert (survey.delivery, survey.purchase, survey.questionnaire) == (
        unit.delivery,
        unit.purchase,
        plan.questionnaire,
    )
    assert (survey.plan, survey.source, survey.medium, survey.state) == (plan, "planned", "email", "planned")
    assert survey.due_at == dt.datetime(2026, 11, 20, 10, 0, tzinfo=MADRID)


def test_plan_calls_late_deliveries_before_others():
    late, usual = delivered(1), delivered(1)
    Delivery.objects.filter(pk=late.delivery_id).update(promised_on=NOW.date() - dt.timedelta(days=4))
    plan_all()
    assert dict(Call.objects.values_list("delivery", "rank")) == {late.delivery_id: 2, usual.delivery_id: 3}


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


def test_plan_asks_about_what_was_brought_late_as_soon_as_a_message_wakes_nobody():
    delivered(20)
    night = dt.datetime(2026, 11, 16, 3, 0, tzinfo=MADRID)
    plan_all(night)
    assert Invitation.objects.get().due_at == dt.datetime(2026, 11, 16, 9, 0, tzinfo=MADRID)


def test_quick_look_finds_the_last_days_only():
    fresh, old = delivered(1), delivered(5)
    assert plan_deliveries(now=NOW, since=NOW - dt.timedelta(days=2)) == 2
    assert Call.objects.get().delivery == fresh.delivery
    assert plan_deliveries(now=NOW) == 2
    assert set(Call.objects.values_list("delivery", flat=True)) == {fresh.delivery_id, old.delivery_id}


def test_plan_makes_nothing_of_a_delivery_on_its_way():
    delivered(1, delivery__promised_on=NOW.date())
    Delivery.objects.update(delivered_at=None, delivered_on=None, installed_at=None)
    assert plan_all() == (0, 0, 0)


def test_plan_makes_nothing_while_all_plans_are_off():
    Plan.objects.update(live=None, live_since=None)
    delivered(1)
    assert plan_all() == (0, 0, 0)


@pytest.mark.parametrize(
    ("who", "called", "asked"),
    [
        ({"phone": ""}, "no_address", ""),
        ({"email": ""}, "", "no_address"),
        ({"phone": "ask her son"}, "no_address", ""),
        ({"no_calls": True}, "opted_out", ""),
        ({"no_surveys": True}, "", "opted_out"),
        ({"minor": True}, "minor", "minor"),
        ({"deceased": True}, "deceased", "deceased"),
        ({"in_dispute": True}, "dispute", "dispute"),
        ({"quiet_from": dt.time(8), "quiet_to": dt.time(22)}, "no_hour", ""),
        ({"timezone": "Mars/X"}, "", ""),
    ],
)
def test_plan_suppresses_with_its_reason_what_cannot_be_done(who, called, asked):
    delivered(1, customer=CustomerFactory(**who))
    plan_all()
    call, survey = Call.objects.get(), Invitation.objects.get()
    assert (call.state, call.reason) == ("suppressed" if called else "planned", called)
    assert call.finished_at == (NOW if called else None)
    assert (survey.state, survey.reason) == ("suppressed" if asked else "planned", asked)


def test_plan_reaches_nobody_who_was_forgotten():
    unit = delivered(1)
    empty = dict.fromkeys(["name", "email", "phone", "address", "city", "postal_code"], "")
    Customer.objects.filter(pk=unit.purchase.customer_id).update(erased_at=NOW, **empty)
    plan_all()
    assert (Call.objects.get().reason, Invitation.objects.get().reason) == ("erased", "erased")


@pytest.mark.parametrize("shared", ["email", "phone"])
@pytest.mark.parametrize(
    ("said", "called", "asked"),
    [("no_calls", "opted_out", ""), ("no_surveys", "", "opted_out"), ("deceased", "deceased", "deceased")],
)
def test_plan_heeds_what_was_said_under_another_number(shared, said, called, asked):
    other = CustomerFactory(**{said: True})
    mine = delivered(1, customer=CustomerFactory(**{shared: getattr(other, shared)}))
    delivered(1, customer=CustomerFactory())
    plan_all()
    reasons = {call.delivery_id == mine.delivery_id: call.reason for call in Call.objects.all()}
    assert reasons == {True: called, False: ""}
    reasons = {survey.delivery_id == mine.delivery_id: survey.reason for survey in Invitation.objects.all()}
    assert reasons == {True: asked, False: ""}


def test_plan_twice_changes_nothing():
    agent = actor_of(AgentFactory())
    delivered(1)
    delivered(5, customer=CustomerFactory(phone=""))
    resolved(open_case(now=NOW - dt.timedelta(days=2)), by=agent, at=NOW - dt.timedelta(hours=3))
    assert plan_all()[2] == 1
    before = rows()
    assert plan_deliveries(now=NOW + dt.timedelta(minutes=1)) == 0
    assert plan_cases(now=NOW + dt.timedelta(minutes=1)) == 0
    assert rows() == before


def test_plan_leaves_alone_what_an_earlier_plan_follows():
    delivered(1)
    only_plan(means="call")
    assert plan_all() == (1, 0, 0)
    only_plan(means="both")
    assert plan_all() == (1, 0, 0)


def together(do, times=4):
    """Do it in several threads that begin at once; what they returned. No error passes."""
    ready, answers, errors = threading.Barrier(times), [], []

    def run():
        try:
            ready.wait(10)
            answers.append(do())
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return answers


@pytest.mark.django_db(transaction=True)
def test_plan_at_once_changes_nothing(monkeypatch):
    monkeypatch.setattr(planning, "CHUNK", 7)
    for _ in range(40):
        delivered(2)
    answers = together(lambda: plan_deliveries(now=NOW))
    while plan_deliveries(now=NOW):
        pass
    assert len(answers) == 4
    assert made() == (40, 40, 0)


@pytest.mark.django_db(transaction=True)
def test_plan_without_turns_still_makes_each_row_once(monkeypatch):
    """The last guard: were nobody to wait for a turn, the keys of the tables would hold."""
    monkeypatch.setattr(planning, "_take_turn", lambda subject: True)
    only_plan(holdout_percent=20)
    for _ in range(40):
        delivered(2)
    assert sum(together(lambda: plan_deliveries(now=NOW))) >= 80
    assert made() == (40, 40, 0)


@pytest.mark.django_db(transaction=True)
def test_second_planner_leaves_at_once():
    delivered(2)
    inside, leave = threading.Event(), threading.Event()

    def hold():
        from django.db import transaction

        try:
            with transaction.atomic():
                assert planning._take_turn(planning.Subject("delivery", "delivery", "delivery"))
                inside.set()
                leave.wait(20)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(20)
    assert plan_deliveries(now=NOW) == 0
    assert made() == (0, 0, 0)
    leave.set()
    holder.join()
    assert plan_deliveries(now=NOW) == 2


def test_plan_works_in_chunks(monkeypatch):
    monkeypatch.setattr(planning, "CHUNK", 3)
    for _ in range(7):
        delivered(2)  # all at one instant: the mark goes by their numbers
    assert plan_deliveries(now=NOW) == 14
    assert made() == (7, 7, 0)


def test_plan_costs_the_same_queries_for_any_number():
    delivered(2)
    plan_all()  # the lane is there
    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            delivered(2)
        with CaptureQueriesContext(connection) as captured:
            plan_all()
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.parametrize(("hours_ago", "surveys"), [(1, 1), (24 * 6, 1), (24 * 8, 0)])
def test_plan_asks_about_a_case_resolved_lately(hours_ago, surveys):
    at = NOW - dt.timedelta(hours=hours_ago)
    ticket = resolved(open_case(now=at - dt.timedelta(days=1)), by=actor_of(AgentFactory()), at=at)
    assert plan_cases(now=NOW) == surveys
    found = Invitation.objects.filter(kind="resolution", ticket=ticket, purchase=None, delivery=None)
    # What is overdue when it is planned is asked about now.
    assert [survey.due_at for survey in found] == [max(at + dt.timedelta(hours=24), NOW)] * surveys


def test_plan_does_not_ask_about_an_open_case():
    agent = actor_of(AgentFactory())
    ticket = resolved(open_case(now=NOW - dt.timedelta(days=2)), by=agent, at=NOW - dt.timedelta(hours=5))
    reopen_ticket(ticket=ticket, by=agent, now=NOW - dt.timedelta(hours=4))
    assert plan_cases(now=NOW) == 0


def test_plan_does_not_ask_about_spam():
    agent, at = actor_of(AgentFactory()), NOW - dt.timedelta(hours=5)
    ticket = resolved(open_case(now=NOW - dt.timedelta(days=2)), by=agent, at=at)
    mark_spam(ticket=ticket, by=agent, now=at)
    assert plan_cases(now=NOW) == 0


def test_plan_does_not_ask_about_a_case_of_safety():
    ticket = open_case(now=NOW - dt.timedelta(days=2))
    type(ticket).objects.filter(pk=ticket.pk).update(safety=True)
    ticket.refresh_from_db()
    resolved(ticket, by=actor_of(AgentFactory()), at=NOW - dt.timedelta(hours=5))
    assert plan_cases(now=NOW) == 1
    assert (Invitation.objects.get().state, Invitation.objects.get().reason) == ("suppressed", "safety")


def test_plan_asks_anew_when_a_reopened_case_is_resolved():
    agent = actor_of(AgentFactory())
    ticket = open_case(now=NOW - dt.timedelta(days=5))
    resolved(ticket, by=agent, at=NOW - dt.timedelta(days=4))
    survey = case_survey(ticket, state="suppressed", reason="reopened", due_at=NOW - dt.timedelta(days=3))
    reopen_ticket(ticket=ticket, by=agent, now=NOW - dt.timedelta(days=3))
    assert plan_cases(now=NOW) == 0
    resolved(ticket, by=agent, at=NOW - dt.timedelta(hours=1))
    assert plan_cases(now=NOW) == 1
    survey.refresh_from_db()
    assert (survey.state, survey.reason) == ("planned", "")
    assert survey.due_at == NOW + dt.timedelta(hours=23)
    assert plan_cases(now=NOW) == 0


@pytest.mark.parametrize(
    ("plan_them", "table", "index"),
    [
        (plan_deliveries, "customers_delivery", "delivery_by_completion"),
        (plan_cases, "tickets_ticket", "ticket_by_resolved"),
    ],
)
def test_fresh_facts_are_found_by_their_indexes(plan_them, table, index):
    """Those of the last days by when they were, and whether there is a call or a survey one by one."""
    with CaptureQueriesContext(connection) as asked:
        plan_them(now=NOW, since=NOW - dt.timedelta(days=2))
    [sql] = [query["sql"] for query in asked if f'FROM "{table}"' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}")
        told = "\n".join(line for (line,) in cursor.fetchall())
    assert index in told
    assert "SubPlan" in told
    assert ("Seq Scan" in told, "Anti Join" in told) == (False, False)


def test_plan_costs_the_same_queries_for_any_number_of_postal_codes():
    delivered(2)
    plan_all()  # the lane is there
    counts = []
    for some in (["28001"], [f"280{number:02}" for number in range(2, 22)]):
        for code in some:
            delivered(2, customer=CustomerFactory(postal_code=code))
        with CaptureQueriesContext(connection) as captured:
            plan_all()
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Lane.objects.count() == 1
