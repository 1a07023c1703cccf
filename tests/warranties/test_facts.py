"""What a fact, a promise or a rule says when nobody wrote anything."""

from dataclasses import asdict

from tests.warranties.sales import day
from warranties.facts import Facts, Recall, Stay
from warranties.promises import CommercialTerms, Component, PlanTerms
from warranties.rules import EUROPEAN_UNION, RecallTerms, Rule

DAY = day("2024-01-10")
# Of a promise: parts and labour paid, travel not, everywhere, for whoever has the unit.
PAID = {"parts": True, "labour": True, "travel": False}
TERMS = {"territory": (), "exclusions": "", "terms_url": "", "transferable": True} | PAID


def test_facts_that_nobody_gave_are_unknown():
    given = {name: value for name, value in asdict(Facts()).items() if value not in (None, "", ())}
    assert given == {
        "condition": "new",
        "buyer": "unknown",
        "seller": "trader",
        "channel": "unknown",
        "cause": "unknown",
        "severity": "normal",
        "changed_hands": False,
        "no_earlier_claim": False,
    }


def test_facts_that_nobody_gave_are_empty_text_or_none():
    empty = {name for name, value in asdict(Facts()).items() if value == ""}
    assert empty == {"jurisdiction", "region", "goods", "part"}


def test_stay_that_nobody_described_was_a_repair_under_guarantee():
    assert asdict(Stay(DAY)) == {"handed_in": DAY, "returned": None, "paid": False, "outcome": "repaired"}


def test_recall_without_a_notice_says_nothing_else():
    assert asdict(Recall(DAY)) == {"announced_on": DAY, "title": "", "remedies": (), "notice_url": ""}


def test_component_pays_for_parts_and_labour():
    assert asdict(Component("drum", 60)) == {"name": "drum", "months": 60} | PAID


def test_commercial_terms_run_from_the_delivery_for_parts_and_labour():
    assert asdict(CommercialTerms("g", "Total", "Hogarix", 24)) == TERMS | {
        "code": "g",
        "name": "Total",
        "guarantor": "Hogarix",
        "months": 24,
        "starts": "delivery",
        "registered_on": None,
        "components": (),
        "advertised_months": None,
        "full": False,
    }


def test_plan_terms_run_from_the_delivery_without_discount():
    assert asdict(PlanTerms("p", "Plus", "Hogarix", ("extension",), 36)) == TERMS | {
        "code": "p",
        "name": "Plus",
        "guarantor": "Hogarix",
        "kinds": ("extension",),
        "months": 36,
        "starts_on": None,
        "percent": 0,
        "visits": None,
        "visits_used": 0,
    }


def test_rule_holds_in_the_whole_country_on_any_day():
    rule = Rule("XX", 1, "recall", "XX", RecallTerms(), {"law": "law"})
    assert (rule.region, rule.contract_from, rule.contract_to, rule.confirmed) == ("", None, None, True)


def test_union_has_twenty_seven_members():
    assert len(EUROPEAN_UNION) == 27
    assert {len(code) for code in EUROPEAN_UNION} == {2}
