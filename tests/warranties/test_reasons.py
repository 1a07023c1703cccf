"""The steps that a decision tells, in their order: nothing is said that does not apply."""

import pytest

from tests.warranties.sales import RULES, day, promise, sale
from warranties.coverage import decide
from warranties.rules import ExtensionTerms, Rule, Rulebook
from warranties.states import Ask, Regime, RuleKind
from warranties.why import Why

LEGAL = {
    "plain": (sale(showed="2023-09-01"), "rule term presumption shown_in_term cause_defect presumed"),
    "on the day of delivery": (sale(showed="2023-03-15"), "rule term presumption shown_in_term cause_defect presumed"),
    "claimed, first day unknown": (
        sale(claimed="2023-09-01"),
        "rule term presumption shown_in_term cause_defect presumed",
    ),
    "claim unknown": (
        sale(defect_date=day("2023-09-01")),
        "rule term presumption shown_in_term cause_defect presumed",
    ),
    "neither known": (sale(), "rule term presumption ask_claim_date"),
    "trader installed badly": (
        sale(showed="2023-09-01", cause="bad_installation_by_trader"),
        "rule term presumption shown_in_term cause_installed_by_trader presumed",
    ),
    "instructions": (
        sale(showed="2023-09-01", cause="bad_installation_faulty_instructions"),
        "rule term presumption shown_in_term cause_faulty_instructions presumed",
    ),
    "installed the same day": (
        sale(showed="2023-09-01", installed_by_trader_on=day("2023-03-15")),
        "rule term presumption shown_in_term cause_defect presumed",
    ),
    "installed later": (
        sale(showed="2023-09-01", installed_by_trader_on=day("2023-03-16")),
        "rule installed_later term presumption shown_in_term cause_defect presumed",
    ),
    "in and out on one day": (
        sale(showed="2023-09-01", stays="2023-06-01/2023-06-01"),
        "rule term presumption shown_in_term cause_defect presumed",
    ),
    "a stay before delivery": (
        sale(showed="2023-09-01", stays="2023-03-01/2023-03-14"),
        "rule stay_before_delivery term presumption shown_in_term cause_defect presumed",
    ),
    "stays that touch": (
        sale(showed="2023-09-01", stays="2023-06-01/2023-06-05 2023-06-05/2023-06-09"),
        "rule suspended term presumption shown_in_term cause_defect presumed",
    ),
    "stays that overlap": (
        sale(showed="2023-09-01", stays="2023-06-01/2023-06-06 2023-06-05/2023-06-09"),
        "rule stays_overlap suspended term presumption shown_in_term cause_defect presumed",
    ),
    "agreed for the full term": (
        sale(showed="2023-09-01", condition="used", used_term_agreed_months=36),
        "rule term presumption shown_in_term cause_defect presumed",
    ),
    "agreed for less": (
        sale(showed="2023-09-01", condition="used", used_term_agreed_months=35),
        "rule term_agreed term presumption shown_in_term cause_defect presumed",
    ),
    "new, clause for less": (
        sale(showed="2023-09-01", used_term_agreed_months=35),
        "rule term_not_reducible term presumption shown_in_term cause_defect presumed",
    ),
    "shown after the claim": (
        sale(showed="2023-09-02", claimed="2023-09-01"),
        "rule term presumption defect_after_claim shown_in_term cause_defect presumed",
    ),
    "shown before delivery": (
        sale(showed="2023-03-14", claimed="2023-03-20"),
        "rule term presumption defect_before_delivery shown_in_term cause_defect presumed",
    ),
    "claimed on the day of delivery": (
        sale(claimed="2023-03-15"),
        "rule term presumption shown_in_term cause_defect presumed",
    ),
    "late": (sale(showed="2027-01-01"), "rule term presumption shown_after_term"),
    "late, another fault": (
        sale(showed="2026-08-01", stays="2026-01-05/2026-01-10", same_defect_as_repair=False),
        "rule suspended term presumption shown_after_term other_defect",
    ),
    "perhaps the same fault, last day of the year": (
        sale(showed="2027-01-10", stays="2026-01-05/2026-01-10"),
        "rule suspended term presumption shown_after_term ask_same_defect_as_repair",
    ),
    "perhaps the same fault, a day too late": (
        sale(showed="2027-01-11", stays="2026-01-05/2026-01-10"),
        "rule suspended term presumption shown_after_term",
    ),
    "the year of the last of two repairs": (
        sale(showed="2026-12-01", stays="2025-06-05/2025-06-10 2026-01-05/2026-01-10", same_defect_as_repair=True),
        "rule suspended term presumption shown_after_term cause_defect same_defect",
    ),
    "repair begun on the last day of the term": (
        sale(showed="2027-03-15", stays="2026-03-15/2026-03-15", same_defect_as_repair=True),
        "rule term presumption shown_after_term cause_defect same_defect",
    ),
    "repair begun the day after": (
        sale(showed="2027-03-16", stays="2026-03-16/2026-03-16", same_defect_as_repair=True),
        "rule term presumption shown_after_term repair_after_term",
    ),
    "such a repair, a year and a day ago": (
        sale(showed="2027-03-17", stays="2026-03-16/2026-03-16", same_defect_as_repair=True),
        "rule term presumption shown_after_term",
    ),
    "prescribed": (
        sale(showed="2023-05-10", claimed="2028-05-11"),
        "rule term presumption shown_in_term action_lapsed",
    ),
}


