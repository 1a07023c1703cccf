"""What a service plan that answers for faults covers, and from when."""

import pytest

from tests.warranties.made_up import (
    bought,
    country,
    plan,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.states import Regime

# name: (what is decided, the line, its steps)
CASES = {
    "none": ((bought(showed="2024-06-01"), country()), "not covered out of scope", "no_plan @"),
    "one that is not about faults": (
        (bought(showed="2024-06-01"), country(), [], [plan("free_support")]),
        "not covered out of scope",
        "no_plan @",
    ),
    "for faults": (
        (bought(showed="2024-06-01"), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "for accidents": (
        (bought(showed="2024-06-01", cause="accident_consumer"), country(), [], [plan("accidental_damage")]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_accidents @https://h.example | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "for faults, accidents and more": (
        (bought(showed="2024-06-01"), country(), [], [plan("extension", "accidental_damage", "maintenance_discount")]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | plan_answers_for_accidents @https://h.example | "
            "promises_parts | promises_labour | plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "only travel, with exclusions": (
        (
            bought(showed="2024-06-01"),
            country(),
            [],
            [plan(parts=False, labour=False, travel=True, exclusions="The lamp.")],
        ),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_travel @https://h.example | "
            "has_exclusions @https://h.example exclusions=The lamp. | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "not in that country": (
        (bought(showed="2024-06-01"), country(), [], [plan(territory=("YY",))]),
        "not covered out of scope p Plus",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "out_of_territory @https://h.example country=XX"
        ),
    ),
    "in that country": (
        (bought(showed="2024-06-01"), country(), [], [plan(territory=("XX", "YY"))]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "country unknown": (
        (bought(showed="2024-06-01", jurisdiction=""), country(), [], [plan(territory=("YY",))]),
        "a person p Plus from=2024-01-10 until=2027-01-10 asks=jurisdiction",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "ask_jurisdiction @https://h.example"
        ),
    ),
    "country unknown, bought for everywhere": (
        (bought(showed="2024-06-01", jurisdiction=""), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "sold on": (
        (bought(showed="2024-06-01", changed_hands=True), country(), [], [plan(transferable=False)]),
        "not covered out of scope p Plus",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "not_transferable @https://h.example"
        ),
    ),
    "sold on, and it may be": (
        (bought(showed="2024-06-01", changed_hands=True), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "not sold on": (
        (bought(showed="2024-06-01"), country(), [], [plan(transferable=False)]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "perhaps sold on": (
        (bought(showed="2024-06-01", changed_hands=None), country(), [], [plan(transferable=False)]),
        "a person p Plus from=2024-01-10 until=2027-01-10 asks=changed_hands",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "ask_changed_hands @https://h.example"
        ),
    ),
    "perhaps sold on, and it may be": (
        (bought(showed="2024-06-01", changed_hands=None), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "everything unknown": (
        (
            bought(jurisdiction="", changed_hands=None, delivery_date=None),
            country(),
            [],
            [plan(territory=("XX",), transferable=False)],
        ),
        "a person p Plus asks=jurisdiction+changed_hands+delivery_date+claim_date",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "ask_jurisdiction @https://h.example | ask_changed_hands @https://h.example | "
            "ask_delivery_date @https://h.example | ask_claim_date @https://h.example"
        ),
    ),
    "delivery unknown, begins on a day of its own": (
        (bought(showed="2024-06-01", delivery_date=None), country(), [], [plan(starts_on=day("2024-02-01"))]),
        "a person p Plus from=2024-02-01 until=2027-02-01 asks=delivery_date",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "ask_delivery_date @https://h.example"
        ),
    ),
    "no day of the claim": (
        (bought(), country(), [], [plan()]),
        "a person p Plus from=2024-01-10 until=2027-01-10 asks=claim_date",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "ask_claim_date @https://h.example"
        ),
    ),
    "last day": (
        (bought(showed="2027-01-10"), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2027-01-10 until=2027-01-10"
        ),
    ),
    "day after": (
        (bought(showed="2027-01-11"), country(), [], [plan()]),
        "not covered p Plus from=2024-01-10 until=2027-01-10",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_ended @https://h.example on=2027-01-11 until=2027-01-10"
        ),
    ),
    "claimed the day after, first day unknown": (
        (bought(claimed="2027-01-11"), country(), [], [plan()]),
        "a person p Plus from=2024-01-10 until=2027-01-10 asks=defect_date",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "ask_defect_date @https://h.example until=2027-01-10"
        ),
    ),
    "claimed in the term, first day unknown": (
        (bought(claimed="2024-06-01"), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "claimed on the last day, first day unknown": (
        (bought(claimed="2027-01-10"), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2027-01-10 until=2027-01-10"
        ),
    ),
    "begins when the law ends": (
        (bought(showed="2026-01-10"), country(), [], [plan(starts_on=day("2026-01-10"))]),
        "covered p Plus term from=2026-01-10 until=2029-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2026-01-10 until=2029-01-10"
        ),
    ),
    "begins the day after": (
        (bought(showed="2026-01-10"), country(), [], [plan(starts_on=day("2026-01-11"))]),
        "not covered p Plus from=2026-01-11 until=2029-01-11",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_not_begun @https://h.example on=2026-01-10 start=2026-01-11"
        ),
    ),
    "last day of one that begins later": (
        (bought(showed="2029-01-10"), country(), [], [plan(starts_on=day("2026-01-10"))]),
        "covered p Plus term from=2026-01-10 until=2029-01-10 1:as_promised",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2029-01-10 until=2029-01-10"
        ),
    ),
    "accident, a plan for faults": (
        (bought(showed="2024-06-01", cause="accident_consumer"), country(), [], [plan()]),
        "not covered p Plus from=2024-01-10 until=2027-01-10",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_other_cause @https://h.example"
        ),
    ),
    "fault, a plan for accidents": (
        (bought(showed="2024-06-01"), country(), [], [plan("accidental_damage")]),
        "not covered p Plus from=2024-01-10 until=2027-01-10",
        (
            "plan_bought | plan_answers_for_accidents @https://h.example | promises_parts | promises_labour | "
            "plan_other_cause @https://h.example"
        ),
    ),
    "the customer broke it": (
        (bought(showed="2024-06-01", cause="misuse"), country(), [], [plan("extension", "accidental_damage")]),
        "not covered p Plus from=2024-01-10 until=2027-01-10",
        (
            "plan_bought | plan_answers_for_defects | plan_answers_for_accidents @https://h.example | "
            "promises_parts | promises_labour | cause_misuse @https://h.example | "
            "plan_other_cause @https://h.example"
        ),
    ),
    "badly installed": (
        (bought(showed="2024-06-01", cause="bad_installation_by_trader"), country(), [], [plan()]),
        "a person p Plus from=2024-01-10 until=2027-01-10",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "promise_read_terms @https://h.example"
        ),
    ),
    "cause unknown, a plan for faults": (
        (bought(showed="2024-06-01", cause="unknown"), country(), [], [plan()]),
        "covered p Plus term from=2024-01-10 until=2027-01-10 1:as_promised asks=cause",
        (
            "plan_bought | plan_answers_for_defects | promises_parts | promises_labour | "
            "plan_in_term @https://h.example on=2024-06-01 until=2027-01-10"
        ),
    ),
    "cause unknown, a plan for accidents": (
        (bought(showed="2024-06-01", cause="unknown"), country(), [], [plan("accidental_damage")]),
        "a person p Plus from=2024-01-10 until=2027-01-10 asks=cause",
        (
            "plan_bought | plan_answers_for_accidents @https://h.example | promises_parts | promises_labour | "
            "ask_cause @https://h.example"
        ),
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_extended_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.EXTENDED)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_extended_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.EXTENDED).reasons) == steps


def test_extended_lines_are_one_for_each_plan_that_answers_for_faults():
    plans = [plan(), plan("free_support", code="s"), plan("accidental_damage", code="a")]
    lines = decide(bought(showed="2024-06-01"), country(), [], plans).lines
    assert [line.source for line in lines if line.regime == Regime.EXTENDED] == ["p", "a"]
