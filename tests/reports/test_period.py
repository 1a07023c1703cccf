"""Days, weeks and months of the company, over the change of the clock and of the year."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.period import Period, Step, step_for_counts, step_for_shares

DAY = dt.date


def test_period_begins_and_ends_at_midnight_of_the_company():
    period = Period(DAY(2026, 3, 28), DAY(2026, 3, 29))  # the clock moves on the 29th
    assert period.start == dt.datetime(2026, 3, 27, 23, 0, tzinfo=dt.UTC)
    assert period.end == dt.datetime(2026, 3, 29, 22, 0, tzinfo=dt.UTC)
    assert period.days == 2


def test_previous_period_is_as_long_and_just_before():
    assert Period(DAY(2026, 3, 1), DAY(2026, 3, 30)).previous == Period(DAY(2026, 1, 30), DAY(2026, 2, 28))
    assert Period(DAY(2026, 3, 1), DAY(2026, 3, 1)).previous == Period(DAY(2026, 2, 28), DAY(2026, 2, 28))


@pytest.mark.parametrize(
    ("step", "starts"),
    [
        (Step.DAY, [DAY(2025, 12, 30), DAY(2025, 12, 31), DAY(2026, 1, 1)]),
        (Step.WEEK, [DAY(2025, 12, 29)]),
        (Step.MONTH, [DAY(2025, 12, 1), DAY(2026, 1, 1)]),
    ],
)
def test_steps_touch_the_period(step, starts):
    assert Period(DAY(2025, 12, 30), DAY(2026, 1, 1)).steps(step) == starts


@pytest.mark.parametrize(
    ("days", "step"), [(1, Step.DAY), (92, Step.DAY), (93, Step.WEEK), (400, Step.WEEK), (401, Step.MONTH)]
)
def test_counts_are_drawn_by_the_longest_step_that_is_read(days, step):
    assert step_for_counts(days) == step


@pytest.mark.parametrize(
    ("days", "total", "step"),
    [(7, 105, Step.DAY), (7, 104, Step.WEEK), (90, 193, Step.WEEK), (90, 192, Step.MONTH), (400, 10**6, Step.MONTH)],
)
def test_shares_are_drawn_by_steps_with_enough_rows(days, total, step):
    assert step_for_shares(days, total) == step
