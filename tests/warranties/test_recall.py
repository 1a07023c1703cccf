"""A safety recall: what it offers, whatever the age of the unit."""

from dataclasses import replace

import pytest

from tests.warranties.made_up import (
    bought,
    rule,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.facts import Recall
from warranties.rules import (
    RecallTerms,
    Rulebook,
    WithdrawalTerms,
)
from warranties.states import Regime

LAMP = Recall(day("2025-03-01"), "Lamp may burn", notice_url="https://h.example/recall")
RECALL = rule(RecallTerms(("repair", "refund")), "recall")
BOOK = Rulebook([RECALL])

# name: (what is decided, the line, its steps)
CASES = {
    "none": ((bought(), BOOK), "not covered out of scope", "no_recall @"),
    "by law": (
        (bought(recalls=(LAMP,)), BOOK),
        "covered XX-recall Lamp may burn term 1:repair 1:refund",
        "recalled @law on=2025-03-01 name=Lamp may burn | recall_whatever_age @law",
    ),
    "by law, the notice offers something else": (
        (bought(recalls=(replace(LAMP, remedies=("refund", "replacement")),)), BOOK),
        "covered XX-recall Lamp may burn term 1:refund 1:replacement",
        "recalled @law on=2025-03-01 name=Lamp may burn | recall_whatever_age @law",
    ),
    "by the notice alone": (
        (bought(recalls=(LAMP,)), Rulebook([])),
        "covered recall Lamp may burn term 1:as_promised",
        (
            "recalled @https://h.example/recall on=2025-03-01 name=Lamp may burn | "
            "recall_by_notice @https://h.example/recall"
        ),
    ),
    "by the notice alone, which offers a refund": (
        (bought(recalls=(replace(LAMP, remedies=("refund",)),)), Rulebook([])),
        "covered recall Lamp may burn term 1:refund",
        (
            "recalled @https://h.example/recall on=2025-03-01 name=Lamp may burn | "
            "recall_by_notice @https://h.example/recall"
        ),
    ),
    "announced before the law": (
        (bought(recalls=(LAMP,)), Rulebook([replace(RECALL, contract_from=day("2025-03-02"))])),
        "covered recall Lamp may burn term 1:as_promised",
        (
            "recalled @https://h.example/recall on=2025-03-01 name=Lamp may burn | "
            "recall_by_notice @https://h.example/recall"
        ),
    ),
    "announced on the first day of the law": (
        (bought(recalls=(LAMP,)), Rulebook([replace(RECALL, contract_from=day("2025-03-01"))])),
        "covered XX-recall Lamp may burn term 1:repair 1:refund",
        "recalled @law on=2025-03-01 name=Lamp may burn | recall_whatever_age @law",
    ),
    "the law of the region": (
        (bought(region="North", recalls=(LAMP,)), Rulebook([replace(RECALL, region="North")])),
        "covered XX-recall Lamp may burn term 1:repair 1:refund",
        "recalled @law on=2025-03-01 name=Lamp may burn | recall_whatever_age @law",
    ),
    "a law that offers nothing of its own": (
        (bought(recalls=(LAMP,)), Rulebook([rule(RecallTerms(), "recall")])),
        "covered XX-recall Lamp may burn term 1:as_promised",
        "recalled @law on=2025-03-01 name=Lamp may burn | recall_whatever_age @law",
    ),
    "a law with the terms of another": (
        (bought(recalls=(LAMP,)), Rulebook([rule(WithdrawalTerms(14), "recall")])),
        "covered XX-recall Lamp may burn term 1:as_promised",
        "recalled @law on=2025-03-01 name=Lamp may burn | recall_by_notice @law",
    ),
    "without a title, by law": (
        (bought(recalls=(replace(LAMP, title=""),)), BOOK),
        "covered XX-recall term 1:repair 1:refund",
        "recalled_on @law on=2025-03-01 | recall_whatever_age @law",
    ),
    "without a title, by the notice alone": (
        (bought(recalls=(replace(LAMP, title=""),)), Rulebook([])),
        "covered recall term 1:as_promised",
        "recalled_on @https://h.example/recall on=2025-03-01 | recall_by_notice @https://h.example/recall",
    ),
    "without a title, of a unit of a business": (
        (bought(buyer="business", recalls=(replace(LAMP, title=""),)), BOOK),
        "a person XX-recall",
        "recalled_on @law on=2025-03-01 | recall_business @law",
    ),
    "of a unit of a business": (
        (bought(buyer="business", recalls=(LAMP,)), BOOK),
        "a person XX-recall Lamp may burn",
        "recalled @law on=2025-03-01 name=Lamp may burn | recall_business @law",
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_recall_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.RECALL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_recall_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.RECALL).reasons) == steps


def test_recall_lines_are_one_for_each_recall():
    lines = decide(bought(recalls=(LAMP, replace(LAMP, title="Hinge"))), BOOK).lines
    assert [line.name for line in lines if line.regime == Regime.RECALL] == ["Lamp may burn", "Hinge"]
