"""Administration: the plan is changed, what happened is only looked at."""

import pytest
from django.urls import reverse

from core.models import User
from followups.actions.troubles import note_trouble
from followups.models import Answer, CallAttempt, Policy
from followups.states import TroubleKind
from tests.factories import NOW, AgentFactory
from tests.followups.makers import planned_call, sent_survey, the_plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("jefa@tienda.example", "clave-de-prueba-1"))
    return client


def test_policy_is_changed_and_there_is_one(admin):
    Policy.objects.get_or_create(pk=1)
    address = reverse("admin:followups_policy_change", args=[1])
    values = {"transaction_days": 60, "relation_days": 180, "hold_minutes": 10}
    assert admin.post(address, values).status_code == 302
    assert Policy.objects.values("transaction_days", "relation_days", "hold_minutes").get() == values
    assert admin.get(reverse("admin:followups_policy_add")).status_code == 403
    assert admin.post(reverse("admin:followups_policy_delete", args=[1]), {"post": "yes"}).status_code == 403


def test_what_happened_is_only_looked_at(admin):
    call, survey = planned_call(), sent_survey()
    CallAttempt.objects.create(call=call, at=NOW, agent=AgentFactory(), outcome="busy")
    answer = Answer.objects.create(invitation=survey, question="csat", value=5, answered_at=NOW)
    trouble = note_trouble(kind=TroubleKind.NO_ZONE, customer=call.customer, now=NOW)
    plan = the_plans()[0].plan
    for row in (call, survey, answer, trouble, plan, survey.questionnaire):
        name = row._meta.model_name
        assert admin.get(reverse(f"admin:followups_{name}_changelist")).status_code == 200
        address = reverse(f"admin:followups_{name}_change", args=[row.pk])
        assert admin.get(address).status_code == 200
        assert admin.post(address, {"state": "done", "value": 1}).status_code == 403
        assert admin.post(reverse(f"admin:followups_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
