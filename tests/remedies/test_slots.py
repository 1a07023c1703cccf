"""The hours of a pattern: a table of days by hand, and what holds for every pattern."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remedies.slots import Pattern, hours

MADRID = ZoneInfo("Europe/Madrid")
EVERY_DAY = frozenset(range(7))
MONDAY, NEXT_MONDAY = dt.date(2026, 11, 16), dt.date(2026, 11, 23)
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)  # Sundays on which the clocks of Madrid change


def pattern(first=MONDAY, last=None, *, weekdays=EVERY_DAY, starts=540, ends=840, length=120, zone=MADRID):
    return Pattern(frozenset(weekdays), starts, ends, length, first, last or first, zone)


def said(found, zone=MADRID):
    return [(f"{a.astimezone(zone):%d %H:%M}", f"{b.astimezone(zone):%H:%M}") for a, b in found]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (pattern(), [("16 09:00", "11:00"), ("16 11:00", "13:00")]),  # 13–15 does not end by 14
        (pattern(ends=900), [("16 09:00", "11:00"), ("16 11:00", "13:00"), ("16 13:00", "15:00")]),
        (pattern(length=300), [("16 09:00", "14:00")]),
        (pattern(length=301), []),
        (pattern(starts=1380, ends=1440, length=60), [("16 23:00", "00:00")]),
        (pattern(weekdays=[1]), []),
        (pattern(last=NEXT_MONDAY, weekdays=[0], length=300), [("16 09:00", "14:00"), ("23 09:00", "14:00")]),
        (pattern(last=MONDAY - dt.timedelta(days=1)), []),
        # At two the clock of Madrid shows three: there is no hour from 2 to 3, and none that goes over it.
        (pattern(SPRING, starts=60, ends=240, length=60), [("29 01:00", "02:00"), ("29 03:00", "04:00")][1:]),
        (pattern(SPRING, starts=540, ends=660, length=120), [("29 09:00", "11:00")]),
        # At three it shows two again: the hours of that night begin the first time, and that over the change is none.
        (pattern(AUTUMN, starts=60, ends=240, length=60), [("25 01:00", "02:00"), ("25 03:00", "04:00")]),
        (pattern(AUTUMN, starts=540, ends=660, length=120), [("25 09:00", "11:00")]),
    ],
)  # fmt: skip
def test_pattern_gives_its_hours(case, expected):
    assert said(hours(case)) == expected


def test_days_of_rest_have_none():
    found = hours(pattern(last=MONDAY + dt.timedelta(days=2), length=300), {MONDAY + dt.timedelta(days=1)})
    assert said(found) == [("16 09:00", "14:00"), ("18 09:00", "14:00")]


def test_hour_without_length_is_an_error():
    with pytest.raises(ValueError, match="length"):
        hours(pattern(length=0))


patterns = st.builds(
    Pattern,
    weekdays=st.frozensets(st.integers(0, 6)),
    starts=st.integers(0, 1440),
    ends=st.integers(0, 1440),
    length=st.integers(10, 600),
    first=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    last=st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 31)),
    zone=st.sampled_from([ZoneInfo(name) for name in ("Europe/Madrid", "America/Bogota", "Australia/Lord_Howe")]),
)


@given(patterns)
@settings(max_examples=120, deadline=None)
def test_hours_follow_each_other_inside_their_days(case):
    found = hours(case)
    length = dt.timedelta(minutes=case.length)
    assert all(b - a == length for a, b in found)
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(found))
    for starts_at, ends_at in found:
        starts, ends = starts_at.astimezone(case.zone), ends_at.astimezone(case.zone)
        day = starts.date()
        midnight = dt.datetime.combine(day, dt.time())
        wall = [(one.replace(tzinfo=None) - midnight) // dt.timedelta(minutes=1) for one in (starts, ends)]
        assert case.starts <= wall[0] < wall[1] <= case.ends
        assert case.first <= day <= case.last
        assert day.weekday() in case.weekdays


@given(patterns, st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_a_day_of_rest_takes_only_its_own_hours(case, day):
    all_of_them, without = hours(case), hours(case, {day})
    assert without == [hour for hour in all_of_them if hour.starts_at.astimezone(case.zone).date() != day]
