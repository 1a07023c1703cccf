"""What somebody said, read strictly and put over the facts of the rows."""

from dataclasses import fields, replace
from datetime import date

import pytest
from django.utils import translation

from tests.warranties.sales import OVEN, RULES
from warranties.answers import LABELS, Answers, BadAnswer, applied
from warranties.coverage import decide
from warranties.facts import Facts
from warranties.states import Ask

CLAIMED, TODAY = date(2026, 11, 16), date(2026, 11, 20)
SAID = {
    "cause": "misuse",
    "part": "compresor",
    "severity": "serious",
    "defect_date": "2026-11-14",
    "same_defect_as_repair": False,
    "failed_repair_before": True,
    "changed_hands": True,
    "jurisdiction": "PT",
    "condition": "used",
    "buyer": "business",
    "seller": "private",
    "channel": "phone",
    "used_term_agreed_months": 12,
    "digital_supply_months": 24,
}


def test_read_gives_back_what_was_kept():
    everything = SAID | {"contract_date": "2024-01-02", "delivery_date": "2024-01-05", "earlier_claim": "2026-01-07"}
    assert Answers.read(everything).to_json() == everything


def test_every_answer_has_a_label_and_is_a_fact():
    names = {field.name for field in fields(Answers)}
    assert (names, names - {field.name for field in fields(Facts)}) == (set(LABELS), {"earlier_claim"})


def test_read_takes_an_earlier_claim_or_none_but_not_both():
    assert Answers.read({"no_earlier_claim": True}).to_json() == {"no_earlier_claim": True}
    assert Answers.read({"no_earlier_claim": False}) == Answers()
    with translation.override("en"), pytest.raises(BadAnswer) as refusal:
        Answers.read({"no_earlier_claim": True, "earlier_claim": "2026-01-07"})
    assert "not both" in str(refusal.value)


def test_no_earlier_claim_closes_the_question():
    lapsed = replace(OVEN, defect_date=date(2023, 5, 10), claim_date=date(2029, 5, 11))
    asked = [decide(facts, RULES).questions for facts in (lapsed, applied(lapsed, Answers(no_earlier_claim=True)))]
    assert asked == [(Ask.EARLIER_CLAIM,), ()]


@pytest.mark.parametrize("name", ["motor", "placa base", "compresor-2", "Tür", "válvula 3B", ""])
def test_part_is_a_name(name):
    assert Answers.read({"part": name}).part == (name or None)


@pytest.mark.parametrize("empty", [None, ""])
def test_read_takes_an_answer_back(empty):
    assert Answers.read({"cause": "defect", "part": empty}).to_json() == {"cause": "defect"}


def test_read_keeps_no_answer_that_says_nothing():
    assert Answers.read({"cause": "unknown", "part": "  "}) == Answers()


def test_read_writes_the_country_as_the_rules_do():
    assert [Answers.read({"jurisdiction": word}).jurisdiction for word in ("es", " GB ", "uk")] == ["ES", "UK", "UK"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("verdict", "covered", "«verdict» is not among the facts that can be answered."),
        ("replaced_on", "2026-01-01", "«replaced_on» is not among the facts that can be answered."),
        ("cause", "witchcraft", "«Cause» is not one of the answers offered."),
        ("defect_date", "yesterday", "«When the fault first showed» must be a date."),
        ("defect_date", 3, "«When the fault first showed» must be a date."),
        ("same_defect_as_repair", "yes", "«Same fault as the one repaired» must be yes or no."),
        ("used_term_agreed_months", "12", "«Months agreed for the used product» must be a whole number."),
        ("used_term_agreed_months", 0, "«Months agreed for the used product» must be between 1 and 600."),
        ("digital_supply_months", 601, "«Months of digital service» must be between 1 and 600."),
        ("digital_supply_months", True, "«Months of digital service» must be a whole number."),
        ("part", 7, "«Part that failed» must be text."),
        ("part", "x" * 41, "«Part that failed» is too long: 40 characters are the limit."),
        ("part", "bomba (1)", "«Part that failed» is the name of a part: letters, digits, spaces and hyphens."),
        ("jurisdiction", "Spain", "«Country of the customer» must be the two letters of a country, such as ES."),
        ("jurisdiction", "ñ1", "«Country of the customer» must be the two letters of a country, such as ES."),
    ],
)
def test_read_what_cannot_be_meant_is_refused_with_a_sentence(name, value, sentence):
    with translation.override("en"), pytest.raises(BadAnswer) as refusal:
        Answers.read({name: value})
    assert (refusal.value.name, str(refusal.value)) == (name, sentence)


@pytest.mark.parametrize(
    ("name", "day", "bought", "fits"),
    [
        ("defect_date", date(2026, 11, 20), None, True),
        ("defect_date", date(2026, 11, 21), None, False),
        ("delivery_date", date(2026, 11, 21), None, False),
        ("contract_date", date(2026, 11, 21), None, False),
        ("earlier_claim", date(2026, 11, 16), None, True),
        ("earlier_claim", date(2026, 11, 17), None, False),
        ("earlier_claim", date(2024, 3, 1), date(2024, 3, 1), True),
        ("earlier_claim", date(2024, 2, 29), date(2024, 3, 1), False),
    ],
)
def test_check_refuses_days_that_cannot_be(name, day, bought, fits):
    answers = replace(Answers(), **{name: day})
    if fits:
        answers.check(today=TODAY, claimed=CLAIMED, bought=bought)
    else:
        with pytest.raises(BadAnswer) as refusal:
            answers.check(today=TODAY, claimed=CLAIMED, bought=bought)
        assert refusal.value.name == name


def test_applied_puts_what_was_said_over_the_rows():
    facts = applied(OVEN, Answers.read(SAID))
    assert {name: value for name, value in facts.to_json().items() if name in SAID} == SAID


def test_applied_keeps_the_dates_of_the_sale_that_the_rows_know():
    said = Answers.read({"delivery_date": "2020-01-05", "contract_date": "2020-01-01"})
    known, unknown = applied(OVEN, said), applied(replace(OVEN, delivery_date=None, contract_date=None), said)
    assert (known.delivery_date, known.contract_date) == (OVEN.delivery_date, OVEN.contract_date)
    assert (unknown.delivery_date, unknown.contract_date) == (date(2020, 1, 5), date(2020, 1, 1))


def test_applied_counts_the_claim_from_the_earlier_one():
    facts = replace(OVEN, claim_date=CLAIMED)
    assert applied(facts, Answers.read({"earlier_claim": "2026-01-07"})).claim_date == date(2026, 1, 7)


def test_applied_without_answers_changes_nothing():
    assert applied(OVEN, Answers()) == OVEN
