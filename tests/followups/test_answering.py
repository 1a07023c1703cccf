"""Answering: kept question by question, closed once, and an unhappy customer gets a case."""

import datetime as dt

import pytest

from core.actors import actor_of
from core.errors import Refused
from followups import tasks
from followups.actions.answering import ABANDONED_AFTER, finish_next_abandoned, finish_survey, record_answer
from followups.links import invitation_id_of, survey_token
from followups.models import Answer, Invitation
from followups.questionnaires import QUESTIONNAIRES
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, UnitFactory
from tests.followups.makers import case_survey, delivered, resolved, sent_survey
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
CSAT, COMPLETE, COMMENT = QUESTIONNAIRES["delivery-1"]


def answer(survey, *, now=NOW, **values):
    for question in QUESTIONNAIRES[survey.questionnaire]:
        if question.code in values:
            given = values[question.code]
            key = "text" if isinstance(given, str) else "value"
            record_answer(invitation=survey, question=question, now=now, **{key: given})
    survey.refresh_from_db()


def test_record_answer_keeps_the_last_one():
    survey = sent_survey()
    answer(survey, csat=2)
    answer(survey, csat=4, now=NOW + dt.timedelta(minutes=1))
    kept = Answer.objects.get()
    assert (kept.question, kept.value, kept.answered_at) == ("csat", 4, NOW + dt.timedelta(minutes=1))
    assert (survey.state, survey.started_at) == ("sent", NOW)


@pytest.mark.parametrize(
    ("question", "given", "code"),
    [(CSAT, {}, "answer_missing"), (CSAT, {"value": 6}, "off_scale"), (COMPLETE, {"value": 7}, "off_scale")],
)
def test_record_answer_refuses_what_is_none(question, given, code):
    survey = sent_survey()
    with pytest.raises(Refused) as error:
        record_answer(invitation=survey, question=question, now=NOW, **given)
    assert (error.value.code, Answer.objects.count()) == (code, 0)


def test_record_nothing_takes_back_an_optional_answer():
    survey = sent_survey()
    answer(survey, comment="Algo")
    answer(survey, comment="  ")
    assert (Answer.objects.count(), survey.started_at) == (0, None)


@pytest.mark.parametrize(
    ("state", "days", "code"), [("answered", 1, "answered"), ("sent", 60, "over"), ("planned", None, "over")]
)
def test_record_answer_refuses_a_survey_that_is_over(state, days, code):
    sent_at = None if days is None else NOW - dt.timedelta(days=days)
    survey = sent_survey(state=state, sent_at=sent_at, answered_at=NOW if state == "answered" else None)
    with pytest.raises(Refused) as error:
        record_answer(invitation=survey, question=CSAT, value=5, now=NOW)
    assert (error.value.code, Answer.objects.count()) == (code, 0)


def test_finish_content_opens_no_case():
    survey = sent_survey()
    answer(survey, csat=5, complete=1)
    finish_survey(invitation=survey, now=NOW)
    survey.refresh_from_db()
    assert (survey.state, survey.answered_at, survey.opened_ticket) == ("answered", NOW, None)
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("values", [{"csat": 2}, {"csat": 4, "complete": 0}, {"csat": 1, "comment": "Llegó roto"}])
def test_finish_unhappy_about_a_delivery_opens_one_case(values):
    unit = delivered(6, customer=CustomerFactory(language="en"))
    survey = sent_survey(unit)
    answer(survey, **values)
    for _ in range(2):
        finish_survey(invitation=survey, now=NOW)
    survey.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (survey.opened_ticket, survey.ticket) == (ticket, None)
    assert (ticket.channel, ticket.kind, ticket.unit, ticket.customer) == ("survey", "complaint", unit, survey.customer)
    assert (ticket.language, ticket.subject) == ("en", "Not content with the delivery")
    text = ticket.messages.get().text
    assert unit.purchase.order_ref in text
    assert "How satisfied are you with the delivery?" in text
    assert values.get("comment", "") in text


def test_finish_unhappy_about_several_units_leaves_the_unit_to_a_person():
    unit = delivered(6)
    UnitFactory(purchase=unit.purchase, delivery=unit.delivery)
    survey = sent_survey(unit)
    answer(survey, csat=1)
    finish_survey(invitation=survey, now=NOW)
    assert Ticket.objects.get().unit is None


def test_finish_unhappy_about_a_case_opens_no_other():
    agent = actor_of(AgentFactory())
    ticket = resolved(open_case(now=NOW - dt.timedelta(days=3)), by=agent, at=NOW - dt.timedelta(days=1))
    survey = case_survey(ticket, state="sent", sent_at=NOW)
    answer(survey, csat=1, ces=2, resolved=0)
    finish_survey(invitation=survey, now=NOW)
    survey.refresh_from_db()
    assert (survey.state, survey.ticket, survey.opened_ticket) == ("answered", ticket, None)
    assert Ticket.objects.count() == 1


def test_finish_without_answers_is_refused():
    survey = sent_survey()
    with pytest.raises(Refused):
        finish_survey(invitation=survey, now=NOW)
    survey.refresh_from_db()
    assert survey.state == "sent"


def test_abandoned_survey_is_closed_with_what_was_said():
    survey = sent_survey()
    answer(survey, csat=1)
    assert finish_next_abandoned(now=NOW + ABANDONED_AFTER) is None
    assert finish_next_abandoned(now=NOW + ABANDONED_AFTER + dt.timedelta(seconds=1)) == survey
    survey.refresh_from_db()
    assert (survey.state, survey.answered_at, survey.opened_ticket) == ("answered", NOW, Ticket.objects.get())
    assert finish_next_abandoned(now=NOW + dt.timedelta(days=1)) is None


def test_task_closes_abandoned_surveys():
    survey = sent_survey()
    answer(survey, csat=4)
    assert tasks.send_due_surveys() == 0
    survey.refresh_from_db()
    assert survey.state == "answered"


def test_token_opens_one_survey_only():
    survey = sent_survey()
    token = survey_token(survey)
    assert invitation_id_of(token) == survey.pk
    assert str(survey.customer.email) not in token
    tampered = ("A" if token[0] != "A" else "B") + token[1:]
    assert [invitation_id_of(text) for text in (tampered, token[:-1], "", "a:b")] == [None] * 4


@pytest.mark.parametrize(("days", "is_open"), [(0, True), (59, True), (60, False)])
def test_survey_is_open_for_sixty_days(days, is_open):
    survey = Invitation(state="sent", sent_at=NOW - dt.timedelta(days=days))
    assert survey.is_open(NOW) is is_open
