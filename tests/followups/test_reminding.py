"""One reminder to who has not begun, and to nobody who would not be asked any more."""

import datetime as dt

import pytest

from core.actors import actor_of
from core.errors import Refused
from core.models import OutgoingMessage
from customers.models import Customer, Delivery
from followups import tasks
from followups.actions import reminding
from followups.actions.dispatch import TRIES, dispatch_due
from followups.actions.reminding import remind_due
from followups.actions.stuck import retry_stuck, retry_survey
from followups.links import invitation_id_of
from followups.models import Invitation, Trouble
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, ManagerFactory
from tests.followups.makers import delivered, only_plan, planned_survey, sent_survey

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
SENT_AT, REMIND_AT = NOW - 4 * DAY, NOW - HOUR


def waiting(**says):
    unit = delivered(10, customer=CustomerFactory(language="en", name="Ann Lee"))
    given = {"sent_at": SENT_AT, "expires_at": NOW + 30 * DAY, "remind_at": REMIND_AT}
    return sent_survey(unit, **given | says)


def letters():
    return OutgoingMessage.objects.filter(kind="survey_reminder")


def test_remind_writes_once_with_the_same_link():
    survey = waiting()
    assert (remind_due(now=NOW), remind_due(now=NOW), remind_due(now=NOW + 9 * DAY)) == ((1, 1), (0, 0), (0, 0))
    survey.refresh_from_db()
    letter = letters().get()
    assert (survey.reminded_at, survey.reminder, survey.state) == (NOW, letter, "sent")
    assert (letter.to, letter.bulk, letter.language) == (survey.customer.email, True, "en")
    assert letter.subject == "May we ask once more how your delivery was?"
    assert invitation_id_of(letter.text.partition("/s/")[2].partition("/")[0]) == survey.pk


def test_remind_follows_a_survey_that_was_sent():
    survey = planned_survey(delivered(6))
    dispatch_due(now=NOW)
    survey.refresh_from_db()
    assert remind_due(now=survey.remind_at - dt.timedelta(minutes=1)) == (0, 0)
    assert remind_due(now=survey.remind_at) == (1, 1)


@pytest.mark.parametrize(("says", "remind"), [({"reminder_days": None}, False), ({"expires_days": 3}, False)])
def test_send_plans_no_reminder_that_is_not_wanted_or_comes_too_late(says, remind):
    survey = planned_survey(delivered(6), plan=only_plan(**says))
    dispatch_due(now=NOW)
    survey.refresh_from_db()
    assert (survey.state, survey.remind_at is not None) == ("sent", remind)


def off(model, **values):
    return lambda survey: model.objects.update(**values)


@pytest.mark.parametrize(
    "change",
    [
        off(Customer, no_surveys=True),
        off(Customer, email=""),
        off(Customer, minor=True),
        off(Customer, deceased=True),
        off(Customer, in_dispute=True),
        off(Delivery, delivered_at=None, delivered_on=None),
        off(Invitation, expires_at=NOW),
        lambda survey: open_case(customer=survey.customer),
    ],
)
def test_remind_drops_what_is_not_wanted_any_more(change):
    survey = waiting()
    change(survey)
    assert (remind_due(now=NOW), remind_due(now=NOW)) == ((1, 0), (0, 0))
    survey.refresh_from_db()
    assert (survey.reminded_at, survey.remind_at, survey.state, letters().count()) == (None, None, "sent", 0)


@pytest.mark.parametrize(
    "says",
    [
        {"started_at": NOW - DAY},
        {"revoked_at": NOW - DAY},
        {"reminded_at": NOW - DAY},
        {"state": "answered", "answered_at": NOW - DAY},
        {"remind_at": None},
        {"remind_at": NOW + HOUR},
    ],
)
def test_remind_leaves_who_began_and_who_is_not_to_be_reminded(says):
    waiting(**says)
    assert (remind_due(now=NOW), letters().count()) == ((0, 0), 0)


def test_remind_is_not_kept_back_by_the_survey_itself():
    """The time of peace counts from a survey, and the reminder belongs to it."""
    survey = waiting()
    waiting(remind_at=None)
    Customer.objects.exclude(pk=survey.customer_id).update(email=survey.customer.email)
    assert remind_due(now=NOW) == (1, 1)


def test_remind_wakes_nobody():
    survey = waiting()
    night = NOW.replace(hour=22)
    assert remind_due(now=night) == (1, 0)
    survey.refresh_from_db()
    assert survey.remind_at == (night + DAY).replace(hour=8)
    assert remind_due(now=survey.remind_at) == (1, 1)


def test_remind_gives_up_one_that_cannot_be_made(monkeypatch):
    bad, good = waiting(), waiting()
    make = reminding.letter_of

    def fail(invitation, *args, **kwargs):
        if invitation.pk == bad.pk:
            raise ValueError("a template that cannot be")
        return make(invitation, *args, **kwargs)

    monkeypatch.setattr(reminding, "letter_of", fail)
    assert remind_due(now=NOW) == (2, 1)
    for number in range(1, TRIES + 2):
        remind_due(now=NOW + number * HOUR)
    bad.refresh_from_db()
    assert (bad.remind_at, bad.reminded_at, bad.state) == (None, None, "sent")
    assert [(trouble.kind, trouble.invitation) for trouble in Trouble.objects.all()] == [("not_sent", bad)]
    assert letters().get().to == good.customer.email


def test_remind_sends_the_others_when_the_database_refuses_one(monkeypatch):
    bad, good = waiting(), waiting()
    make = reminding.letter_of

    def spoiled(invitation, *args, **kwargs):
        letter = make(invitation, *args, **kwargs)
        letter.text = "\x00" if invitation.pk == bad.pk else letter.text
        return letter

    monkeypatch.setattr(reminding, "letter_of", spoiled)
    assert remind_due(now=NOW) == (2, 1)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.reminded_at, bad.remind_at, bad.tries) == (None, NOW + HOUR, 1)
    assert (good.reminded_at, good.reminder) == (NOW, letters().get())


def test_task_reminds():
    assert tasks.remind_of_surveys(unknown="ignored") == 0


@pytest.mark.parametrize("retry", ["one", "all"])
def test_reminder_that_could_not_be_made_is_tried_again_by_hand(monkeypatch, retry):
    survey, by = waiting(), actor_of(ManagerFactory())
    with monkeypatch.context() as broken:
        broken.setattr(reminding, "letter_of", lambda *args, **kwargs: {}["no such key"])
        for number in range(TRIES):
            remind_due(now=NOW + number * HOUR)
    assert Trouble.objects.open().get().invitation == survey
    later = NOW + DAY
    if retry == "one":
        retry_survey(invitation=survey, by=by, now=later)
    else:
        assert retry_stuck(cause="KeyError", by=by, now=later) == 1
    assert not Trouble.objects.open().exists()
    assert remind_due(now=later) == (1, 1)
    with pytest.raises(Refused):
        retry_survey(invitation=survey, by=by, now=later)
