"""The hours that the law, a plan and a customer leave."""

import datetime as dt

import pytest
from hypothesis import given

from core.places import Place
from customers.rules import QuietHours
from followups.schedule import leaves_time, may_call, next_callable
from followups.windows import LAWS, USUAL, Hours, NoHours, free_spans, law_of, part_of, parts_left, per_day
from tests.followups.test_schedule import INSTANTS, MADRID, at, callables, clocks, hours, places, quiets

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def time(text):
    return dt.time.fromisoformat(text)


def shown(spans):
    return [f"{start:%H:%M}-{until:%H:%M}" for start, until in spans]


@pytest.mark.parametrize(
    ("country", "weekday", "left"),
    [
        ("ES", MONDAY, ["09:00-21:00"]),
        ("ES", FRIDAY, ["09:00-21:00"]),
        ("ES", SATURDAY, []),
        ("ES", SUNDAY, []),
        ("CO", FRIDAY, ["07:00-19:00"]),
        ("CO", SATURDAY, ["08:00-15:00"]),
        ("co", SATURDAY, ["08:00-15:00"]),
        ("CO", SUNDAY, []),
        ("MX", MONDAY, ["09:00-21:00"]),  # whose law nobody wrote down: the strict one
        ("", SATURDAY, []),
    ],
)
def test_law_says_the_hours_of_each_weekday(country, weekday, left):
    assert shown(free_spans(country, weekday, None, None)) == left


def test_every_law_names_its_source_and_has_seven_days():
    assert [(bool(law.source), len(law.week)) for law in LAWS.values()] == [(True, 7)] * len(LAWS)


def test_law_of_colombia_says_how_often():
    assert [per_day("CO"), per_day("ES"), per_day("MX")] == [1, None, None]


@pytest.mark.parametrize(
    ("plan", "quiet", "left"),
    [
        (("08:00", "22:00"), None, ["09:00-21:00"]),  # wider than the law: the law
        (("10:00", "12:00"), None, ["10:00-12:00"]),
        (("09:30", "20:00"), ("14:00", "16:00"), ["09:30-14:00", "16:00-20:00"]),
        (("09:30", "20:00"), ("22:00", "12:00"), ["12:00-20:00"]),
        (("09:30", "20:00"), ("10:00", "10:00"), ["09:30-20:00"]),  # no quiet at all
        (("09:30", "20:00"), ("09:00", "20:00"), []),
        (("21:00", "23:00"), None, []),
        (("20:00", "09:30"), None, []),  # the wrong way round: no hours, and not the night
    ],
)
def test_plan_and_customer_narrow_the_law(plan, quiet, left):
    found = free_spans("ES", MONDAY, Hours(*map(time, plan)), quiet and QuietHours(*map(time, quiet)))
    assert shown(found) == left


@pytest.mark.parametrize(
    ("country", "plan", "parts"),
    [
        ("ES", USUAL, {0, 1, 2}),
        ("ES", Hours(time("09:30"), time("13:00")), {0}),
        ("ES", Hours(time("13:00"), time("17:00")), {1}),
        ("ES", Hours(time("16:59"), time("17:01")), {1, 2}),
        ("ES", Hours(time("21:00"), time("22:00")), set()),
    ],
)
def test_parts_of_the_day_are_those_with_an_hour(country, plan, parts):
    assert parts_left(country, plan, None) == parts


def test_parts_of_the_day_begin_at_one_and_at_five():
    assert [part_of(time(clock)) for clock in ("00:00", "12:59", "13:00", "16:59", "17:00", "23:59")] == [
        0, 0, 1, 1, 2, 2,
    ]  # fmt: skip


def test_next_callable_of_an_impossible_plan_says_so():
    late = Hours(time("19:00"), time("20:00"))
    bogota = Place(MADRID.zone, "CO")
    assert [leaves_time(None, MADRID, late), leaves_time(None, bogota, late)] == [True, False]
    with pytest.raises(NoHours):
        next_callable(at("2026-11-17 12:00"), bogota, None, late)


@pytest.mark.parametrize(
    ("moment", "quiet", "due"),
    [
        ("2026-11-17 10:00", ("14:00", "16:00"), "2026-11-17 10:00"),
        ("2026-11-17 14:30", ("14:00", "16:00"), "2026-11-17 16:00"),
        ("2026-11-17 10:00", ("22:00", "12:00"), "2026-11-17 12:00"),
        ("2026-11-20 19:00", ("18:00", "11:00"), "2026-11-23 11:00"),  # Friday: over the weekend
        ("2026-11-17 10:00", ("08:00", "19:55"), "2026-11-17 19:55"),
        # The nights on which Madrid's clocks change: quiet hours go by the clock on the wall.
        ("2026-03-27 19:30", ("19:00", "10:15"), "2026-03-30 10:15"),
        ("2026-10-23 19:30", ("19:00", "10:15"), "2026-10-26 10:15"),
    ],
)
def test_next_call_waits_until_the_quiet_is_over(moment, quiet, due):
    assert next_callable(at(moment), MADRID, QuietHours(*map(time, quiet))) == at(due)


@given(places, hours, quiets)
def test_spans_never_leave_the_law_and_come_in_order(place, plan, quiet):
    for weekday in range(7):
        spans = free_spans(place.country, weekday, plan, quiet)
        legal = law_of(place.country).week[weekday]
        assert all(legal.start <= start < until <= legal.until for start, until in spans)
        assert list(spans) == sorted(spans)


@given(INSTANTS, callables(), clocks)
def test_narrower_hours_never_let_ring_more(moment, where, until):
    place, quiet, plan = where
    narrow = Hours(plan.start if plan else dt.time(), min(until, plan.until if plan else dt.time.max))
    assert may_call(moment, place, quiet, plan) or not may_call(moment, place, quiet, narrow)
