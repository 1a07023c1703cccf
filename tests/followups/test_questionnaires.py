"""What is asked, and which answers call for a person."""

import pytest

from followups.questionnaires import NO, PARTLY, QUESTIONNAIRES, YES, is_unhappy


@pytest.mark.parametrize(
    ("values", "unhappy"),
    [
        ({"csat": 1}, True),
        ({"csat": 2, "complete": YES}, True),
        ({"csat": 3}, False),
        ({"csat": 5, "complete": NO}, True),
        ({"csat": 5, "complete": YES}, False),
        ({"complete": NO}, True),
        ({"csat": 5, "resolved": NO}, True),
        ({"csat": 3, "resolved": PARTLY}, False),
        ({}, False),
        ({"csat": None}, False),
    ],
)
def test_unhappy_answers_call_for_a_person(values, unhappy):
    assert is_unhappy(values) is unhappy


def test_every_questionnaire_begins_with_satisfaction():
    assert {name: questions[0].code for name, questions in QUESTIONNAIRES.items()} == {
        "delivery-1": "csat",
        "resolution-1": "csat",
    }
    assert [len(q.options) for q in QUESTIONNAIRES["resolution-1"]] == [5, 7, 3, 0]
    assert [value for value, _label in QUESTIONNAIRES["resolution-1"][2].options] == [YES, PARTLY, NO]