@pytest.mark.parametrize(("facts", "codes"), LEGAL.values(), ids=LEGAL)
def test_legal_line_tells_its_steps(facts, codes):
    assert " ".join(step.code for step in decide(facts, RULES).line(Regime.LEGAL).reasons) == codes


COMMERCIAL = {
    "none": (sale(showed="2024-05-01"), [], "no_guarantee"),
    "covers": (
        sale(showed="2024-05-01"),
        [promise(24)],
        "promised promises_parts promises_labour promise_in_term",
    ),
    "only travel, with exclusions": (
        sale(showed="2024-05-01"),
        [promise(24, parts=False, labour=False, travel=True, exclusions="The lamp.")],
        "promised promises_travel has_exclusions promise_in_term",
    ),
    "ended": (
        sale(showed="2026-05-01"),
        [promise(24)],
        "promised promises_parts promises_labour promise_ended",
    ),
    "last day, first day unknown": (
        sale(claimed="2025-03-15"),
        [promise(24)],
        "promised promises_parts promises_labour promise_in_term",
    ),
    "claim unknown": (
        sale(defect_date=day("2024-05-01")),
        [promise(24)],
        "promised promises_parts promises_labour promise_in_term",
    ),
    "neither known": (sale(), [promise(24)], "promised promises_parts promises_labour ask_claim_date"),
    "claimed on the day of delivery": (
        sale(claimed="2023-03-15"),
        [promise(24)],
        "promised promises_parts promises_labour promise_in_term",
    ),
    "claimed before delivery": (
        sale(claimed="2023-03-14"),
        [promise(24)],
        "promised promises_parts promises_labour claim_before_delivery",
    ),
    "misuse": (
        sale(showed="2024-05-01", cause="misuse"),
        [promise(24)],
        "promised promises_parts promises_labour cause_misuse promise_excludes_cause",
    ),
}


@pytest.mark.parametrize(("facts", "guarantees", "codes"), COMMERCIAL.values(), ids=COMMERCIAL)
def test_commercial_line_tells_its_steps(facts, guarantees, codes):
    assert " ".join(step.code for step in decide(facts, RULES, guarantees).line(Regime.COMMERCIAL).reasons) == codes


def test_commercial_line_leaves_the_cause_open_until_it_is_found():
    found, unknown = (decide(sale(showed="2024-05-01", cause=cause), RULES, [promise()]) for cause in ("defect", ""))
    assert found.line(Regime.COMMERCIAL).questions == ()
    assert unknown.line(Regime.COMMERCIAL).questions == (Ask.CAUSE,)


def test_commercial_line_asks_for_the_country_only_when_it_matters():
    nowhere = sale(showed="2024-05-01", jurisdiction="")
    limited, everywhere = (decide(nowhere, RULES, [promise(territory=t)]) for t in (("ES",), ()))
    assert limited.line(Regime.COMMERCIAL).questions == (Ask.JURISDICTION,)
    assert everywhere.line(Regime.COMMERCIAL).questions == ()


