"""What a case's conversation knows of calls, answers and loops."""

import datetime as dt

import pytest
from django.utils import translation

from followups.actions.answering import finish_survey
from followups.followed import What, followed_up
from followups.models import Answer, CallAttempt, Loop
from postventa.desk.followed_words import words
from tests.factories import NOW, AgentFactory, CustomerFactory
from tests.followups.makers import delivered, planned_call, planned_survey, sent_survey
from tests.followups.test_answering import answer

pytestmark = pytest.mark.django_db
ORDER = list(What)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def told(delivery=None, tickets=(), now=NOW):
    with translation.override("en"):
        found = sorted(followed_up(delivery, tickets), key=lambda one: (one.at, ORDER.index(one.what)))
        return [(words(one, now), one.said) for one in found]


@pytest.fixture
def unit():
    return delivered(6, customer=CustomerFactory(language="en"))


def test_followed_tells_calls_answers_and_loops_of_a_delivery(unit):
    call = planned_call(unit)
    CallAttempt.objects.create(
        call=call, at=NOW - DAY, agent=AgentFactory(name="Ana Ruiz"), outcome="content", note="Sí"
    )
    Answer.objects.create(call=call, question="on_time", value=1, answered_at=NOW - DAY + MINUTE)
    Answer.objects.create(call=call, question="doubts", text="Los filtros", answered_at=NOW - DAY + 2 * MINUTE)
    survey = sent_survey(unit)
    answer(survey, csat=2, complete=0, comment="Llegó roto")
    finish_survey(invitation=survey, now=NOW + MINUTE)
    sent_survey(delivered(6))
    lines = [
        ("Ana Ruiz called about the delivery. Reached: content", "Sí"),
        ("What the customer said on the phone · On time: Yes", "Los filtros"),
        ("The customer answered a survey · Satisfaction: 2 of 5 · What arrived: No", "Llegó roto"),
        ("Not content: somebody speaks with the customer by tomorrow, Tue 17.", ""),
    ]
    assert told(unit.delivery_id) == lines
    survey.refresh_from_db()
    assert told(None, [survey.opened_ticket_id]) == lines[2:]


@pytest.mark.parametrize(
    ("closed", "now", "said"),
    [
        (None, 3, "Not content: somebody had to speak with the customer by yesterday, and nobody has."),
        (1, 3, "Not content: somebody spoke with the customer in time."),
        (2.5, 3, "Not content: somebody spoke with the customer, later than yesterday, which was the last day."),
    ],
)
def test_followed_tells_what_became_of_a_loop(unit, closed, now, said):
    survey = sent_survey(unit)
    answer(survey, csat=1)
    finish_survey(invitation=survey, now=NOW)
    now_ = NOW + (now - 1) * DAY
    Loop.objects.update(closed_at=None if closed is None else NOW + closed * DAY, due_at=NOW + 1.5 * DAY)
    assert told(unit.delivery_id, now=now_)[-1] == (said, "")
    Loop.objects.update(closed_at=now_, dropped=True)
    assert len(told(unit.delivery_id, now=now_)) == 1


def test_followed_reads_every_score(unit):
    survey = planned_survey(unit)
    for code, value in {"csat": 4, "nps": 9, "ces": 6, "treatment": 5, "outcome": 3, "resolved": 2}.items():
        Answer.objects.create(invitation=survey, question=code, value=value, answered_at=NOW)
    assert told(unit.delivery_id) == [
        (
            "The customer answered a survey · Satisfaction: 4 of 5 · Would recommend us: 9 of 10 · Easy: 6 of 7 · "
            "How we treated them: 5 of 5 · The solution: 3 of 5 · How it ended: Partly",
            "",
        )
    ]


def test_followed_costs_one_query(unit, django_assert_num_queries):
    sent_survey(unit)
    with django_assert_num_queries(1):
        followed_up(unit.delivery_id, [1, 2, 3])
