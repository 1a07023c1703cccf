"""What the database does not let a row say, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from customers.models import Delivery, Purchase
from followups.models import Arm, Call, Invitation, Plan, PlanVersion
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.followups.makers import (
    case_survey,
    delivered,
    make_version,
    planned_call,
    planned_survey,
    sent_survey,
    the_plans,
)

pytestmark = pytest.mark.django_db


def refused(rows, **told):
    """Whether the database refuses to change the rows so; and then nothing has changed."""
    before = list(rows.values())
    try:
        with transaction.atomic():
            rows.update(**told)
    except IntegrityError:
        return list(rows.values()) == before
    return False


@pytest.mark.parametrize(
    "told",
    [
        {"state": "done", "finished_at": NOW},
        {"state": "no_contact", "finished_at": NOW},
        {"outcome": "content"},
        {"state": "done", "finished_at": NOW, "outcome": "enchanted"},
        {"state": "suppressed", "finished_at": NOW, "reason": "because"},
        {"state": "done", "finished_at": NOW, "outcome": "content", "reason": "too_late"},
    ],
)
def test_call_without_its_outcome_or_reason_is_refused(told):
    planned_call()
    assert refused(Call.objects.all(), **told)


def test_call_with_its_outcome_or_reason_is_kept():
    planned_call(state="done", finished_at=NOW, outcome="content")
    planned_call(state="suppressed", finished_at=NOW, reason="too_late")
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    "told",
    [
        {"delivery": None},
        {"delivery": None, "source": "imported", "purchase": None},
        {"kind": "resolution"},
        {"kind": "resolution", "delivery": None},
        {"sent_at": NOW},
        {"state": "suppressed", "reason": "too_late", "sent_at": NOW},
        {"state": "suppressed", "reason": "because"},
        {"source": "dreamt"},
    ],
)
def test_invitation_that_contradicts_itself_is_refused(told):
    planned_survey()
    assert refused(Invitation.objects.all(), **told)


def test_invitation_about_a_delivery_asks_about_no_case():
    survey, ticket = planned_survey(), open_case()
    assert refused(Invitation.objects.filter(pk=survey.pk), ticket=ticket)
    about_case = case_survey(ticket)
    assert refused(Invitation.objects.filter(pk=about_case.pk), delivery=survey.delivery)


def test_imported_answer_may_know_only_its_order():
    unit = delivered(6)
    sent_survey(unit, delivery=None, source="imported", state="answered", answered_at=NOW)
    assert Invitation.objects.get().purchase == unit.purchase


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"attempts": 0}, "plan_attempts_possible"),
        ({"attempts": 2, "attempt_days": 3}, "plan_attempts_possible"),
        ({"dayparts": 4}, "plan_attempts_possible"),
        ({"sample_percent": 0}, "plan_shares_possible"),
        ({"sample_percent": 101}, "plan_shares_possible"),
        ({"holdout_percent": 51}, "plan_shares_possible"),
        ({"expires_days": 0}, "plan_survey_lives_a_day"),
        ({"questionnaire": None}, "plan_survey_has_questionnaire"),
        ({"script": None}, "plan_call_has_script"),
        ({"value_from": 100}, "plan_value_has_currency"),
        ({"means": "smoke"}, "plan_means_known"),
    ],
)
def test_plan_that_nobody_could_follow_is_refused(told, why):
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        make_version("Imposible", **told)
    assert not PlanVersion.objects.filter(plan__name="Imposible").exists()


def test_version_of_a_plan_is_never_changed():
    version = the_plans()[0]
    assert refused(PlanVersion.objects.filter(pk=version.pk), call_delay=9)


def test_version_is_of_one_plan_in_force_at_most():
    first, second = the_plans()
    assert refused(Plan.objects.filter(pk=second.plan_id), live=first)
    assert refused(Plan.objects.filter(pk=first.plan_id), live=None)


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "resolution"},
        {"kind": "guarantee"},
        {"kind": "loop"},
        {"rank": 9},
        {"held_by": 1},
        {"state": "suppressed", "finished_at": NOW, "reason": "too_late", "held_by": 1, "held_until": NOW},
    ],
)
def test_call_that_contradicts_itself_is_refused(told):
    planned_call()
    if "held_by" in told:
        told = told | {"held_by": AgentFactory()}
    assert refused(Call.objects.all(), **told)


def test_arm_is_of_one_fact_and_has_a_place_of_its_own():
    plan, unit, other = the_plans()[0], delivered(1), delivered(1)
    given = {"plan": plan, "stratum": "ES", "held_out": False, "assigned_at": NOW}
    Arm.objects.create(delivery=unit.delivery, place=0, **given)
    for told in ({"delivery": unit.delivery, "place": 1}, {"delivery": other.delivery, "place": 0}, {"place": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arm.objects.create(**told, **given)
    assert Arm.objects.count() == 1


@pytest.mark.parametrize("make", [planned_call, sent_survey])
def test_delivery_that_somebody_was_asked_about_is_not_deleted(make):
    row = make()
    for found in (Delivery.objects.filter(pk=row.delivery_id), Purchase.objects.filter(deliveries=row.delivery_id)):
        with pytest.raises(ProtectedError):
            found.delete()
    row.refresh_from_db()
    assert Delivery.objects.filter(pk=row.delivery_id).exists()
