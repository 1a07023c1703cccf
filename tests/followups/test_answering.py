"""Answering: kept question by question, with what belongs to it, and closed once."""

import datetime as dt
from unittest.mock import patch

import pytest

from core.actors import SYSTEM, actor_of
from core.errors import Refused
from followups import tasks
from followups.actions.answering import ABANDONED_AFTER, finish_abandoned, finish_survey, record_answer
from followups.actions.revoking import revoke_survey
from followups.links import answer_url, invitation_id_of, stop_url, survey_token, survey_url
from followups.models import Answer, Invitation, Trouble
from followups.questionnaires import BANK, script_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.followups.makers import NPS, case_survey, questionnaire, resolved, sent_survey
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
CSAT, COMPLETE, COMMENT = script_of(
    [{"ask": "delivery_csat", "required": True}, {"ask": "complete"}, {"ask": "comment"}]
).questions


def answer(survey, *, now=NOW, **values):
    """In the order in which the values are given."""
    for code, given in values.items():
        question = script_of(survey.questionnaire.items).question(code)
        key = "text" if isinstance(given, str) else "value"
        record_answer(invitation=survey, question=question, now=now, **{key: given})
    survey.refresh_from_db()


def answered():
    return dict(Answer.objects.values_list("question", "value"))


@pytest.fixture
def about_case():
    ticket = resolved(open_case(now=NOW - 3 * DAY), by=actor_of(AgentFactory()), at=NOW - DAY)
    return case_survey(ticket, state="sent", sent_at=NOW - MINUTE)


def test_record_answer_keeps_the_last_one():
    survey = sent_survey()
    answer(survey, csat=2)
    answer(survey, csat=4, now=NOW + MINUTE)
    kept = Answer.objects.get()
    assert (kept.question, kept.value, kept.answered_at) == ("csat", 4, NOW + MINUTE)
    assert (survey.state, survey.started_at) == ("sent", NOW)


@pytest.mark.parametrize(
    ("question", "given", "code"),
    [
        (CSAT, {}, "answer_missing"),
        (CSAT, {"value": 6}, "off_scale"),
        (COMPLETE, {"value": 7}, "off_scale"),
        (COMMENT, {"value": 1}, "off_scale"),
        (BANK["nps"], {"value": 3}, "not_asked"),
    ],
)
def test_record_answer_refuses_what_is_none(question, given, code):
    survey = sent_survey()
    with pytest.raises(Refused) as error:
        record_answer(invitation=survey, question=question, now=NOW, **given)
    assert (error.value.code, Answer.objects.count()) == (code, 0)


@pytest.mark.parametrize(("value", "code"), [(-1, "off_scale"), (0, ""), (10, ""), (11, "off_scale")])
def test_record_recommendation_takes_zero_to_ten(value, code):
    survey = sent_survey(questionnaire=questionnaire(*NPS))
    nps = script_of(survey.questionnaire.items).score
    given = {"invitation": survey, "question": nps, "value": value, "now": NOW}
    if not code:
        record_answer(**given)
        assert answered() == {"nps": value}
        return
    with pytest.raises(Refused) as error:
        record_answer(**given)
    assert (error.value.code, answered()) == (code, {})


def test_record_answer_asks_by_the_questionnaire_of_its_own_survey(about_case):
    """A newer version has other questions; what was sent keeps its own."""
    version = questionnaire("resolution", 1)
    Invitation.objects.filter(pk=about_case.pk).update(questionnaire=version)
    about_case.refresh_from_db()
    with pytest.raises(Refused) as error:
        record_answer(invitation=about_case, question=BANK["treatment"], value=1, now=NOW)
    assert error.value.code == "not_asked"


def test_record_nothing_takes_back_an_optional_answer():
    survey = sent_survey()
    answer(survey, comment="Algo")
    answer(survey, comment="  ")
    assert (Answer.objects.count(), survey.started_at) == (0, None)


def test_record_answer_takes_back_what_does_not_belong_any_more(about_case):
    answer(about_case, csat=2, resolved=0, outcome=1)
    assert answered() == {"csat": 2, "resolved": 0, "outcome": 1}
    answer(about_case, resolved=1)
    assert answered() == {"csat": 2, "resolved": 1}
    with pytest.raises(Refused) as error:
        answer(about_case, outcome=1)
    assert (error.value.code, answered()) == ("not_asked", {"csat": 2, "resolved": 1})


def test_record_nothing_takes_back_what_hung_on_it(about_case):
    answer(about_case, csat=2, resolved=2, outcome=1)
    record_answer(invitation=about_case, question=BANK["resolved"], now=NOW)
    assert answered() == {"csat": 2}


def _erased(survey):
    survey.customer.erased_at = NOW
    for name in ("name", "email", "phone", "address", "city", "postal_code"):
        setattr(survey.customer, name, "")
    survey.customer.save()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"state": "answered", "answered_at": NOW}, "answered"),
        ({"sent_at": NOW - 60 * DAY}, "over"),
        ({"expires_at": NOW}, "over"),
        ({"revoked_at": NOW}, "over"),
        ({"state": "planned", "sent_at": None}, "over"),
    ],
)
def test_record_answer_refuses_a_survey_that_is_over(given, code):
    survey = sent_survey(**given)
    with pytest.raises(Refused) as error:
        record_answer(invitation=survey, question=CSAT, value=1, now=NOW)
    assert (error.value.code, Answer.objects.count(), Ticket.objects.count()) == (code, 0, 0)


