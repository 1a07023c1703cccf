"""The tables of decided cases: every row's expectations, and that they are what the engine says."""

import csv
from pathlib import Path

import pytest

from tests.warranties.sales import RULES
from warranties.cases import read_case
from warranties.coverage import decide
from warranties.states import Verdict

TABLES = sorted((Path(__file__).parent / "cases").glob("*.csv"))
# What no law that was entered settles, so that a person is asked.
FOR_A_PERSON = {"es-044", "es-095", "pe-004", "prom-007", "prom-047", "us-002"}


def rows():
    for table in TABLES:
        with table.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


ROWS = list(rows())


@pytest.mark.parametrize("row", ROWS, ids=[row["case_id"] for row in ROWS])
def test_decide_agrees_with_the_table(row):
    case = read_case(row)
    decision = decide(case.facts, RULES, case.guarantees, case.plans)
    assert case.expected
    assert case.disagreements(decision) == []
    assert (decision.verdict == Verdict.NEEDS_PERSON) == (row["case_id"] in FOR_A_PERSON)


def test_the_tables_are_many_and_their_cases_have_one_name_each():
    assert len({row["case_id"] for row in ROWS}) == len(ROWS) >= 400
