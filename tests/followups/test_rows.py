"""What the database does not let a row say, whoever writes it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from customers.models import Delivery, Purchase
from followups.models import Call, Invitation, Plan
from tests.cases import open_case
from tests.factories import NOW
from tests.followups.makers import case_survey, delivered, planned_call, planned_survey, sent_survey, the_plan

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
    assert refused(Invitation.objects.filter(pk=about_case.pk), opened_ticket=ticket)
    assert refused(Invitation.objects.filter(pk=about_case.pk), delivery=survey.delivery)


def test_imported_answer_may_know_only_its_order():
    unit = delivered(6)
    sent_survey(unit, delivery=None, source="imported", state="answered", answered_at=NOW)
    assert Invitation.objects.get().purchase == unit.purchase


def test_plan_whose_case_survey_is_late_before_it_is_due_is_refused():
    plan = the_plan()
    assert refused(Plan.objects.filter(pk=plan.pk), case_survey_after_hours=168, case_survey_window_days=7)
    plan.case_survey_after_hours, plan.case_survey_window_days = 168, 7
    with pytest.raises(ValidationError):
        plan.full_clean()
    assert not refused(Plan.objects.filter(pk=plan.pk), case_survey_after_hours=167)


@pytest.mark.parametrize("make", [planned_call, sent_survey])
def test_delivery_that_somebody_was_asked_about_is_not_deleted(make):
    row = make()
    for found in (Delivery.objects.filter(pk=row.delivery_id), Purchase.objects.filter(deliveries=row.delivery_id)):
        with pytest.raises(ProtectedError):
            found.delete()
    row.refresh_from_db()
    assert Delivery.objects.filter(pk=row.delivery_id).exists()
