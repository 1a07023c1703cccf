from dataclasses import replace

import pytest

from tests.warranties.sales import day
from warranties.law import shipped
from warranties.rules import Point, Rule, Rulebook
from warranties.states import RuleKind

SPAIN = next(rule for rule in shipped() if rule.code == "ES-2022")
OLD = replace(SPAIN, code="old", contract_from=None, contract_to=day("2021-12-31"))
NEWER = replace(SPAIN, code="newer", contract_from=day("2026-07-31"))
ISLANDS = replace(SPAIN, code="islands", region="CN")
WAITING = replace(ISLANDS, code="waiting", confirmed=False)
UNION = replace(SPAIN, code="union", jurisdiction="EU")
SALE = RuleKind.SALE


def found(rules: list[Rule], place: str, contract: str, region: str = "") -> str | None:
    rule = Rulebook(rules).rule(SALE, place, day(contract), region)
    return rule and rule.code


@pytest.mark.parametrize(
    ("place", "contract", "code"),
    [
        ("ES", "2021-12-31", "old"),
        ("ES", "2022-01-01", "ES-2022"),
        ("ES", "2026-07-30", "ES-2022"),
        ("ES", "2026-07-31", "newer"),
        ("PT", "2022-01-01", None),
    ],
)
@pytest.mark.parametrize("rules", [[OLD, SPAIN, NEWER], [NEWER, SPAIN, OLD]])
def test_rule_takes_the_last_that_came_into_force(rules, place, contract, code):
    assert found(rules, place, contract) == code


def test_rule_for_no_date_is_none():
    assert Rulebook([SPAIN]).rule(SALE, "ES", None) is None


def test_rule_of_the_region_comes_first_and_only_for_it():
    assert [found([SPAIN, ISLANDS], "ES", "2023-01-01", region) for region in ("CN", "MD", "")] == [
        *("islands", "ES-2022", "ES-2022")
    ]


def test_rule_of_a_region_that_waits_keeps_the_countrys_away():
    rules = [SPAIN, WAITING]
    assert [found(rules, "ES", "2023-01-01", region) for region in ("CN", "MD", "")] == [None, "ES-2022", "ES-2022"]
    assert Rulebook(rules).unconfirmed(SALE, "ES", day("2023-01-01"), "CN") == WAITING


def test_rule_of_a_region_that_is_confirmed_holds_while_a_newer_one_waits():
    newer = replace(WAITING, contract_from=day("2023-01-01"))
    assert found([SPAIN, ISLANDS, newer], "ES", "2023-01-01", "CN") == "islands"


def test_rule_of_a_country_holds_while_a_newer_one_of_the_country_waits():
    newer = replace(NEWER, confirmed=False)
    assert found([SPAIN, newer], "ES", "2026-07-31", "CN") == "ES-2022"


def test_rule_of_a_region_in_a_country_without_law_is_none():
    assert found([SPAIN], "BR", "2023-01-01", "CN") is None


def test_rule_that_ended_holds_on_its_last_day_and_no_longer():
    assert [found([OLD], "ES", on) for on in ("2021-12-31", "2022-01-01")] == ["old", None]


def test_rule_without_a_first_day_is_older_than_any_other():
    assert found([SPAIN, replace(OLD, contract_to=None)], "ES", "2023-01-01") == "ES-2022"


def test_rulebook_keeps_rules_of_one_kind_and_place_apart_from_others():
    recall = replace(SPAIN, code="recall", kind="recall")
    book = Rulebook([SPAIN, recall, UNION, NEWER])
    assert [rule.code for rule in book.known(SALE, "ES")] == ["ES-2022", "newer"]
    assert [rule.code for rule in book.known(RuleKind.RECALL, "ES")] == ["recall"]
    assert book.known(RuleKind.WITHDRAWAL, "ES") == ()


def test_confirmed_rule_is_not_waiting():
    assert Rulebook([SPAIN]).unconfirmed(SALE, "ES", day("2023-01-01")) is None


def test_rule_that_nobody_confirmed_decides_nothing():
    waiting = replace(SPAIN, confirmed=False)
    assert found([waiting], "ES", "2023-01-01") is None
    assert Rulebook([waiting]).unconfirmed(SALE, "ES", day("2023-01-01")) == waiting


def test_rule_of_the_union_holds_in_its_members_that_have_none():
    assert [found([SPAIN, UNION], place, "2023-01-01") for place in ("ES", "PT", "UK")] == ["ES-2022", "union", None]


def test_rule_of_another_kind_is_not_found():
    assert Rulebook([SPAIN]).rule(RuleKind.RECALL, "ES", day("2023-01-01")) is None


def test_cite_joins_places_and_falls_back_to_the_law():
    rule = replace(SPAIN, cites={"law": "L", "term": "L 1", "counting": "L 2"})
    assert [rule.cite(Point.TERM, Point.COUNTING), rule.cite(Point.START), rule.cite(Point.TERM, Point.TERM)] == [
        *("L 1; L 2", "L", "L 1")
    ]
