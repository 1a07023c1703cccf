import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warranties.sales import day
from warranties.calendar import add_days, add_months, merged, suspended


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-11-30", 36, "2027-11-30"),
        ("2024-05-05", 0, "2024-05-05"),
        ("2024-05-05", -3, "2024-05-05"),
        ("9999-06-01", 24, "9999-12-31"),
    ],
)
def test_add_months_ends_on_the_same_day_or_the_last(start, months, end):
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [("2024-02-20", 14, "2024-03-05"), ("2025-02-20", 14, "2025-03-06"), ("9999-12-30", 14, "9999-12-31")],
)
def test_add_days_leaves_the_first_day_out(start, days, end):
    assert add_days(day(start), days) == day(end)


def test_suspended_counts_spans_that_begin_in_the_term():
    spans = [(day("2025-01-10"), day("2025-01-20")), (day("2025-03-05"), day("2025-03-08"))]
    assert suspended(day("2025-01-09"), spans) == day("2025-01-09")
    assert suspended(day("2025-01-10"), spans) == day("2025-01-20")
    # Ten days more let the second one begin in the term too.
    assert suspended(day("2025-02-23"), spans) == day("2025-03-08")


def test_merged_joins_what_overlaps_and_keeps_what_touches():
    a, b, c = (day(f"2025-01-{number}") for number in ("01", "10", "20"))
    assert merged([(b, c), (a, b)]) == ((a, b), (b, c))
    assert merged([(a, c), (a, b)]) == ((a, c),)
    assert merged([]) == ()


@given(st.dates(), st.integers(0, 600), st.integers(0, 600))
def test_add_months_never_goes_back(start, months, more):
    assert start <= add_months(start, months) <= add_months(start, months + more)
