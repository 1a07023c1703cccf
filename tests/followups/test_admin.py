"""Administration: the plan is changed, what happened is only looked at."""

import pytest
from django.urls import reverse

from core.models import User
from followups.models import Answer, CallAttempt, Plan
from tests.factories import NOW, AgentFactory
from tests.followups.makers import planned_call, sent_survey, the_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("jefa@tienda.example", "clave-de-prueba-1"))
    return client


def test_plan_is_changed(admin):
    plan = the_plan()
    address = reverse("admin:followups_plan_change", args=[plan.pk])
    values = {name: value for name, value in Plan.objects.values().get().items() if name not in ("id", "active")}
    response = admin.post(address, values | {"active": "on", "survey_after_days": 9})
    assert response.status_code == 302
    plan.refresh_from_db()
    assert plan.survey_after_days == 9
    assert admin.get(reverse("admin:followups_plan_add")).status_code == 403
    assert admin.post(reverse("admin:followups_plan_delete", args=[plan.pk]), {"post": "yes"}).status_code == 403


def test_what_happened_is_only_looked_at(admin):
    call, survey = planned_call(), sent_survey()
    CallAttempt.objects.create(call=call, at=NOW, agent=AgentFactory(), outcome="busy")
    answer = Answer.objects.create(invitation=survey, question="csat", value=5, answered_at=NOW)
    for row in (call, survey, answer):
        name = row._meta.model_name
        assert admin.get(reverse(f"admin:followups_{name}_changelist")).status_code == 200
        address = reverse(f"admin:followups_{name}_change", args=[row.pk])
        assert admin.get(address).status_code == 200
        assert admin.post(address, {"state": "done", "value": 1}).status_code == 403
        assert admin.post(reverse(f"admin:followups_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
