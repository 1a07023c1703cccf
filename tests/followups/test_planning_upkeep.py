"""Calls that wait while the world goes on."""

import datetime as dt

import pytest

from followups.actions import planning_upkeep
from followups.actions.planning_rounds import plan_everything, tidy_calls
from followups.actions.planning_upkeep import drop_idle_calls, put_off_calls, redate_calls
from followups.models import Call, CallAttempt, CallMove, Invitation
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory
from tests.followups.makers import delivered, only_plan, planned_call, sent_survey, the_plans

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def change(changed, /, **told):
    for name, values in told.items():
        row = changed if name == "call" else getattr(changed, name)
        type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"customer": {"no_calls": True}}, "opted_out"),
        ({"customer": {"phone": ""}}, "no_address"),
        ({"customer": {"minor": True}}, "minor"),
        ({"customer": {"deceased": True, "phone": ""}}, "deceased"),
        ({"customer": {"in_dispute": True}}, "dispute"),
        ({"delivery": {"delivered_at": None, "delivered_on": None}}, "not_delivered"),
        ({"delivery": {"delivered_at": NOW - 16 * DAY}}, "too_late"),
        ({"delivery": {"delivered_at": NOW - 16 * DAY}, "call": {"rank": 0}}, ""),
        ({"delivery": {"delivered_at": NOW - 16 * DAY}, "call": {"plan": None}}, ""),
        ({"customer": {"no_calls": True}, "call": {"held_until": NOW + DAY}}, ""),
        ({"customer": {"no_calls": True}, "call": {"due_at": NOW + DAY}}, ""),
        ({"customer": {"no_calls": True}, "call": {"held_until": NOW - DAY}}, "opted_out"),
        ({}, ""),
    ],
)
def test_drop_idle_calls_suppresses_those_not_to_be_made(told, reason):
    call = planned_call()
    change(call, **told)
    assert drop_idle_calls(now=NOW) == bool(reason)
    call.refresh_from_db()
    assert (call.state, call.reason) == ("suppressed" if reason else "planned", reason)
    assert (call.finished_at == NOW, call.held_by) == (bool(reason), None)
    assert drop_idle_calls(now=NOW) == 0


@pytest.mark.parametrize("shared", ["email", "phone"])
def test_drop_idle_calls_suppresses_those_of_who_opted_out_under_another_number(shared):
    call, other = planned_call(), planned_call()
    CustomerFactory(no_calls=True, **{shared: getattr(call.customer, shared)})
    assert drop_idle_calls(now=NOW) == 1
    call.refresh_from_db()
    other.refresh_from_db()
    assert (call.state, call.reason, other.state) == ("suppressed", "opted_out", "planned")


def test_drop_idle_calls_gives_up_those_about_a_case_that_was_opened_again():
    ticket = open_case(now=NOW - 2 * DAY)
    call = planned_call(kind="resolution", delivery=None, ticket=ticket)
    assert drop_idle_calls(now=NOW) == 1
    call.refresh_from_db()
    assert call.reason == "reopened"


def test_put_off_moves_due_calls_behind_the_quiet_hours():
    quiet = planned_call(delivered(4, customer=CustomerFactory(quiet_from=dt.time(9), quiet_to=dt.time(13))))
    agreed = planned_call(delivered(4, customer=CustomerFactory(quiet_from=dt.time(9), quiet_to=dt.time(13))), rank=0)
    other = planned_call()
    assert put_off_calls(now=NOW) == 1
    before = quiet.due_at
    quiet.refresh_from_db()
    assert quiet.due_at == dt.datetime(2026, 11, 16, 13, 0, tzinfo=MADRID)
    assert CallMove.objects.values_list("call", "at", "why", "due_before", "due_after").get() == (
        quiet.pk,
        NOW,
        "quiet",
        before,
        quiet.due_at,
    )
    for call in (agreed, other):
        due = call.due_at
        call.refresh_from_db()
        assert call.due_at == due
    assert put_off_calls(now=NOW) == 0


def test_tidying_ends_with_somebody_who_is_never_free():
    planned_call(delivered(4, customer=CustomerFactory(quiet_from=dt.time(22), quiet_to=dt.time(21))))
    assert tidy_calls(now=NOW) == 0
    assert Call.objects.get().state == "planned"  # whoever picks it up gives it up


def test_redate_moves_a_call_when_the_installation_comes_later():
    the_plans()
    unit = delivered(1)
    plan_everything(now=NOW)
    call = Call.objects.get()
    assert call.due_at == dt.datetime(2026, 11, 17, 9, 30, tzinfo=MADRID)
    later = NOW + dt.timedelta(hours=20)
    type(unit.delivery).objects.filter(pk=unit.delivery_id).update(installed_at=later)
    plan_everything(now=later)
    before, _ = call.due_at, call.refresh_from_db()
    assert call.due_at == dt.datetime(2026, 11, 19, 9, 30, tzinfo=MADRID)
    assert CallMove.objects.values_list("why", "due_before", "due_after").get() == ("later", before, call.due_at)
    assert redate_calls(now=later) == 0


def test_redate_leaves_what_was_tried_or_agreed():
    calls = [planned_call(delivered(3, installed_days_ago=0), due_at=NOW + DAY) for _ in range(3)]
    CallAttempt.objects.create(call=calls[0], at=NOW, agent=AgentFactory(), outcome="busy")
    change(calls[1], call={"rank": 0})
    assert redate_calls(now=NOW) == 1
    assert CallMove.objects.get().call == calls[2]


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({"delivery": {"delivered_at": NOW - 16 * DAY}}, 1),
        ({"customer": {"phone": ""}}, 1),
        ({"customer": {"no_calls": True}}, 1),
        ({"customer": {"deceased": True}}, 0),
        ({"delivery": {"delivered_at": None, "delivered_on": None}}, 0),
    ],
)
def test_drop_idle_calls_asks_in_writing_where_the_plan_says_so(told, asked):
    call = planned_call(plan=only_plan(means="call_survey"))
    change(call, **told)
    assert drop_idle_calls(now=NOW) == 1
    assert list(Invitation.objects.values_list("instead_of", "state")) == [(call.pk, "planned")] * asked
    assert drop_idle_calls(now=NOW) == 0


def test_drop_idle_calls_leaves_in_peace_who_answered_after_all():
    plan = only_plan(means="survey_call")
    calls = [planned_call(plan=plan) for _ in range(3)]
    change(calls[2], call={"rank": 0})  # they asked for that hour
    for call in (calls[0], calls[2]):
        sent_survey(call.delivery.units.get(), plan=plan, started_at=NOW)
    sent_survey(calls[1].delivery.units.get(), plan=plan)
    assert drop_idle_calls(now=NOW) == 1
    assert list(Call.objects.order_by("pk").values_list("state", "reason")) == [
        ("suppressed", "contacted_us"), ("planned", ""), ("planned", ""),
    ]  # fmt: skip


def test_put_off_goes_on_behind_those_who_are_never_free(monkeypatch):
    monkeypatch.setattr(planning_upkeep, "BATCH", 2)
    for _ in range(3):
        planned_call(delivered(4, customer=CustomerFactory(quiet_from=dt.time(22), quiet_to=dt.time(21))))
    quiet = planned_call(delivered(4, customer=CustomerFactory(quiet_from=dt.time(9), quiet_to=dt.time(13))))
    assert put_off_calls(now=NOW) == 1
    assert CallMove.objects.get().call == quiet
