"""What is asked, in which order and words, and which answers call for a person."""

import pytest
from django.utils import translation

from followups.questionnaires import (
    BANK,
    MOST_ITEMS,
    NO,
    PARTLY,
    YES,
    faults_of,
    is_unhappy,
    script_of,
    unhappy_about,
)
from tests.followups.makers import FIRST

OWN = {"ask": "own", "code": "own_box", "form": "open", "text": {"es": "¿La caja?", "en": "The box?"}}
KNOWN = {(code, version): items for code, version, _use, _scope, items in FIRST}


@pytest.mark.parametrize(
    ("values", "about"),
    [
        ({"csat": 1}, "csat"),
        ({"csat": 2, "complete": YES}, "csat"),
        ({"csat": 3}, None),
        ({"csat": 5, "complete": NO}, "complete"),
        ({"csat": 5, "complete": YES}, None),
        ({"complete": NO}, "complete"),
        ({"csat": 5, "resolved": NO}, "resolved"),
        ({"csat": 3, "resolved": PARTLY}, None),
        ({"csat": 5, "treatment": 2}, "treatment"),
        ({"csat": 5, "treatment": 5, "outcome": 1}, "outcome"),
        ({"csat": 2, "outcome": 1}, "csat"),
        ({"nps": 0}, "nps"),
        ({"nps": 6}, "nps"),
        ({"nps": 7}, None),
        ({"nps": 10}, None),
        ({"ces": 1}, None),
        ({"on_time": NO}, None),
        ({"all_there": NO}, "all_there"),
        ({"working": NO}, "working"),
        ({"own_box": 0}, None),
        ({}, None),
        ({"csat": None}, None),
    ],
)
def test_unhappy_answers_call_for_a_person(values, about):
    assert (unhappy_about(values), is_unhappy(values)) == (about, about is not None)


@pytest.mark.parametrize("name", KNOWN, ids=lambda name: f"{name[0]}-{name[1]}")
def test_known_questionnaires_have_no_faults(name):
    assert faults_of(KNOWN[name]) == []


SCORES = [
    ("delivery_csat", "es", "¿Cuál es su grado de satisfacción con la entrega?", 1, 5),
    ("case_csat", "en", "How satisfied are you with how we handled your case?", 1, 5),
    ("nps", "en", "How likely is it that you would recommend Acme to a friend or colleague?", 0, 10),
    ("ces", "en", "Acme made it easy for me to handle my issue.", 1, 7),
    ("resolved", "en", "Was your issue resolved?", 0, 2),
    ("comment", "en", "What is the main reason for your score?", None, None),
]


@pytest.mark.parametrize(("code", "language", "text", "least", "most"), SCORES)
def test_instruments_keep_their_words_and_scales(code, language, text, least, most):
    numbers = [number for number, _label in BANK[code].options]
    with translation.override(language):
        said = BANK[code].said("Acme")
    assert (said, min(numbers, default=None), max(numbers, default=None)) == (text, least, most)


def test_treatment_is_asked_apart_from_the_outcome():
    questions = {question.code for question in script_of(KNOWN["resolution", 2]).questions}
    assert {"treatment", "outcome"} <= questions


def test_asked_are_those_that_belong_to_the_answers():
    script = script_of(KNOWN["resolution", 2])
    always = ["csat", "resolved", "treatment", "ces", "comment"]

    def codes(**answers):
        return [question.code for question in script.asked(answers)]

    assert codes() == codes(resolved=YES) == codes(csat=1) == always
    assert (
        codes(resolved=NO) == codes(resolved=PARTLY) == ["csat", "resolved", "treatment", "outcome", "ces", "comment"]
    )


def test_asked_follows_what_hangs_on_what_is_not_asked():
    items = [
        {"ask": "resolved"},
        {"ask": "outcome", "if": {"question": "resolved", "values": [NO]}},
        {"ask": "comment", "if": {"question": "outcome", "values": [1, 2]}},
    ]
    script = script_of(items)
    asked = [question.code for question in script.asked({"resolved": YES, "outcome": 1})]
    assert asked == ["resolved"]
    assert len(script.asked({"resolved": NO, "outcome": 1})) == 3


def test_own_questions_are_said_in_the_readers_language():
    (question,) = script_of([OWN]).questions
    with translation.override("es"):
        assert str(question.text) == "¿La caja?"
    with translation.override("en"):
        assert str(question.text) == "The box?"


def test_told_gives_the_number_with_the_words():
    with translation.override("en"):
        assert BANK["case_csat"].told(2) == "2: Dissatisfied"
        assert BANK["nps"].told(0) == "0: not at all likely"
        assert BANK["nps"].told(7) == "7"
        assert BANK["resolved"].told(NO) == "No"
        assert BANK["comment"].told(None) == ""


FAULTY = [
    [],
    "csat",
    [{"ask": "nothing"}],
    [{"ask": "case_csat"}, {"ask": "delivery_csat"}],
    [{"ask": "outcome", "if": {"question": "resolved", "values": [NO]}}, {"ask": "resolved"}],
    [{"ask": "resolved"}, {"ask": "outcome", "if": {"question": "resolved", "values": []}}],
    [{"ask": "resolved"}, {"ask": "outcome", "if": {"question": "resolved", "values": [9]}}],
    [OWN | {"code": "box"}],
    [OWN | {"code": "own_" + "x" * 20}],
    [OWN | {"form": "song"}],
    [OWN | {"text": {"es": "¿La caja?"}}],
    [OWN | {"text": {"es": "x" * 201, "en": "The box?"}}],
    [OWN | {"code": f"own_{n}"} for n in range(MOST_ITEMS + 1)],
]


@pytest.mark.parametrize("items", FAULTY)
def test_faulty_questionnaires_are_told(items):
    assert len(faults_of(items)) == 1


def test_words_of_the_company_may_hold_per_cents():
    text = "¿Recomendaría %(company)s al 100%?"
    [question] = script_of([OWN | {"text": {"es": text, "en": text}}]).questions
    assert question.said("Casa 50%") == "¿Recomendaría Casa 50% al 100%?"
