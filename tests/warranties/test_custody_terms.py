"""What the time in the workshop does to a term."""

import pytest

from tests.warranties.sales import day, stay
from warranties.calendar import Length
from warranties.custody import Moves, Run, in_order, run
from warranties.facts import Stay
from warranties.rules import ExtensionTerms

START = day("2024-01-10")  # two years end on 10 January 2026
THREE = "2025-01-10/2025-01-10 2025-02-10/2025-02-10 2025-03-10/2025-03-10"


@pytest.mark.parametrize(
    ("stays", "moves", "until", "days", "months", "by_extension"),
    [
        ("", Moves(suspends=True), "2026-01-10", 0, 0, False),
        ("2025-01-10/2025-01-20", Moves(), "2026-01-10", 0, 0, False),
        ("2025-01-10/2025-01-20", Moves(suspends=True), "2026-01-20", 10, 0, False),
        ("2026-01-10/2026-01-20", Moves(suspends=True), "2026-01-20", 10, 0, False),
        ("2026-01-11/2026-01-20", Moves(suspends=True), "2026-01-10", 0, 0, False),
        # Ten days more let the second one begin in the term too.
        ("2025-01-10/2025-01-20 2026-01-20/2026-01-25", Moves(suspends=True), "2026-01-25", 15, 0, False),
        ("2025-01-10/2025-01-20 2025-01-15/2025-01-25", Moves(suspends=True), "2026-01-25", 15, 0, False),
        ("2025-01-10/2025-01-20 2025-01-12/2025-01-15", Moves(suspends=True), "2026-01-20", 10, 0, False),
        ("2025-01-10/2025-01-20 2025-01-20/2025-01-25", Moves(suspends=True), "2026-01-25", 15, 0, False),
        ("2025-01-10/2025-01-20", Moves(months_per_repair=6), "2026-07-10", 0, 6, False),
        ("2025-01-10/2025-01-20", Moves(True, 6), "2026-07-20", 10, 6, False),
        (THREE, Moves(True, 6, 2), "2027-01-10", 0, 12, False),
        ("2025-01-10/2025-01-20", Moves(extension=ExtensionTerms(12)), "2027-01-10", 0, 12, True),
        ("2025-01-10/2025-01-20 2025-05-10/2025-05-20", Moves(extension=ExtensionTerms(12)), "2027-01-10", 0, 12, True),
        ("2025-01-10/2025-01-20", Moves(True, 6, 4, ExtensionTerms(12)), "2027-01-20", 10, 12, True),
        # As much by either: the country's own months are named.
        ("2025-01-10/2025-01-20", Moves(False, 12, 4, ExtensionTerms(12)), "2027-01-10", 0, 12, False),
        ("2025-01-10/2025-01-20", Moves(False, 13, 4, ExtensionTerms(12)), "2027-02-10", 0, 13, False),
        ("2025-01-10/2025-01-20", Moves(False, 11, 4, ExtensionTerms(12)), "2027-01-10", 0, 12, True),
        # One repair is lengthened more by the extension, two or more by the country.
        ("2025-01-10/2025-01-20", Moves(False, 7, 2, ExtensionTerms(12)), "2027-01-10", 0, 12, True),
        (THREE, Moves(False, 7, 2, ExtensionTerms(12)), "2027-03-10", 0, 14, False),
        ("2025-01-10/", Moves(extension=ExtensionTerms(12)), "2026-01-10", 0, 0, False),
        ("2025-01-10/", Moves(True, 6), "2026-01-30", 20, 0, False),
    ],
)
def test_run_moves_the_end(stays, moves, until, days, months, by_extension):
    counted = run(START, Length(24), [stay(text) for text in stays.split()], moves, day("2025-01-30"))
    assert counted == Run(day(until), days, months, by_extension)


def test_run_adds_no_months_for_what_was_not_repaired():
    returned = Stay(day("2025-01-10"), day("2025-01-20"), outcome="not_repaired")
    assert run(START, Length(24), [returned], Moves(True, 6), None) == Run(day("2026-01-20"), 10, 0)


def test_in_order_leaves_out_paid_faultless_and_unreadable_stays():
    late, early = stay("2025-05-01/2025-05-02"), stay("2025-01-01/")
    paid = Stay(day("2025-02-01"), day("2025-02-02"), paid=True)
    faultless = Stay(day("2025-02-01"), day("2025-02-02"), outcome="no_fault")
    assert in_order([late, paid, stay("2025-03-02/2025-03-01"), faultless, early]) == [early, late]


def test_in_order_keeps_a_stay_of_one_day():
    assert in_order([stay("2025-03-01/2025-03-01")]) == [stay("2025-03-01/2025-03-01")]
