"""When customers are called and asked, by their own clocks; `test_schedule_cases` holds the table of moments."""

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import Place
from customers.rules import QuietHours
from followups.schedule import (
    due_after,
    first_call_at,
    leaves_time,
    local_day_end,
    may_call,
    next_callable,
    next_mailable,
    quarantined_until,
    survey_at,
    too_late_at,
    working_deadline,
)
from followups.states import DelayUnit, Scope
from followups.timetable import Delay, Timetable
from followups.windows import USUAL, Hours, law_of

MADRID = Place(ZoneInfo("Europe/Madrid"), "ES", "Madrid")
PLACES = [
    MADRID,
    Place(ZoneInfo("Atlantic/Canary"), "ES", "Canarias"),
    Place(ZoneInfo("Atlantic/Azores"), "PT", "Açores"),
    Place(ZoneInfo("America/Santiago"), "CL", "RM"),
    Place(ZoneInfo("Pacific/Easter"), "CL"),
    Place(ZoneInfo("America/Mexico_City"), "MX"),
    Place(ZoneInfo("America/Tijuana"), "MX"),
    Place(ZoneInfo("America/Bogota"), "CO"),
    Place(ZoneInfo("Asia/Kathmandu")),
    Place(ZoneInfo("Pacific/Kiritimati"), "KI"),
    Place(ZoneInfo("Australia/Lord_Howe"), "AU"),
    Place(ZoneInfo("America/St_Johns"), "CA", "Newfoundland and Labrador"),
]
INSTANTS = st.datetimes(
    min_value=dt.datetime(2021, 1, 1),  # noqa: DTZ001 (Hypothesis wants naive bounds)
    max_value=dt.datetime(2030, 12, 31),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
places = st.sampled_from(PLACES)
units = st.sampled_from(DelayUnit)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
quiets = st.none() | st.builds(QuietHours, clocks, clocks)
hours = st.none() | st.just(USUAL) | st.builds(Hours, clocks, clocks)


@st.composite
def callables(draw):
    """A place, quiet hours and the hours of a plan that leave some hour of the week."""
    return draw(st.tuples(places, quiets, hours).filter(lambda one: leaves_time(one[1], one[0], one[2])))


def at(text: str, place: Place = MADRID) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=place.zone)


@pytest.mark.parametrize(
    ("region", "day", "is_working"),
    [
        ("Comunidad de Madrid", "2026-05-02", False),  # a Saturday anyway
        ("Comunidad de Madrid", "2025-05-02", False),
        ("MADRID", "2025-05-02", False),
        ("md", "2025-05-02", False),
        ("Sevilla", "2025-05-02", True),
        ("Sevilla", "2025-02-28", False),  # a province of Andalucía
        ("Nowhere", "2025-02-28", True),  # that nobody knows: national holidays only
        ("", "2025-05-02", True),
        ("Cataluña", "2025-09-11", False),
        ("cataluna", "2025-09-11", False),
        ("Castilla La Mancha", "2025-05-30", True),
        ("", "2025-12-25", False),
    ],
)
def test_holidays_of_a_region_are_known_by_its_names(region, day, is_working):
    place = Place(MADRID.zone, "ES", region)
    assert place.is_working_day(dt.date.fromisoformat(day)) is is_working


@pytest.mark.parametrize("region", ["Açores", "Azores", "Região Autónoma dos Açores", "20"])
def test_holidays_of_the_azores_are_known_by_their_names(region):
    assert not Place(ZoneInfo("Atlantic/Azores"), "PT", region).is_working_day(dt.date(2026, 5, 25))


def test_unknown_country_rests_on_weekends_only():
    place = Place(ZoneInfo("UTC"), "ZZ", "Nowhere")
    assert [place.is_working_day(dt.date(2026, 12, day)) for day in (24, 25, 26, 27)] == [True, True, False, False]


def test_first_call_keeps_the_local_hour_when_the_clocks_change():
    before, after = at("2026-10-22 12:00"), at("2026-10-23 12:00")  # Sunday 25 October is the change
    dues = [first_call_at(moment, 1, DelayUnit.WORKING_DAYS, MADRID) for moment in (before, after)]
    assert [due.isoformat() for due in dues] == ["2026-10-23T07:30:00+00:00", "2026-10-26T08:30:00+00:00"]


def test_quarantine_ends_at_the_very_moment():
    asked = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    policy = SimpleNamespace(transaction_days=0, relation_days=0)
    assert quarantined_until(asked, asked, Scope.RELATION, policy) == asked
    assert quarantined_until(None, None, Scope.TRANSACTION, policy) is None


