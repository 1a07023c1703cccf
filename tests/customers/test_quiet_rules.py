"""Quiet hours as pure values: what they cover and what they leave of a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.rules import QuietHours

clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def hours(start, until):
    return QuietHours(dt.time.fromisoformat(start), dt.time.fromisoformat(until))


@pytest.mark.parametrize(
    ("quiet", "clock", "covered"),
    [
        (("14:00", "16:00"), "14:00", True),
        (("14:00", "16:00"), "15:59", True),
        (("14:00", "16:00"), "16:00", False),
        (("14:00", "16:00"), "13:59", False),
        (("22:00", "08:00"), "22:00", True),
        (("22:00", "08:00"), "00:00", True),
        (("22:00", "08:00"), "07:59", True),
        (("22:00", "08:00"), "08:00", False),
        (("22:00", "08:00"), "12:00", False),
        (("09:00", "09:00"), "09:00", False),
    ],
)
def test_cover_tells_the_hours_of_one_night_or_noon(quiet, clock, covered):
    assert hours(*quiet).covers(dt.time.fromisoformat(clock)) is covered


@pytest.mark.parametrize(
    ("quiet", "left"),
    [
        (("14:00", "16:00"), [("09:30", "14:00"), ("16:00", "20:00")]),
        (("08:00", "12:00"), [("12:00", "20:00")]),
        (("12:00", "23:00"), [("09:30", "12:00")]),
        (("22:00", "08:00"), [("09:30", "20:00")]),
        (("18:00", "11:00"), [("11:00", "18:00")]),
        (("09:30", "20:00"), []),
        (("20:00", "09:30"), [("09:30", "20:00")]),
        (("21:00", "20:30"), []),
        (("10:00", "10:00"), [("09:30", "20:00")]),
    ],
)
def test_free_leaves_the_rest_of_the_day(quiet, left):
    spans = hours(*quiet).free(dt.time(9, 30), dt.time(20))
    assert spans == [(dt.time.fromisoformat(a), dt.time.fromisoformat(b)) for a, b in left]


@given(start=clocks, until=clocks, clock=clocks)
def test_free_and_covers_never_contradict_each_other(start, until, clock):
    quiet, opens, closes = QuietHours(start, until), dt.time(9, 30), dt.time(20)
    is_free = any(begin <= clock < end for begin, end in quiet.free(opens, closes))
    assert is_free == (opens <= clock < closes and not quiet.covers(clock))
