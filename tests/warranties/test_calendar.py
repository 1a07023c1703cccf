import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warranties.sales import day
from warranties.calendar import Length, add_days, add_months, months_with_first_day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("9998-05-05", 12, "9999-05-05"),
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


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-03-01", "2025-08-31"),
        ("2025-01-10", "2025-07-09"),
        ("2025-08-28", "2026-02-27"),
        ("2025-08-29", "2026-02-28"),
        ("2025-08-31", "2026-02-28"),
        ("2023-08-31", "2024-02-29"),
        ("2025-10-31", "2026-04-30"),
        ("9999-09-01", "9999-12-31"),
    ],
)
def test_months_with_first_day_end_the_day_before(start, end):
    assert months_with_first_day(day(start), 6) == day(end)


def test_length_ends_in_months_or_in_days():
    assert Length(3).end(day("2026-01-31")) == day("2026-04-30")
    assert Length(days=90).end(day("2026-01-10")) == day("2026-04-10")
    assert Length(12, days=0).end(day("2026-01-10")) == day("2026-01-10")


@given(st.dates(), st.integers(0, 600), st.integers(0, 600))
def test_add_months_never_goes_back(start, months, more):
    assert start <= add_months(start, months) <= add_months(start, months + more)