def test_record_answer_refuses_somebody_who_was_forgotten():
    survey = sent_survey()
    answer(survey, csat=4)
    _erased(survey)
    for verb, given in ((record_answer, {"question": CSAT, "value": 1}), (finish_survey, {})):
        with pytest.raises(Refused) as error:
            verb(invitation=survey, now=NOW, **given)
        assert error.value.code == "over"
    assert answered() == {"csat": 4}


def test_finish_content_opens_nothing():
    survey = sent_survey()
    answer(survey, csat=5, complete=1)
    for _ in range(2):
        finish_survey(invitation=survey, now=NOW + MINUTE)
    survey.refresh_from_db()
    assert (survey.state, survey.answered_at, survey.opened_ticket) == ("answered", NOW, None)
    assert (Ticket.objects.count(), hasattr(survey, "loop")) == (0, False)


def test_finish_without_answers_is_refused():
    survey = sent_survey()
    with pytest.raises(Refused):
        finish_survey(invitation=survey, now=NOW)
    survey.refresh_from_db()
    assert survey.state == "sent"


def test_abandoned_survey_is_closed_with_what_was_said():
    survey = sent_survey()
    answer(survey, csat=1)
    assert finish_abandoned(now=NOW + ABANDONED_AFTER) == 0
    assert finish_abandoned(now=NOW + ABANDONED_AFTER + dt.timedelta(seconds=1)) == 1
    survey.refresh_from_db()
    assert (survey.state, survey.answered_at, survey.opened_ticket) == ("answered", NOW, Ticket.objects.get())
    assert finish_abandoned(now=NOW + DAY) == 0


def test_abandoned_survey_waits_an_hour_from_the_last_answer():
    survey = sent_survey()
    answer(survey, csat=1)
    answer(survey, complete=1, now=NOW + 50 * MINUTE)
    assert finish_abandoned(now=NOW + ABANDONED_AFTER + MINUTE) == 0
    assert finish_abandoned(now=NOW + ABANDONED_AFTER + 51 * MINUTE) == 1


def test_abandoned_survey_of_somebody_forgotten_is_closed_without_a_case():
    survey = sent_survey()
    answer(survey, csat=1)
    _erased(survey)
    assert finish_abandoned(now=NOW + DAY) == 1
    survey.refresh_from_db()
    assert (survey.state, survey.opened_ticket, Ticket.objects.count()) == ("answered", None, 0)


def test_abandoned_survey_that_cannot_be_closed_is_a_trouble_and_holds_up_nobody():
    bad, good = sent_survey(), sent_survey()
    answer(bad, csat=1)
    answer(good, csat=4, now=NOW + MINUTE)
    with patch("followups.actions.loops.case_of_answers", side_effect=RuntimeError("names nobody")):
        assert finish_abandoned(now=NOW + 2 * ABANDONED_AFTER) == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    trouble = Trouble.objects.get()
    assert (bad.state, good.state) == ("sent", "answered")
    assert (trouble.kind, trouble.invitation, trouble.detail) == ("not_closed", bad, "RuntimeError")
    assert finish_abandoned(now=NOW + 4 * ABANDONED_AFTER) == 1
    trouble.refresh_from_db()
    assert (trouble.settled_at, Ticket.objects.count()) == (NOW + 4 * ABANDONED_AFTER, 1)


def test_task_closes_abandoned_surveys():
    survey = sent_survey()
    answer(survey, csat=4)
    assert (tasks.finish_surveys(), tasks.finish_surveys()) == (1, 0)
    survey.refresh_from_db()
    assert survey.state == "answered"


def test_revoke_ends_a_survey_and_keeps_what_was_answered():
    survey = sent_survey()
    answer(survey, csat=4)
    agent = actor_of(AgentFactory())
    for moment in (NOW, NOW + MINUTE):
        revoke_survey(invitation=survey, by=agent, now=moment)
    survey.refresh_from_db()
    assert (survey.revoked_at, survey.is_open(NOW), answered()) == (NOW, False, {"csat": 4})


@pytest.mark.parametrize(
    "given", [{"state": "planned", "sent_at": None}, {"state": "answered", "answered_at": NOW - MINUTE}]
)
def test_revoke_is_refused_where_nobody_can_answer(given):
    survey = sent_survey(**given)
    with pytest.raises(Refused):
        revoke_survey(invitation=survey, by=SYSTEM, now=NOW)
    survey.refresh_from_db()
    assert survey.revoked_at is None


def test_token_opens_one_survey_only():
    survey = sent_survey()
    token = survey_token(survey)
    assert invitation_id_of(token) == survey.pk
    assert str(survey.customer.email) not in token
    tampered = ("A" if token[0] != "A" else "B") + token[1:]
    assert [invitation_id_of(text) for text in (tampered, token[:-1], "", "a:b")] == [None] * 4
    assert answer_url(survey, "csat", 4) == f"{survey_url(survey)}csat/4/"
    assert stop_url(survey) == f"{survey_url(survey)}stop/"


@pytest.mark.parametrize(("days", "is_open"), [(0, True), (59, True), (60, False)])
def test_survey_is_open_until_it_expires(days, is_open):
    survey = Invitation(state="sent", sent_at=NOW - days * DAY, expires_at=NOW + (60 - days) * DAY)
    assert survey.is_open(NOW) is is_open
