"""The table was worked out by hand, with the calendar on the wall; the properties hold for any hours."""

import csv
import datetime as dt
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.places import RestDays
from core.worktime import Calendar, NoHours, are_in_order, moment, spent, together

MADRID = ZoneInfo("Europe/Madrid")
NINE_TO_SIX = ((540, 1080),)
OFFICE = (NINE_TO_SIX,) * 5 + ((), ())
SHOP = (((540, 840), (960, 1200)),) * 5 + (((600, 840),), ())


def daily(*blocks):
    return (blocks,) * 7


CALENDARS = {
    "plain": Calendar(MADRID, OFFICE),
    "office": Calendar(MADRID, OFFICE, RestDays("ES", "MD")),
    "spain": Calendar(MADRID, OFFICE, RestDays("ES")),
    "sevilla": Calendar(MADRID, OFFICE, RestDays("ES", "Andalucía")),
    "barcelona": Calendar(MADRID, OFFICE, RestDays("ES", "CT")),
    "canary": Calendar(ZoneInfo("Atlantic/Canary"), OFFICE, RestDays("ES", "CN")),
    "bogota": Calendar(ZoneInfo("America/Bogota"), (((480, 1020),),) * 5 + ((), ()), RestDays("CO")),
    "shop": Calendar(MADRID, SHOP, RestDays("ES", "MD")),
    "weekend": Calendar(MADRID, ((),) * 5 + (((600, 1200),),) * 2),
    "always": Calendar(MADRID, daily((0, 1440))),
    "night": Calendar(MADRID, daily((0, 360), (1320, 1440))),
    "early": Calendar(MADRID, daily((150, 270))),
    "blink": Calendar(MADRID, daily((130, 170))),
    "lord_howe": Calendar(ZoneInfo("Australia/Lord_Howe"), daily((0, 1440))),
    "dawn": Calendar(ZoneInfo("Australia/Lord_Howe"), daily((105, 180))),
    "havana": Calendar(ZoneInfo("America/Havana"), daily((0, 120))),
    "own": Calendar(
        MADRID,
        OFFICE,
        RestDays("ES", "MD"),
        {
            dt.date(2026, 12, 24): ((540, 840),),
            dt.date(2026, 12, 31): (),
            dt.date(2026, 10, 12): ((540, 780),),
            dt.date(2026, 8, 15): ((600, 840),),
        },
    ),
}
with (Path(__file__).parent / "data" / "worktime.csv").open(encoding="utf-8") as table:
    CASES = list(csv.DictReader(table))


def spells_of(text):
    pairs = [spell.split("/") for spell in text.split()]
    return [(dt.datetime.fromisoformat(a), dt.datetime.fromisoformat(b) if b else None) for a, b in pairs]


def answer(case):
    calendar, times, given = CALENDARS[case["calendar"]], case["times"], case["given"]
    match case["what"]:
        case "add":
            return calendar.add(dt.datetime.fromisoformat(times), int(given))
        case "worked":
            return calendar.worked(*spells_of(times)[0])
        case "moment":
            return moment(calendar, spells_of(times), int(given))
        case "spent":
            return spent(calendar, spells_of(times), dt.datetime.fromisoformat(given))


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case['why']}" for number, case in enumerate(CASES, start=2)])
def test_count_agrees_with_the_table(case):
    found, expected = answer(case), case["expected"]
    if isinstance(found, dt.timedelta):
        assert found == dt.timedelta(minutes=int(expected))
    else:
        assert found == (None if expected == "never" else dt.datetime.fromisoformat(expected))
        assert found is None or found.tzinfo is dt.UTC


def test_table_has_sixty_cases_and_says_why():
    assert len(CASES) >= 60
    assert all(case["why"] for case in CASES)
    assert {case["calendar"] for case in CASES} == set(CALENDARS)


def test_calendar_without_hours_ends_in_clear_words():
    never = Calendar(MADRID, ((),) * 7)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(NoHours):
        never.add(start, 1)
    assert moment(never, [(start, None)], 1) is None
    assert (never.add(start, 0), never.worked(start, start.replace(year=2036))) == (start, dt.timedelta())
    only_one = Calendar(MADRID, ((),) * 7, days={dt.date(2026, 6, 1): NINE_TO_SIX})
    assert only_one.add(start, 540) == dt.datetime(2026, 6, 1, 18, tzinfo=MADRID)
    with pytest.raises(NoHours):
        only_one.add(start, 541)


def test_target_that_takes_ten_thousand_years_is_known_as_such_at_once():
    """One minute a week (a slip of the pen: 9:00-9:01), and a year as its target."""
    calendar = Calendar(MADRID, (((540, 541),), *[()] * 6), RestDays("ES", "MD"))
    begun = time.monotonic()
    assert moment(calendar, [(dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC), None)], 366 * 1440) is None
    assert time.monotonic() - begun < 2
    assert len(calendar._months) < 200  # kept for ever in every process


@pytest.mark.parametrize(
    ("week", "days"),
    [
        ((NINE_TO_SIX,) * 6, {}),
        (daily((600, 540)), {}),
        (daily((540, 540)), {}),
        (daily((540, 700), (699, 800)), {}),
        (daily((540, 1441)), {}),
        (daily((-1, 60)), {}),
        (OFFICE, {dt.date(2026, 1, 1): ((600, 540),)}),
    ],
)
def test_calendar_of_impossible_hours_is_refused(week, days):
    with pytest.raises(ValueError, match="seven days"):
        Calendar(MADRID, week, days=days)


