"""Calls that were given up for want of a phone come back when there is one, while it is not too late for them."""

import datetime as dt
from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from customers.actions.contact import Contact, correct_contact
from customers.models import Customer
from followups import arms
from followups.actions.mended_phones import plan_mended_phones
from followups.actions.next_call import take_next_call
from followups.actions.planning_deliveries import plan_deliveries
from followups.actions.planning_rounds import plan_everything
from followups.models import Arm, Call, CallAttempt, Invitation, Plan, Trouble
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory, ProductFactory
from tests.followups.makers import case_survey, delivered, only_plan, planned_call, planned_survey, the_plans

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def mend(*customers):
    for customer in customers:
        Customer.objects.filter(pk=customer.pk).update(phone=f"+3460022{customer.pk:05d}")


def no_phone(unit=None, **kwargs):
    """A call that was given up, to somebody who has a phone by now."""
    given = {"state": "suppressed", "reason": "no_address", "finished_at": NOW - DAY}
    return planned_call(unit, **given | kwargs)


def ends():
    return list(Call.objects.order_by("pk").values_list("state", "reason"))


@pytest.mark.parametrize("phone", ["", "600 ask", "0034600111222"])
def test_call_comes_back_when_the_phone_is_mended(phone):
    the_plans()
    unit = delivered(1, customer=CustomerFactory(phone=phone))
    plan_deliveries(now=NOW)
    before = Call.objects.get()
    assert ends() == [("suppressed", "no_address")]
    plan_everything(now=NOW)
    assert ends() == [("suppressed", "no_address")]
    mend(unit.purchase.customer)
    plan_everything(now=NOW)
    call = Call.objects.get()
    assert (call.pk, call.state, call.reason, call.finished_at) == (before.pk, "planned", "", None)
    assert (call.due_at, call.rank, call.plan, call.moves.count()) == (before.due_at, before.rank, before.plan, 0)
    assert Trouble.objects.open().count() == 0
    plan_everything(now=NOW)
    assert (Call.objects.count(), Invitation.objects.count()) == (1, 1)
    assert plan_mended_phones(now=NOW) == 0


@pytest.mark.parametrize(("phone", "is_open"), [("601 ask", True), ("", True), ("+34600111222", False)])
def test_trouble_with_a_phone_is_settled_by_one_that_can_be_dialled(phone, is_open):
    the_plans()
    unit = delivered(1, customer=CustomerFactory(phone="600 ask"))
    plan_everything(now=NOW)
    Customer.objects.filter(pk=unit.purchase.customer_id).update(phone=phone)
    plan_everything(now=NOW)
    assert Trouble.objects.open().exists() == is_open


@pytest.mark.parametrize(("days", "state"), [(13, "planned"), (16, "suppressed"), (40, "suppressed")])
def test_call_does_not_come_back_when_it_is_too_late(days, state):
    no_phone(delivered(days), due_at=NOW - (days - 1) * DAY)
    assert plan_mended_phones(now=NOW) == (state == "planned")
    assert ends() == [(state, "" if state == "planned" else "no_address")]


def test_call_that_was_agreed_is_usual_again_and_has_its_window():
    for days in (3, 16):
        no_phone(delivered(days), rank=0)
    assert plan_mended_phones(now=NOW) == 1
    assert list(Call.objects.order_by("pk").values_list("state", "rank")) == [("planned", 3), ("suppressed", 0)]


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ({"no_calls": True}, "opted_out"),
        ({"minor": True}, "minor"),
        ({"quiet_from": "01:00", "quiet_to": "00:59"}, "no_hour"),
    ],
)
def test_call_that_is_not_to_be_made_says_why(says, reason):
    call = no_phone()
    Customer.objects.filter(pk=call.customer_id).update(**says)
    assert plan_mended_phones(now=NOW) == 0
    assert ends() == [("suppressed", reason)]


def test_call_of_who_wants_none_under_another_record_does_not_come_back():
    call = no_phone()
    CustomerFactory(phone=call.customer.phone, no_calls=True)
    assert (plan_mended_phones(now=NOW), ends()) == (0, [("suppressed", "opted_out")])


