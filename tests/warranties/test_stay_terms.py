"""What a stay in our hands does to the guarantees: while it lasts, and once the unit is back."""

from dataclasses import replace

import pytest

from tests.warranties.made_up import at, bought, country, rule, sale_terms, told
from tests.warranties.sales import day
from warranties.facts import Stay
from warranties.rules import RepairTerms, Rulebook
from warranties.stay_terms import Meanwhile, at_return, collect_until, meanwhile

HANDED_IN = day("2025-06-01")
HERE = Stay(HANDED_IN)
STILL = {"suspends_liability": True}


def before(**facts):
    """The washer of 10 January 2024 as it was handed in."""
    return bought(**({"showed": "2025-06-01", "claimed": "2025-06-01"} | facts))


@pytest.mark.parametrize(
    ("stay", "terms", "found"),
    [
        (HERE, STILL, Meanwhile(stands_still=True, cite="suspension")),
        (HERE, {}, Meanwhile(stands_still=False)),
        (replace(HERE, paid=True), STILL, Meanwhile(stands_still=False)),
        (Stay(day("2026-01-10")), STILL, Meanwhile(stands_still=True, cite="suspension")),
        (Stay(day("2026-01-11")), STILL, None),
        (HERE, STILL | {"goods_months": None}, None),
    ],
    ids=["suspends", "does not", "paid", "last day", "over", "no term"],
)
def test_term_meanwhile_stands_still_only_where_the_law_says_so(stay, terms, found):
    assert meanwhile(before(), stay, country(**terms)) == found


def test_term_meanwhile_counts_the_stays_before():
    earlier = before(custody=at("2025-01-01/2025-01-11"))
    assert meanwhile(earlier, Stay(day("2026-01-20")), country(**STILL)) == Meanwhile(True, "suspension")
    assert meanwhile(earlier, Stay(day("2026-01-21")), country(**STILL)) is None


def test_term_meanwhile_says_nothing_where_no_law_was_entered():
    assert meanwhile(before(), HERE, Rulebook([])) is None


def test_collecting_ends_so_many_months_after_the_hand_in():
    assert collect_until(before(), HANDED_IN, country(collect_months=12)) == (day("2026-06-01"), "collect")
    assert collect_until(before(), HANDED_IN, country()) is None
    assert collect_until(before(), HANDED_IN, Rulebook([])) is None


def test_collecting_goes_by_the_law_of_the_hand_in_and_not_of_the_contract():
    since = rule(sale_terms(collect_months=12), contract_from=HANDED_IN)
    assert collect_until(before(), HANDED_IN, Rulebook([since])) == (day("2026-06-01"), "collect")
    assert collect_until(before(), day("2025-05-31"), Rulebook([since])) is None
    assert collect_until(before(), HANDED_IN, Rulebook([replace(since, confirmed=False)])) is None


def test_collecting_is_for_those_whom_the_law_reaches():
    leaves_out = country(collect_months=12, business_excluded=True)
    assert collect_until(before(buyer="business"), HANDED_IN, leaves_out) is None
    assert collect_until(before(buyer="business"), HANDED_IN, country(collect_months=12)) is not None


BACK = Stay(HANDED_IN, day("2025-06-11"))


def test_return_of_a_repair_moves_the_term_and_answers_for_the_fault_again():
    found = at_return(before(), BACK, country(**STILL, after_conformity_months=12))
    assert (found.legal_until, found.same_fault_until) == (day("2026-01-20"), day("2026-06-11"))
    assert (told(found.moved), found.same_fault_cite) == ("suspended @suspension days=10", "after_conformity")
    assert found.paid_repair == ()


@pytest.mark.parametrize("outcome", ["not_repaired", "no_fault"])
def test_return_without_a_repair_answers_for_no_fault_again(outcome):
    found = at_return(before(), replace(BACK, outcome=outcome), country(**STILL, after_conformity_months=12))
    assert found.same_fault_until is None
    assert told(found.moved) == ("" if outcome == "no_fault" else "suspended @suspension days=10")


def test_return_of_a_replacement_begins_the_term_anew_where_the_law_says_so():
    found = at_return(before(), replace(BACK, outcome="replaced"), country(replacement="restarts"))
    assert (found.legal_until, told(found.moved)) == (
        day("2027-06-11"),
        "replaced_restarts @replacement on=2025-06-11",
    )


def test_return_after_the_term_gives_no_last_day():
    late = Stay(day("2026-02-01"), day("2026-02-11"))
    assert at_return(before(), late, country(**STILL)).legal_until is None


def test_return_of_a_paid_repair_has_a_guarantee_of_its_own():
    rules = country(rule(RepairTerms(months=3), kind="repair"), **STILL, after_conformity_months=12)
    found = at_return(before(), replace(BACK, paid=True), rules)
    assert told(found.paid_repair) == "repair_term @term start=2025-06-11 until=2025-09-11"
    assert (found.moved, found.same_fault_until) == ((), None)