@given(INSTANTS, st.integers(0, 10), units, callables())
def test_first_call_is_within_the_window_after_the_delay_and_not_in_quiet_hours(fact_at, delay, unit, where):
    place, quiet, plan = where
    due = first_call_at(fact_at, delay, unit, place, quiet, plan)
    local = due.astimezone(place.zone)
    legal = law_of(place.country).week[local.weekday()]
    assert legal.start <= local.time() < legal.until
    assert plan is None or plan.start <= local.time() < plan.until
    assert quiet is None or not quiet.covers(local.time())
    assert local.weekday() == 5 or place.is_working_day(local.date())
    assert local.weekday() < 5 or place.country == "CO"
    assert due >= due_after(fact_at, delay, unit, place) >= fact_at
    assert may_call(due, place, quiet, plan)


@given(INSTANTS, st.integers(0, 10), units, places)
def test_delay_is_never_shorter_than_it_says(fact_at, delay, unit, place):
    due = due_after(fact_at, delay, unit, place)
    first, last = fact_at.astimezone(place.zone).date(), due.astimezone(place.zone).date()
    between = [first + dt.timedelta(n) for n in range(1, (last - first).days + 1)]
    if unit == DelayUnit.HOURS:
        assert due - fact_at == dt.timedelta(hours=delay)
    elif unit == DelayUnit.DAYS:
        assert len(between) == delay
    else:
        assert sum(place.is_working_day(day) for day in between) == delay


@given(INSTANTS, INSTANTS, st.integers(0, 10), units, callables())
def test_call_and_survey_of_a_later_fact_are_never_earlier(one, other, delay, unit, where):
    place, quiet, plan = where
    early, late = sorted((one, other))
    assert first_call_at(early, delay, unit, place, quiet, plan) <= first_call_at(late, delay, unit, place, quiet, plan)
    assert survey_at(early, delay, unit, place) <= survey_at(late, delay, unit, place)


@given(INSTANTS, st.integers(0, 2000), st.integers(0, 10), units, callables())
def test_order_holds_within_a_day_too(fact_at, minutes, delay, unit, where):
    place, quiet, plan = where
    later = fact_at + dt.timedelta(minutes=minutes)
    calls = [first_call_at(moment, delay, unit, place, quiet, plan) for moment in (fact_at, later)]
    surveys = [survey_at(moment, delay, unit, place) for moment in (fact_at, later)]
    assert [calls, surveys] == [sorted(calls), sorted(surveys)]


@given(INSTANTS, callables())
def test_next_callable_is_the_same_again_and_nothing_comes_before_it(moment, where):
    place, quiet, plan = where
    due = next_callable(moment, place, quiet, plan)
    assert due >= moment
    assert next_callable(due, place, quiet, plan) == due
    before = due - dt.timedelta(minutes=1)
    assert before < moment or not may_call(before, place, quiet, plan)


@given(INSTANTS, st.integers(0, 60), units, places)
def test_survey_is_never_early_nor_at_night(fact_at, delay, unit, place):
    due = survey_at(fact_at, delay, unit, place)
    assert due >= due_after(fact_at, delay, unit, place)
    assert dt.time(9) <= due.astimezone(place.zone).time() < dt.time(21)
    assert next_mailable(due, place) == due


@given(st.lists(INSTANTS, min_size=1, max_size=5), st.integers(0, 5), units, st.integers(0, 9), units, callables())
def test_timetable_says_what_the_schedule_says(facts, calls, call_unit, surveys, survey_unit, where):
    place, quiet, plan = where
    table = Timetable(place, plan, Delay(calls, call_unit), Delay(surveys, survey_unit), quiet)
    for fact_at in [*facts, *facts]:
        assert table.call_at(fact_at) == first_call_at(fact_at, calls, call_unit, place, quiet, plan)
        assert table.survey_at(fact_at) == survey_at(fact_at, surveys, survey_unit, place)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.zone.key)
@pytest.mark.parametrize("unit", DelayUnit)
def test_timetable_says_the_same_all_year(place, unit):
    table = Timetable(place, USUAL, Delay(0, unit), Delay(0, unit))
    fact_at = dt.datetime(2026, 1, 1, 0, 30, tzinfo=dt.UTC)
    for _ in range(24 * 365 // 5):
        assert table.call_at(fact_at) == first_call_at(fact_at, 0, unit, place)
        assert table.survey_at(fact_at) == survey_at(fact_at, 0, unit, place)
        fact_at += dt.timedelta(hours=5)


@given(INSTANTS, st.integers(0, 10), places)
def test_days_end_at_the_first_moment_of_the_next(moment, days, place):
    ends = local_day_end(moment, place)
    today = moment.astimezone(place.zone).date()
    assert ends > moment
    assert (ends - dt.timedelta(seconds=1)).astimezone(place.zone).date() == today
    assert ends.astimezone(place.zone).date() == today + dt.timedelta(1)
    assert too_late_at(moment, 0, place) == ends <= working_deadline(moment, days, place)