def test_call_about_what_is_undone_does_not_come_back():
    call, again = no_phone(), open_case(now=NOW - 2 * DAY)
    type(call.delivery).objects.filter(pk=call.delivery_id).update(delivered_at=None, delivered_on=None)
    no_phone(kind="resolution", delivery=None, ticket=again)
    assert (plan_mended_phones(now=NOW), ends()) == (0, [("suppressed", "no_address")] * 2)


def test_call_of_a_plan_that_is_off_does_not_come_back():
    call = no_phone()
    Plan.objects.filter(pk=call.plan.plan_id).update(live=None, live_since=None)
    assert (plan_mended_phones(now=NOW), ends()) == (0, [("suppressed", "no_address")])


def test_call_does_not_come_back_to_who_is_asked_instead():
    plan, units = only_plan(means="call_survey"), [delivered(3) for _ in range(3)]
    for unit in units:
        no_phone(unit, plan=plan)
    planned_survey(units[0], plan=plan)
    planned_survey(units[1], plan=plan, state="suppressed", reason="no_address")
    assert plan_mended_phones(now=NOW) == 2
    assert [state for state, _reason in ends()] == ["suppressed", "planned", "planned"]


def test_call_does_not_come_back_to_who_answered_the_survey_before_it():
    plan, units = only_plan(means="survey_call", fallback_days=2), [delivered(3) for _ in range(2)]
    for unit in units:
        no_phone(unit, plan=plan)
    sent = {"plan": plan, "state": "sent", "sent_at": NOW - 2 * DAY}
    planned_survey(units[0], started_at=NOW - DAY, **sent)
    planned_survey(units[1], **sent)
    assert plan_mended_phones(now=NOW) == 1
    assert [state for state, _reason in ends()] == ["suppressed", "planned"]


def test_call_about_a_day_comes_back_before_it():
    plan = only_plan("guarantee", means="call", lead_days=30)
    for days in (5, -2):
        call = no_phone(plan=plan, due_at=NOW - 25 * DAY)
        of_day = {"unit": call.delivery.units.get(), "about_on": NOW.date() + days * DAY}
        Call.objects.filter(pk=call.pk).update(kind="guarantee", delivery=None, **of_day)
    assert plan_mended_phones(now=NOW) == 1
    assert [state for state, _reason in ends()] == ["planned", "suppressed"]


def test_call_after_an_unhappy_answer_does_not_come_back_for_it_has_become_a_case():
    ticket = open_case()
    no_phone(kind="loop", delivery=None, ticket=ticket, invitation=case_survey(ticket), rank=1)
    assert (plan_mended_phones(now=NOW), ends()) == (0, [("suppressed", "no_address")])


def test_calls_that_come_back_take_part_in_the_experiment():
    plan, product = only_plan(means="call", holdout_percent=50), ProductFactory()
    for _ in range(10):
        no_phone(delivered(3, product=product), plan=plan)
    assert plan_mended_phones(now=NOW) == 5
    held = set(Arm.objects.filter(held_out=True).values_list("delivery", flat=True))
    assert (Arm.objects.count(), len(held)) == (10, 5)
    assert set(Call.objects.filter(reason="held_out").values_list("delivery", flat=True)) == held
    assert set(Call.objects.filter(state="planned").values_list("delivery", flat=True)).isdisjoint(held)


def test_call_that_comes_back_keeps_its_place_in_the_experiment():
    plan = only_plan(means="call", holdout_percent=50)
    call = no_phone(plan=plan)
    Arm.objects.create(plan=plan, delivery=call.delivery, stratum="x", place=0, held_out=False, assigned_at=NOW)
    assert (plan_mended_phones(now=NOW), Arm.objects.count()) == (1, 1)


def test_calls_that_come_back_are_of_the_sample():
    plan = only_plan(means="call", sample_percent=40)
    calls = [no_phone(delivered(3), plan=plan) for _ in range(20)]
    chosen = {call.pk for call in calls if arms.sampled(plan.seed, f"delivery:{call.delivery_id}", 40)}
    assert 0 < len(chosen) < 20
    assert plan_mended_phones(now=NOW) == len(chosen)
    assert set(Call.objects.filter(reason="sampled_out").values_list("pk", flat=True)) == {c.pk for c in calls} - chosen


