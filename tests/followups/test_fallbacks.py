"""The second way to somebody whom the first did not reach."""

import datetime as dt

import pytest

from customers.models import Customer
from followups import tasks
from followups.actions.dispatch import dispatch_due
from followups.actions.fallbacks import call_instead, survey_instead
from followups.models import Arm, Call, Invitation, Trouble
from tests.factories import NOW, CustomerFactory
from tests.followups.makers import delivered, make_version, only_plan, planned_call, planned_survey, sent_survey

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def not_reached(**says):
    return planned_call(state="no_contact", outcome="no_answer", finished_at=NOW, **says)


def test_survey_instead_of_a_call_is_planned_once():
    plan = only_plan(means="call_survey")
    call = not_reached(plan=plan)
    survey = survey_instead(call=call, now=NOW)
    assert (survey.kind, survey.instead_of, survey.delivery, survey.purchase) == (
        "delivery", call, call.delivery, call.delivery.purchase,
    )  # fmt: skip
    assert (survey.plan, survey.questionnaire, survey.state, survey.due_at) == (
        plan, plan.questionnaire, "planned", NOW,
    )  # fmt: skip
    assert survey_instead(call=call, now=NOW + HOUR) == survey
    assert Invitation.objects.count() == 1
    assert dispatch_due(now=NOW) == (1, 1)  # no delay is counted again


@pytest.mark.parametrize("means", ["call", "both"])
def test_survey_instead_is_none_where_the_plan_wants_none(means):
    call = not_reached(plan=only_plan(means=means))
    assert (survey_instead(call=call, now=NOW), Invitation.objects.count()) == (None, 0)


def test_survey_instead_leaves_the_one_that_is_there():
    plan = only_plan(means="call_survey")
    call = not_reached(plan=plan)
    asked = planned_survey(call.delivery.units.get(), plan=plan, state="suppressed", reason="asked_recently")
    assert survey_instead(call=call, now=NOW) is None
    assert list(Invitation.objects.all()) == [asked]


def test_survey_instead_waits_for_the_morning():
    call = not_reached(plan=only_plan(means="call_survey"))
    assert survey_instead(call=call, now=NOW.replace(hour=22)).due_at == (NOW + DAY).replace(hour=8)


def unanswered(plan, phone="+34600111222", **says):
    unit = delivered(15, customer=CustomerFactory(phone=phone))
    return sent_survey(unit, plan=plan, **{"sent_at": NOW - 8 * DAY, "call_at": NOW - HOUR, **says})


def else_call(**says):
    return only_plan(means="survey_call", **says)


def test_call_instead_is_planned_once():
    plan = else_call()
    survey = unanswered(plan)
    assert (call_instead(now=NOW), call_instead(now=NOW)) == (1, 0)
    call = Call.objects.get()
    survey.refresh_from_db()
    assert (call.kind, call.delivery, call.customer, call.plan) == (
        "delivery", survey.delivery, survey.customer, plan,
    )  # fmt: skip
    assert (call.state, call.due_at, call.lane.zone, survey.call_at) == ("planned", NOW, "Europe/Madrid", None)


def test_call_follows_a_survey_without_an_answer():
    plan = else_call(fallback_days=7)
    survey = planned_survey(delivered(6, customer=CustomerFactory(phone="+34600111222")), plan=plan)
    dispatch_due(now=NOW)
    survey.refresh_from_db()
    assert survey.call_at == dt.datetime(2026, 11, 22, 23, tzinfo=dt.UTC)  # when the 23rd begins in Madrid
    assert (call_instead(now=survey.call_at - HOUR), call_instead(now=survey.call_at)) == (0, 1)
    call = Call.objects.get()
    assert (call.state, call.due_at) == ("planned", dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC))


def test_call_follows_at_once_where_there_is_no_address():
    plan = else_call()
    planned_survey(delivered(6, customer=CustomerFactory(email="", phone="+34600111222")), plan=plan)
    assert (dispatch_due(now=NOW), call_instead(now=NOW)) == ((1, 0), 1)
    assert Call.objects.get().state == "planned"


@pytest.mark.parametrize(
    "says",
    [
        {"state": "answered", "answered_at": NOW - DAY},
        {"started_at": NOW - DAY},
        {"revoked_at": NOW - DAY},
    ],
)
def test_call_instead_leaves_who_answered(says):
    survey = unanswered(else_call(), **says)
    assert (call_instead(now=NOW), call_instead(now=NOW), Call.objects.count()) == (1, 0, 0)
    survey.refresh_from_db()
    assert survey.call_at is None


def test_call_instead_leaves_who_was_forgotten():
    unanswered(else_call())
    Customer.objects.update(erased_at=NOW, email="", name="", phone="", address="", city="", postal_code="")
    assert (call_instead(now=NOW), call_instead(now=NOW), Call.objects.count()) == (1, 0, 0)


def test_call_instead_leaves_the_call_that_is_there():
    plan = else_call()
    survey = unanswered(plan)
    planned_call(survey.delivery.units.get(), plan=plan)
    assert (call_instead(now=NOW), Call.objects.count()) == (1, 1)


@pytest.mark.parametrize(("phone", "reason"), [("", "no_address"), ("no tiene", "no_address"), (None, "held_out")])
def test_call_instead_writes_down_why_not(phone, reason):
    plan = else_call()
    survey = unanswered(plan, phone="+34600111222" if phone is None else phone)
    if phone is None:
        Arm.objects.create(
            plan=plan, delivery=survey.delivery, stratum="x", place=0, held_out=True, assigned_at=NOW - DAY
        )
    call_instead(now=NOW)
    call = Call.objects.get()
    assert (call.state, call.reason, call.finished_at) == ("suppressed", reason, NOW)


def test_call_instead_does_not_stop_at_one_that_cannot_be_planned():
    """A plan whose hours leave none for a call: who wants to see it is told, and the others are called."""
    good = make_version("Bien", means="survey_call")
    bad = make_version("Mal", means="survey_call", call_from=dt.time(22), call_until=dt.time(23))
    first, second = unanswered(bad, call_at=NOW - 2 * HOUR), unanswered(good)
    assert call_instead(now=NOW) == 2
    assert [call.delivery for call in Call.objects.all()] == [second.delivery]
    first.refresh_from_db()
    assert first.call_at == NOW + HOUR
    assert [(one.kind, one.invitation) for one in Trouble.objects.open()] == [("not_planned", first)]
    Customer.objects.update(quiet_from=dt.time(9), quiet_to=dt.time(8, 59))
    assert unanswered(good) is not None
    assert call_instead(now=NOW) == 1


def test_task_plans_calls():
    unanswered(else_call())
    assert tasks.call_who_did_not_answer(unknown="ignored") == 1
    assert Call.objects.count() == 1
