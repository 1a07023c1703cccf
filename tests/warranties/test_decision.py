"""The whole answer: what carries it, until when, and what a person who only changed their mind gets."""

import json
from dataclasses import replace

import pytest

from tests.warranties.made_up import bought, country, given, plan, rule
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.facts import Recall
from warranties.rules import Action, ExtensionTerms, Rulebook, WithdrawalTerms
from warranties.states import Ask, Regime

RIGHT = rule(WithdrawalTerms(14), "withdrawal")
BOOK = country(RIGHT)
CHANGED = {"channel": "online", "cause": "no_defect"}
LAMP = Recall(day("2024-03-01"), "Lamp may burn")

# name: (facts, verdict, covered by, until)
MIND = {
    "in time": (bought(claimed="2024-01-20", **CHANGED), "covered", ("withdrawal",), "2024-01-24"),
    "too late": (bought(claimed="2024-01-25", **CHANGED), "not_covered_on_these_facts", (), "2026-01-10"),
    "day it came unknown": (bought(claimed="2024-01-20", delivery_date=None, **CHANGED), "needs_person", (), None),
    "too late, but recalled": (
        bought(claimed="2024-04-01", recalls=(LAMP,), **CHANGED),
        *("covered", ("recall",), None),
    ),
    "in time, but something broke": (
        bought(claimed="2024-01-20", channel="online", cause="misuse"),
        *("not_covered_on_these_facts", (), "2026-01-10"),
    ),
    "in time, cause unknown, sold to a charity": (
        bought(claimed="2024-01-20", channel="online", cause="unknown", buyer="nonprofit_outside_trade"),
        *("needs_person", (), None),
    ),
}


@pytest.mark.parametrize(("facts", "verdict", "by", "until"), MIND.values(), ids=MIND)
def test_decide_lets_the_withdrawal_speak_only_when_nothing_broke(facts, verdict, by, until):
    decision = decide(facts, BOOK)
    assert (decision.verdict, decision.covered_by, decision.until and decision.until.isoformat()) == (
        *(verdict, by, until),
    )


def test_decide_has_a_line_for_each_regime_in_order():
    decision = decide(bought(showed="2024-06-01"), BOOK, [given(), given(code="h")], [plan(), plan(code="q")])
    assert [line.regime for line in decision.lines] == [
        *(Regime.LEGAL, Regime.COMMERCIAL, Regime.COMMERCIAL, Regime.EXTENDED, Regime.EXTENDED),
        *(Regime.REPAIR, Regime.RECALL, Regime.WITHDRAWAL),
    ]


def test_covered_by_names_a_regime_once():
    decision = decide(bought(showed="2024-06-01"), BOOK, [given(), given(code="h")])
    assert decision.covered_by == ("legal", "commercial")


def test_until_is_none_where_no_line_has_a_day():
    assert decide(bought(jurisdiction=""), BOOK).until is None


def test_until_of_what_does_not_cover_is_the_one_that_came_nearest():
    decision = decide(bought(showed="2028-06-01"), BOOK, [given(36)], [plan(months=48)])
    assert (decision.verdict, decision.until) == ("not_covered_on_these_facts", day("2028-01-10"))


def test_until_of_what_covers_leaves_longer_ones_out():
    decision = decide(bought(showed="2024-06-01"), BOOK, [given(60, territory=("YY",))], [plan("accidental_damage")])
    assert (decision.covered_by, decision.until) == (("legal",), day("2026-01-10"))


def test_until_of_a_fault_that_came_back_is_the_last_day_to_claim_for_it():
    law = country(action=Action.WITH_TERM, tail_return_months=2)
    back = decide(bought(showed="2026-03-09", same_defect_as_repair=True, stays="2026-01-06/2026-01-09"), law)
    in_term = decide(bought(showed="2026-01-10", same_defect_as_repair=True, stays="2026-01-06/2026-01-09"), law)
    assert (back.covered_by, back.until) == (("legal",), day("2026-03-09"))
    assert (in_term.covered_by, in_term.until) == (("legal",), day("2026-01-10"))


def test_questions_are_asked_once_in_the_order_of_the_lines():
    facts = bought(claimed="2024-01-20", channel="", cause="unknown", changed_hands=None)
    decision = decide(facts, BOOK, [given(), given(transferable=False)])
    assert decision.questions == (Ask.CAUSE, Ask.CHANGED_HANDS, Ask.CHANNEL)


def test_sources_are_the_rules_and_promises_that_were_looked_at():
    decision = decide(bought(showed="2024-06-01"), BOOK, [given(), given(12)], [plan()])
    assert decision.sources == ("XX-sale", "g", "p", "XX-withdrawal")


def test_sources_name_the_law_that_added_months():
    longer = rule(ExtensionTerms(12), "extension")
    repaired = decide(bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(longer))
    assert repaired.sources == ("XX-sale", "XX-extension")
    assert decide(bought(showed="2024-06-01"), country(longer)).sources == ("XX-sale",)


def test_decision_comes_back_from_json_as_it_was():
    decision = decide(bought(showed="2025-06-01"), BOOK, [given()])
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


def test_decide_with_no_rule_at_all_leaves_it_to_a_person():
    facts = replace(bought(showed="2024-06-01"), jurisdiction="YY")
    assert decide(facts, Rulebook([])).verdict == "needs_person"