WITHDRAWAL = {
    "on the day it arrives": (sale(channel="online", claimed="2023-03-15"), "withdrawal_open"),
    "before it arrives": (sale(channel="online", claimed="2023-03-14"), "withdrawal_before_delivery"),
    "ended": (sale(channel="online", claimed="2023-04-14"), "withdrawal_ended"),
    "in a shop": (sale(claimed="2023-03-20"), "withdrawal_distance_only"),
    "from a neighbour": (sale(channel="online", claimed="2023-03-20", seller="private"), "seller_private"),
    "digital": (sale(channel="online", claimed="2023-03-20", condition="digital_content"), "withdrawal_digital"),
    "nothing known": (
        sale(channel="", buyer="", seller="", delivery_date=None),
        "ask_channel ask_buyer ask_seller ask_delivery_date ask_claim_date",
    ),
}


@pytest.mark.parametrize(("facts", "codes"), WITHDRAWAL.values(), ids=WITHDRAWAL)
def test_withdrawal_line_tells_its_steps(facts, codes):
    assert " ".join(step.code for step in decide(facts, RULES).line(Regime.WITHDRAWAL).reasons) == codes


WITHOUT_LAW = {
    "other country": (sale(jurisdiction="BR", showed="2023-09-01"), ("no_rule", "no_withdrawal_rule"), ()),
    "other country, no date": (sale(jurisdiction="BR", contract_date=None), ("no_rule", "no_withdrawal_rule"), ()),
    "old contract": (sale(jurisdiction="PT", delivered="2013-12-31", channel="online"), ("no_rule_for_date",) * 2, ()),
    "no country": (sale(jurisdiction=""), ("ask_jurisdiction",) * 2, (Ask.JURISDICTION,)),
    "no date": (sale(contract_date=None, channel="online"), ("ask_contract_date",) * 2, (Ask.CONTRACT_DATE,)),
}


@pytest.mark.parametrize(("facts", "codes", "questions"), WITHOUT_LAW.values(), ids=WITHOUT_LAW)
def test_line_without_law_says_what_is_missing(facts, codes, questions):
    for regime, code in zip((Regime.LEGAL, Regime.WITHDRAWAL), codes, strict=True):
        line = decide(facts, RULES).line(regime)
        assert ([step.code for step in line.reasons], line.questions, line.source) == ([code], questions, "")


def test_lines_that_cover_say_on_what_basis():
    decision = decide(sale(channel="online", showed="2023-03-20"), RULES, [promise()])
    lines = [decision.line(regime) for regime in (Regime.LEGAL, Regime.COMMERCIAL, Regime.WITHDRAWAL)]
    assert [(line.basis, line.remedies[0].rank) for line in lines] == [("term", 1)] * 3
    late = decide(sale(channel="online", showed="2028-03-20"), RULES, [promise()]).lines
    assert {(line.basis, line.remedies) for line in late} == {("", ())}


def test_remedies_open_on_the_day_the_unit_came_back():
    facts = sale(showed="2023-09-01", stays="2023-08-20/2023-09-01")
    ranked = [(option.rank, option.open) for option in decide(facts, RULES).line(Regime.LEGAL).remedies]
    assert ranked == [(1, True), (1, True), (2, True), (2, True)]


def test_sources_name_the_rule_that_adds_months_after_a_repair():
    extension = Rule(
        code="ES-X",
        version=1,
        kind=RuleKind.EXTENSION,
        jurisdiction="ES",
        terms=ExtensionTerms(12),
        cites={"law": "Dir. (EU) 2024/1799"},
    )
    facts = sale(showed="2026-09-01", stays="2024-02-01/2024-02-11")
    before, after = decide(facts, RULES), decide(facts, Rulebook([*RULES.rules, extension]))
    assert (before.sources, after.sources) == (("ES-2022", "ES-WITHDRAWAL"), ("ES-2022", "ES-X", "ES-WITHDRAWAL"))
    assert (before.line(Regime.LEGAL).until, after.line(Regime.LEGAL).until) == (day("2026-03-25"), day("2027-03-25"))


@pytest.mark.parametrize(
    ("facts", "stands_still"),
    [
        (sale(showed="2024-05-01", stays="2024-05-02/"), True),
        (sale(showed="2024-05-01", stays="2026-03-16/"), False),  # begun after the term
        (sale(jurisdiction="DE", showed="2024-05-01", stays="2024-05-02/"), False),  # the law does not suspend
        (sale(showed="2024-05-01", stays="2024-05-02/2024-05-09"), False),
    ],
)
def test_term_stands_still_only_where_the_law_says_so(facts, stands_still):
    codes = [step.code for step in decide(facts, RULES).line(Regime.LEGAL).reasons]
    assert (Why.STANDS_STILL in codes) == stands_still
