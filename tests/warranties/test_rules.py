from dataclasses import fields, replace

import pytest

from tests.warranties.sales import day
from warranties.rules import RULES, SPAIN_2022, rule_for

OLD = replace(SPAIN_2022, code="old", contract_from=None, contract_to=day("2021-12-31"))
NEWER = replace(SPAIN_2022, code="newer", contract_from=day("2026-07-31"))


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
@pytest.mark.parametrize("rules", [(OLD, SPAIN_2022, NEWER), (NEWER, SPAIN_2022, OLD)])
def test_rule_for_takes_the_last_that_came_into_force(rules, place, contract, code):
    rule = rule_for(rules, place, day(contract))
    assert (rule and rule.code) == code


def test_rule_for_no_date_is_none():
    assert rule_for(RULES, "ES", None) is None


def test_every_rule_cites_every_point():
    for rule in RULES:
        assert [field.name for field in fields(rule.cites) if not getattr(rule.cites, field.name)] == []
