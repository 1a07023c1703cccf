"""Letters that wait long in the outbox: whoever is not to be asked any more is not."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.mail import claim_next_mail
from core.models import OutgoingMessage
from customers.models import Customer
from followups import tasks
from followups.actions.dispatch import dispatch_due
from followups.actions.reminding import remind_due
from followups.actions.withdrawing import FRESH, withdraw_unwanted
from followups.models import Call, Invitation
from followups.states import Means
from tests.cases import open_case
from tests.factories import NOW
from tests.followups.makers import delivered, only_plan, planned_survey, sent_survey

pytestmark = pytest.mark.django_db

LATER = NOW + FRESH + dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def sent(**kwargs):
    survey = planned_survey(delivered(6), **kwargs)
    assert dispatch_due(now=NOW) == (1, 1)
    survey.refresh_from_db()
    return survey


def complain(survey, now=NOW):
    open_case(unit=survey.delivery.units.get(), text="No centrifuga.", now=now)


def reason(survey):
    survey.refresh_from_db()
    return survey.state, survey.reason


def test_withdraw_takes_back_the_letter_of_who_complained_meanwhile():
    survey = sent()
    complain(survey)
    assert withdraw_unwanted(now=LATER) == (1, 1)
    assert reason(survey) == ("suppressed", "open_case")
    assert (survey.sent_at, survey.mail, survey.expires_at, survey.remind_at) == (None,) * 4
    assert not OutgoingMessage.objects.filter(kind="survey").exists()
    assert withdraw_unwanted(now=LATER) == (0, 0)


@pytest.mark.parametrize(
    ("says", "why"),
    [({"no_surveys": True}, "opted_out"), ({"deceased": True}, "deceased"), ({"in_dispute": True}, "dispute")],
)
def test_withdraw_takes_back_what_is_not_wanted_any_more(says, why):
    survey = sent()
    Customer.objects.filter(pk=survey.customer_id).update(**says)
    assert withdraw_unwanted(now=LATER) == (1, 1)
    assert reason(survey) == ("suppressed", why)


def test_withdraw_leaves_what_is_wanted_and_looks_again_later():
    survey = sent()
    assert (withdraw_unwanted(now=LATER), withdraw_unwanted(now=LATER)) == ((1, 0), (0, 0))
    assert (reason(survey), survey.sent_at, survey.mail is not None) == (("sent", ""), NOW, True)
    complain(survey)
    assert withdraw_unwanted(now=LATER + FRESH) == (0, 0)
    assert withdraw_unwanted(now=LATER + FRESH + dt.timedelta(seconds=1)) == (1, 1)


def test_withdraw_leaves_what_was_looked_at_just_now():
    complain(sent())
    assert withdraw_unwanted(now=NOW + FRESH) == (0, 0)


def test_withdraw_leaves_what_is_going_or_may_have_gone():
    survey = sent()
    complain(survey)
    claimed = [claim_next_mail(now=LATER).kind for _ in range(OutgoingMessage.objects.count())]
    assert "survey" in claimed
    assert withdraw_unwanted(now=LATER) == (0, 0)
    OutgoingMessage.objects.update(status="queued", claimed_at=None, attempts=1)
    assert withdraw_unwanted(now=LATER) == (0, 0)
    assert reason(survey) == ("sent", "")


def test_withdraw_leaves_the_survey_of_who_answered_on_the_portal():
    survey = sent()
    complain(survey)
    Invitation.objects.filter(pk=survey.pk).update(started_at=NOW)
    assert withdraw_unwanted(now=LATER) == (1, 0)
    assert reason(survey) == ("sent", "")


@pytest.mark.parametrize("begun", [True, False])
def test_withdraw_takes_back_a_reminder_and_leaves_its_survey(begun):
    survey = sent_survey(
        delivered(10), sent_at=NOW - 4 * DAY, expires_at=NOW + 30 * DAY, remind_at=NOW - dt.timedelta(hours=1)
    )
    assert remind_due(now=NOW) == (1, 1)
    if begun:
        Invitation.objects.filter(pk=survey.pk).update(started_at=NOW)
    else:
        complain(survey)
    assert withdraw_unwanted(now=LATER) == (1, 1)
    assert reason(survey) == ("sent", "")
    assert (survey.reminder, survey.reminded_at, survey.remind_at) == (None, None, None)
    assert not OutgoingMessage.objects.filter(kind="survey_reminder").exists()


def test_withdraw_of_a_dead_address_lets_the_call_follow():
    survey = sent(plan=only_plan(means=Means.SURVEY_ELSE_CALL))
    Customer.objects.filter(pk=survey.customer_id).update(email="")
    assert withdraw_unwanted(now=LATER) == (1, 1)
    assert reason(survey) == ("suppressed", "no_address")
    assert survey.call_at == LATER
    assert not Call.objects.exists()


def test_withdraw_asks_as_much_of_the_database_for_one_as_for_many():
    counted = []
    for many in (1, 4):
        for _ in range(many):
            planned_survey(delivered(6))
        dispatch_due(now=NOW)
        Invitation.objects.update(checked_at=None)
        with CaptureQueriesContext(connection) as asked:
            assert withdraw_unwanted(now=LATER).withdrawn == 0
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_task_walks_all_that_waits():
    surveys = [planned_survey(delivered(6)) for _ in range(3)]
    dispatch_due(now=NOW)
    assert len({survey.customer_id for survey in surveys}) == 3
    assert tasks.withdraw_surveys() == 3