def test_time_is_counted_forwards_only():
    with pytest.raises(ValueError, match="forwards"):
        CALENDARS["plain"].add(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), -1)


def test_edges_of_the_world_do_not_take_it_down():
    plain = CALENDARS["plain"]
    last = dt.datetime.max.replace(tzinfo=dt.UTC) - dt.timedelta(days=2)
    assert plain.worked(last - dt.timedelta(days=900), last) > dt.timedelta()
    with pytest.raises(NoHours):
        plain.add(last, 10_000)
    assert plain.worked(dt.datetime(1, 1, 2, tzinfo=dt.UTC), dt.datetime(1, 2, 1, tzinfo=dt.UTC)) > dt.timedelta()


FOUR_YEARS = 4 * 366 * 1440
INSTANTS = st.integers(0, FOUR_YEARS * 60).map(
    lambda s: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=s)
)
NEAR_CHANGES = st.builds(
    lambda day, minutes: dt.datetime(*day, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes),
    st.sampled_from([(2026, 3, 28), (2026, 10, 24), (2026, 4, 4), (2026, 10, 3), (2026, 3, 7), (2026, 10, 31)]),
    st.integers(0, 3 * 1440),
)
MOMENTS = INSTANTS | NEAR_CHANGES
MINUTES = st.integers(0, 30_000)
ZONES = st.sampled_from(
    ["Europe/Madrid", "Atlantic/Canary", "Australia/Lord_Howe", "America/Bogota", "America/Havana", "Africa/Cairo"]
).map(ZoneInfo)
BLOCKS = st.lists(st.integers(0, 1440), unique=True, max_size=6).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
# At least two hours a week: with fewer, what the properties ask for may lie beyond the ten years that are looked at.
WEEKS = st.tuples(*[BLOCKS] * 7).filter(lambda week: sum(b - a for day in week for a, b in day) >= 120)
PLACES = st.sampled_from([RestDays(), RestDays("ES", "MD"), RestDays("CO")])
DAYS = st.dictionaries(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), BLOCKS, max_size=4)
ANY = st.sampled_from(list(CALENDARS.values())) | st.builds(Calendar, ZONES, WEEKS, PLACES, DAYS)


@given(ANY, MOMENTS, MOMENTS, MOMENTS)
def test_splitting_an_interval_adds_up(calendar, a, b, c):
    a, b, c = sorted([a, b, c])
    assert calendar.worked(a, c) == calendar.worked(a, b) + calendar.worked(b, c)
    assert dt.timedelta() <= calendar.worked(a, b) <= b - a


@given(ANY, MOMENTS, MINUTES)
def test_add_and_worked_are_inverse(calendar, start, minutes):
    due = calendar.add(start, minutes)
    assert calendar.worked(start, due) == dt.timedelta(minutes=minutes)
    if minutes:  # and no moment before it will do
        assert calendar.worked(start, due - dt.timedelta(microseconds=1)) < dt.timedelta(minutes=minutes)


@given(ANY, MOMENTS, MOMENTS, MINUTES, st.integers(0, 500))
def test_due_is_never_earlier_for_a_later_start_or_more_minutes(calendar, a, b, minutes, more):
    a, b = sorted([a, b])
    assert calendar.add(a, minutes) <= calendar.add(b, minutes)
    assert calendar.add(a, minutes) <= calendar.add(a, minutes + more)


@given(ANY, MOMENTS, MINUTES, st.lists(MOMENTS, min_size=2, max_size=6, unique=True))
def test_pausing_never_shortens_the_time_left(calendar, start, minutes, changes):
    changes = sorted([max(start, one) for one in changes])
    spells = [(start, changes[0])]
    spells += [(on, off) for on, off in zip(changes[1::2], [*changes[2::2], None], strict=False)]
    assume(spells[-1][1] is None)
    paused, straight = moment(calendar, spells, minutes), calendar.add(start, minutes)
    assert paused >= straight
    # Nor does it lose any: by then exactly so much of the spells has passed.
    assert spent(calendar, spells, paused) == dt.timedelta(minutes=minutes)


@given(ANY, MOMENTS, MOMENTS, MINUTES)
def test_pausing_in_closed_hours_changes_nothing(calendar, start, stop, minutes):
    start, stop = sorted([start, stop])
    on = calendar.after(stop, dt.timedelta(microseconds=1)) - dt.timedelta(microseconds=1)
    assert moment(calendar, [(start, stop), (on, None)], minutes) == calendar.add(start, minutes)


@given(ZONES, WEEKS, MOMENTS, MINUTES)
def test_a_holiday_never_brings_it_forward(zone, week, start, minutes):
    days = frozenset(start.astimezone(zone).date() + dt.timedelta(days=n) for n in range(3))
    assert Calendar(zone, week, days).add(start, minutes) >= Calendar(zone, week).add(start, minutes)


@given(st.lists(st.tuples(st.integers(-10, 1500), st.integers(-10, 1500)), max_size=6))
def test_hours_of_any_making_become_a_day(blocks):
    day = together(blocks)
    assert are_in_order(day)
    assert {m for a, b in day for m in range(a, b)} == {m for a, b in blocks for m in range(max(a, 0), min(b, 1440))}
