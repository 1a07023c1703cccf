import pytest

from tests.warranties.sales import sale
from warranties.facts import Facts


def test_facts_go_through_json_as_dates_and_words():
    facts = sale(showed="2024-05-01", stays="2024-02-01/2024-02-11 2024-03-01/")
    kept = facts.to_json()
    assert kept["delivery_date"] == "2023-03-15"
    assert kept["custody"] == [
        {"handed_in": "2024-02-01", "returned": "2024-02-11", "paid": False, "outcome": "repaired"},
        {"handed_in": "2024-03-01", "returned": None, "paid": False, "outcome": "repaired"},
    ]
    assert Facts.from_json(kept) == facts


def test_facts_from_json_take_an_older_record():
    """A record made before a fact existed, or with one that has gone, can still be read."""
    assert Facts.from_json({"jurisdiction": "ES", "colour": "red"}) == Facts(jurisdiction="ES")


def test_facts_from_json_refuse_a_date_that_is_none():
    with pytest.raises(ValueError, match="Invalid isoformat"):
        Facts.from_json({"delivery_date": "yesterday"})