def wrong_number(outcome="wrong_number", *, days=1, tries=1, **says):
    """A call that ended with a number that was not theirs, so many days before NOW, at the last of so many tries."""
    call = planned_call(delivered(days + 2), due_at=NOW - (days + 1) * DAY, **says)
    agent, ended = AgentFactory(), NOW - days * DAY
    for number in reversed(range(tries)):
        missed = {"call": call, "at": ended - number * dt.timedelta(minutes=5), "agent": agent}
        CallAttempt.objects.create(outcome="no_answer" if number else outcome, **missed)
    Call.objects.filter(pk=call.pk).update(state="no_contact", outcome=outcome, finished_at=ended)
    return call


def correct(*calls, at=NOW, **says):
    for call in calls:
        person = call.customer
        told = {"phone": f"+34633{person.pk:06d}"} | says
        contact = Contact(**asdict(Contact.of(person)) | told)
        correct_contact(customer=person, seen=Contact.of(person), contact=contact, by=actor_of(AgentFactory()), now=at)


@pytest.mark.parametrize("outcome", ["wrong_number", "disconnected"])
def test_call_that_ended_with_a_wrong_number_comes_back_when_it_is_corrected(outcome):
    call = wrong_number(outcome)
    assert plan_mended_phones(now=NOW) == 0
    correct(call)
    assert plan_mended_phones(now=NOW) == 1
    call.refresh_from_db()
    assert (call.state, call.outcome, call.finished_at, call.attempts.count()) == ("planned", "", None, 1)
    afternoon = dt.datetime(2026, 11, 16, 13, 0, tzinfo=MADRID)
    assert call.due_at == afternoon  # it was dialled in the morning
    assert list(call.moves.values_list("why", flat=True)) == ["missed"]
    assert plan_mended_phones(now=NOW) == 0
    assert take_next_call(by=actor_of(AgentFactory()), now=afternoon) == call


@pytest.mark.parametrize(
    ("ended", "corrected"),
    [
        ({"outcome": "language"}, {}),
        ({}, {"phone": "+34600111222", "at": NOW - 2 * DAY}),  # before it was dialled
        ({"days": 16}, {}),  # its window is over
        ({"tries": 4}, {}),  # its plan allows no other attempt
    ],
)
def test_call_that_ended_with_a_wrong_number_stays_as_it_ended(ended, corrected):
    call = wrong_number(**ended)
    correct(call, **corrected)
    assert (plan_mended_phones(now=NOW), Call.objects.get().state) == (0, "no_contact")


def test_call_with_a_wrong_number_does_not_come_back_for_another_correction_or_wish():
    other, wishes = wrong_number(), wrong_number()
    correct(other, phone=other.customer.phone, language="en")
    correct(wishes)
    Customer.objects.filter(pk=wishes.customer_id).update(no_calls=True)
    assert (plan_mended_phones(now=NOW), ends()) == (0, [("no_contact", "")] * 2)


def test_call_with_a_wrong_number_does_not_come_back_to_who_is_asked_instead():
    plan = only_plan(means="call_survey")
    calls = [wrong_number(plan=plan) for _ in range(2)]
    planned_survey(calls[0].delivery.units.get(), plan=plan)
    correct(*calls)
    assert plan_mended_phones(now=NOW) == 1
    assert [state for state, _reason in ends()] == ["no_contact", "planned"]


def test_calls_with_a_wrong_number_cost_the_same_queries_for_any_number():
    wrong_number()
    with CaptureQueriesContext(connection) as one:
        plan_mended_phones(now=NOW)
    for _ in range(4):
        wrong_number()
    with CaptureQueriesContext(connection) as many:
        plan_mended_phones(now=NOW)
    assert len(one) == len(many)


def test_all_of_several_batches_come_back_past_those_that_are_too_late(monkeypatch):
    monkeypatch.setattr("followups.actions.mended_phones.BATCH", 3)
    for number in range(9):
        no_phone(delivered(16 if number < 4 else 3))
    assert plan_mended_phones(now=NOW) == 5
