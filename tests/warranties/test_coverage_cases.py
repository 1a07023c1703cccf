"""`manage.py coverage_cases FILE.csv`."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from warranties.models import GuaranteeRule

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parent / "cases" / "uk.csv"
HEADER = TABLE.read_text(encoding="utf-8").splitlines()[0].split(",")
OVEN = {
    "case_id": "oven",
    "jurisdiction": "ES",
    "product": "oven",
    "condition": "new",
    "buyer": "consumer",
    "seller": "trader",
    "channel": "store",
    "contract_date": "2024-01-31",
    "delivery_date": "2024-01-31",
    "cause": "defect",
    "severity": "normal",
    "defect_date": "2026-02-01",
    "claim_date": "2026-02-01",
    "exp_legal_until": "2027-01-31",
    "exp_covered": "yes",
    "exp_covered_by": "legal",
    "exp_burden_of_proof": "consumer",
}


@pytest.fixture
def table(tmp_path):
    def write(*rows, header=HEADER, encoding="utf-8"):
        path = tmp_path / "cases.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, header, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(OVEN | row for row in rows)
        return path

    return write


def run(path, *options):
    """What the command printed and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command("coverage_cases", str(path), *options, stdout=out, stderr=out)
    except SystemExit as stop:
        code = stop.code
    return out.getvalue().splitlines(), code


def test_cases_that_agree_end_well(table):
    said, code = run(table({}, {"case_id": "other"}))
    assert (said, code) == (["This is orientation, not legal advice.", "2 of 2 cases agree"], 0)


def test_cases_that_disagree_show_what_and_why(table):
    said, code = run(table({}, {"case_id": "wrong", "exp_burden_of_proof": "trader", "exp_legal_until": "2027-01-30"}))
    assert code == 1
    assert said[-1] == "1 of 2 cases agree"
    assert [line.split() for line in said[:3]] == [
        ["case", "column", "expected", "decided"],
        ["wrong", "exp_legal_until", "2027-01-30", "2027-01-31"],
        ["wrong", "exp_burden_of_proof", "trader", "consumer"],
    ]
    assert any("TRLGDCU 120.1; CC 5.1" in line for line in said)


def test_cases_without_an_expectation_agree(table):
    empty = {name: "" for name in OVEN if name.startswith("exp_")}
    assert run(table(empty))[0][-1] == "1 of 1 cases agree"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"delivery_date": "31/01/2024"}, "delivery_date: «31/01/2024» is not a date. Write it as 2026-03-15."),
        ({"suspension_intervals": "/2025-01-01"}, "does not say when the product was handed in"),
        ({"suspension_intervals": "2025-01-01/soon"}, "«soon» is not a date"),
        ({"used_term_agreed_months": "a year"}, "«a year» is not a number of months"),
        ({"same_defect_as_repair": "perhaps"}, "write yes, no or nothing, not «perhaps»"),
        ({"extended_plan": "accidental_damage"}, "is not written as kind:months"),
    ],
)
def test_cell_that_says_nothing_gets_a_sentence(table, cells, sentence):
    said, code = run(table(cells))
    assert code == 1
    assert said[0].startswith("Line 2, oven: ")
    assert sentence in said[0]


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("cause", "gremlins"),
        ("condition", "shiny"),
        ("buyer", "consummer"),
        ("seller", "tradr"),
        ("channel", "onlin"),
        ("severity", "seriuos"),
    ],
)
def test_word_that_is_not_known_is_said_and_read_as_unknown(table, column, word):
    said, _code = run(table({column: word}))
    assert said[0].startswith(f"Line 2, oven: {column}: «{word}» is not known, so it is read as unknown. Known are: ")
    assert "cases agree" in said[-1]


@pytest.mark.parametrize(
    ("cells", "covered", "sentence"),
    [
        ({"claim_date": "2023-12-01", "defect_date": ""}, "person", "One date is wrong."),
        ({"suspension_intervals": "2025-03-10/2025-03-01"}, "yes", "returned on 1 March 2025"),
        ({"suspension_intervals": "2025-03-01/2025-03-10;2025-03-05/2025-03-20"}, "yes", "Each day is counted once."),
        ({"jurisdiction": "ZZ"}, "person", "has not been entered"),
        ({"contract_date": "2024-02-01"}, "yes", "One date may be wrong."),
        ({"installation_by_trader_date": "2024-01-01"}, "yes", "It is not counted."),
        ({"suspension_intervals": "2024-01-01/2024-02-03"}, "yes", "What came before is not counted."),
        ({"replacement_date": "2024-01-01"}, "yes", "The replacement is dated 1 January 2024"),
    ],
)
def test_inconsistent_facts_are_decided_with_a_sentence(table, cells, covered, sentence):
    said, _code = run(table(cells | {"exp_legal_until": "", "exp_covered_by": "", "exp_covered": "nothing"}))
    assert said[1].split() == ["oven", "exp_covered", "nothing", covered]
    assert any(sentence in line for line in said)


def test_unknown_country_still_has_its_commercial_line(table):
    cells = {"jurisdiction": "ZZ", "commercial_months": "36", "commercial_scope": "parts and labour"}
    expected = {"exp_legal_until": "", "exp_commercial_until": "2027-01-31", "exp_covered_by": "commercial"}
    assert run(table(cells | expected | {"exp_burden_of_proof": "n/a"}))[0][-1] == "1 of 1 cases agree"


def test_file_that_cannot_be_read_gets_a_sentence(tmp_path, table):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00case_id")
    for path, sentence in [
        (tmp_path / "none.csv", "could not be read"),
        (tmp_path / "empty.csv", "lacks these columns: case_id"),
        (tmp_path / "binary.csv", "is not UTF-8 text"),
    ]:
        with pytest.raises(CommandError, match=sentence):
            run(path)
    with pytest.raises(CommandError, match="no cases under its header"):
        run(table())
    with pytest.raises(CommandError, match="lacks these columns: jurisdiction"):
        run(table({}, header=["case_id", "cause"]))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_file_with_another_separator_and_capitals_is_read(tmp_path, separator):
    names = ["Case_ID ", "Jurisdiction", *list(OVEN)[2:]]
    path = tmp_path / "cases.csv"
    path.write_text(separator.join(names) + "\n" + separator.join(OVEN.values()) + "\n", encoding="utf-8-sig")
    assert run(path)[0][-1] == "1 of 1 cases agree"


def test_rules_of_the_company_decide_and_the_shipped_ones_on_demand(table):
    GuaranteeRule.objects.filter(code="ES-2022").update(confirmed=False)
    said, code = run(table({}))
    assert (code, said[1].split()[-1]) == (1, "—")
    assert run(table({}), "--shipped")[0][-1] == "1 of 1 cases agree"


def test_cases_are_explained_in_spanish_on_demand(table):
    said, _code = run(table({"exp_covered": "no"}), "--language", "es")
    assert "1 de febrero de 2026" in "".join(said)
    assert said[-1] == "0 of 1 cases agree"


def test_rules_that_nobody_loaded_are_those_that_come_along(table):
    GuaranteeRule.objects.update(current=False)
    said, code = run(table({}))
    assert (said[0], said[-1], code) == (
        *("This database has no rules yet: using those that come with Postventa.", "1 of 1 cases agree"),
        0,
    )
