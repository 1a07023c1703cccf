"""Surveys that a customer can still answer, on their page at the desk, and taking one back."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEntry, OutgoingMessage
from tests.factories import CustomerFactory, CustomerUserFactory
from tests.followups.makers import delivered, planned_survey, sent_survey

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def marta():
    return CustomerFactory(email="marta@correo.example", phone="+34600111222")


def asked(customer, **given):
    now = timezone.now()
    known = {"sent_at": now - DAY, "expires_at": now + 9 * DAY}
    return sent_survey(delivered(customer=customer), **(known | given))


def address(customer, survey):
    return f"/desk/customers/{customer.pk}/surveys/{survey.pk}/withdrawal/"


def revoked(survey):
    survey.refresh_from_db()
    return survey.revoked_at is not None


def test_page_shows_what_can_still_be_answered_under_any_record(desk, marta):
    survey = asked(CustomerFactory(phone=marta.phone))
    expired, answered = asked(marta, expires_at=timezone.now() - DAY), asked(marta)
    type(answered).objects.filter(pk=answered.pk).update(state="answered", answered_at=timezone.now())
    planned_survey(delivered(customer=marta))
    page = desk.get(f"/desk/customers/{marta.pk}/")
    assert list(page.context["open_surveys"]) == [survey]
    content = page.content.decode()
    assert (address(marta, survey) in content, str(survey.questionnaire) in content) == (True, True)
    assert address(marta, expired) not in content


@pytest.mark.parametrize("count", [1, 3, 30])
def test_page_costs_the_same_queries_for_one_and_for_thirty(desk, marta, count):
    for _ in range(count):
        asked(marta)
    desk.get(f"/desk/customers/{marta.pk}/")
    with CaptureQueriesContext(connection) as page:
        desk.get(f"/desk/customers/{marta.pk}/")
    surveys = [query["sql"] for query in page if 'FROM "followups_' in query["sql"]]
    assert len(surveys) == 5


def test_withdraw_takes_the_link_back_once_with_a_trace(desk, ana, marta):
    survey = asked(marta)
    for _twice in range(2):
        assert desk.post(address(marta, survey))["Location"] == f"/desk/customers/{marta.pk}/"
    assert revoked(survey)
    trace = AuditEntry.objects.get()
    assert (trace.noun, trace.object_id, trace.what) == ("customers.customer", marta.pk, "survey_revoked")
    assert (trace.after, trace.actor) == ({"survey": survey.pk}, ana)
    page = desk.get(f"/desk/customers/{marta.pk}/")
    assert (list(page.context["open_surveys"]), "Withdrawn" in page.content.decode()) == ([], True)


@pytest.mark.parametrize("state", ["planned", "answered", "expired"])
def test_withdraw_what_nobody_can_answer_is_refused(desk, marta, state):
    now = timezone.now()
    given = {
        "planned": {"state": "planned", "sent_at": None, "expires_at": None},
        "answered": {"state": "answered", "answered_at": now},
        "expired": {"expires_at": now - DAY},
    }[state]
    survey = asked(marta, **given)
    page = desk.post(address(marta, survey), follow=True).content.decode()
    assert "There is nothing to take back" in page
    assert (revoked(survey), AuditEntry.objects.count(), OutgoingMessage.objects.count()) == (False, 0, 0)


def test_withdraw_a_survey_of_somebody_else_is_not_found(desk, marta):
    survey = asked(CustomerFactory(email="otra@correo.example", phone="+34600999888"))
    assert desk.post(address(marta, survey)).status_code == 404
    assert (revoked(survey), AuditEntry.objects.count()) == (False, 0)


def test_withdraw_by_its_address_alone_does_nothing(desk, marta):
    survey = asked(marta)
    assert desk.get(address(marta, survey)).status_code == 405
    assert not revoked(survey)


def test_outsiders_withdraw_nothing(marta):
    survey, customer = asked(marta), Client()
    customer.force_login(CustomerUserFactory(email=marta.email))
    assert [visitor.post(address(marta, survey)).status_code for visitor in (customer, Client())] == [404, 302]
    assert (revoked(survey), AuditEntry.objects.count()) == (False, 0)
