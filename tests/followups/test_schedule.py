"""When customers are called and asked, by their own clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.place import Place
from followups.schedule import (
    call_again_at,
    case_survey_at,
    first_call_at,
    may_call,
    next_callable,
    next_mailable,
    survey_at,
)

MADRID = Place(ZoneInfo("Europe/Madrid"), "ES", "Madrid")
PLACES = [
    MADRID,
    Place(ZoneInfo("Atlantic/Canary"), "ES", "Canarias"),
    Place(ZoneInfo("America/Santiago"), "CL", "RM"),
    Place(ZoneInfo("America/Mexico_City"), "MX"),
    Place(ZoneInfo("Pacific/Easter"), "CL"),
    Place(ZoneInfo("Asia/Kathmandu")),
    Place(ZoneInfo("Pacific/Kiritimati"), "KI"),
    Place(ZoneInfo("America/St_Johns"), "CA", "Newfoundland and Labrador"),
]
INSTANTS = st.datetimes(
    min_value=dt.datetime(2021, 1, 1),  # noqa: DTZ001 (Hypothesis wants naive bounds)
    max_value=dt.datetime(2030, 12, 31),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
places = st.sampled_from(PLACES)


def at(text: str, place: Place = MADRID) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=place.zone)


@pytest.mark.parametrize(
    ("completed", "days", "due"),
    [
        ("2026-11-17 12:00", 2, "2026-11-19 09:30"),  # Tuesday: two working days later
        ("2026-11-19 12:00", 2, "2026-11-23 09:30"),  # Thursday: over the weekend
        ("2026-11-21 12:00", 1, "2026-11-23 09:30"),  # Saturday: Monday is the first working day
        ("2026-12-04 12:00", 1, "2026-12-09 09:30"),  # Friday: 7 (moved in Madrid) and 8 December are holidays
        ("2026-11-17 23:59", 1, "2026-11-18 09:30"),  # the local day counts, not the UTC one
        ("2026-11-18 00:30", 1, "2026-11-19 09:30"),
        ("2026-11-17 12:00", 0, "2026-11-17 12:00"),  # at once, and within the hours
        ("2026-11-17 20:00", 0, "2026-11-18 09:30"),
        ("2026-11-20 20:30", 0, "2026-11-23 09:30"),
    ],
)
def test_first_call_is_due_after_working_days(completed, days, due):
    assert first_call_at(at(completed), days, MADRID) == at(due)


def test_first_call_follows_the_holidays_of_the_region():
    completed = at("2026-04-30 12:00")  # 1 May is a holiday everywhere, Monday 4 only in some regions
    madrid = first_call_at(completed, 1, MADRID)
    nowhere = first_call_at(completed, 1, Place(MADRID.zone))
    assert (madrid, nowhere) == (at("2026-05-04 09:30"), at("2026-05-01 09:30"))


def test_first_call_keeps_the_local_hour_when_the_clocks_change():
    before, after = at("2026-10-22 12:00"), at("2026-10-23 12:00")  # Sunday 25 October is the change
    dues = [first_call_at(moment, 1, MADRID) for moment in (before, after)]
    assert [due.hour for due in dues] == [7, 8]  # UTC
    assert [due.astimezone(MADRID.zone).strftime("%H:%M") for due in dues] == ["09:30", "09:30"]


@pytest.mark.parametrize(
    ("tried", "again"),
    [
        (["2026-11-17 09:30"], "2026-11-17 13:00"),  # morning: the next part that is three hours away
        (["2026-11-17 11:00"], "2026-11-17 14:00"),
        (["2026-11-17 13:30"], "2026-11-17 17:00"),
        (["2026-11-17 16:00"], "2026-11-17 19:00"),
        (["2026-11-17 18:00"], "2026-11-18 09:30"),  # evening: the next morning
        (["2026-11-20 19:00"], "2026-11-23 09:30"),  # Friday evening: Monday morning
        (["2026-11-17 09:30", "2026-11-17 13:00"], "2026-11-18 09:30"),  # the second retry waits for another day
        (["2026-11-16 09:30", "2026-11-17 10:00"], "2026-11-18 13:00"),
        (["2026-11-20 09:30", "2026-11-20 17:00"], "2026-11-23 09:30"),
    ],
)
def test_missed_call_is_tried_at_another_part_of_the_day(tried, again):
    assert call_again_at([at(moment) for moment in tried], MADRID) == at(again)


@pytest.mark.parametrize(
    ("completed", "due"),
    [
        ("2026-11-10 18:00", "2026-11-15 10:00"),  # a Sunday is no trouble for an e-mail
        ("2026-11-10 00:10", "2026-11-15 10:00"),
        ("2026-10-22 12:00", "2026-10-27 10:00"),  # over the change of the clocks
    ],
)
def test_delivery_survey_is_due_in_the_morning(completed, due):
    assert survey_at(at(completed), 5, MADRID) == at(due)


@pytest.mark.parametrize(
    ("resolved", "due"),
    [
        ("2026-11-17 12:00", "2026-11-18 12:00"),
        ("2026-11-17 23:00", "2026-11-19 10:00"),
        ("2026-11-17 03:00", "2026-11-18 10:00"),
    ],
)
def test_case_survey_is_due_a_day_later_and_not_at_night(resolved, due):
    assert case_survey_at(at(resolved), 24, MADRID) == at(due)


@pytest.mark.parametrize(
    ("region", "day", "is_working"),
    [
        ("Comunidad de Madrid", "2026-05-02", False),  # a Saturday anyway
        ("Comunidad de Madrid", "2025-05-02", False),
        ("MADRID", "2025-05-02", False),
        ("md", "2025-05-02", False),
        ("Sevilla", "2025-05-02", True),  # a province that nobody knows: national holidays only
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


def test_unknown_country_rests_on_weekends_only():
    place = Place(ZoneInfo("UTC"), "ZZ", "Nowhere")
    assert [place.is_working_day(dt.date(2026, 12, day)) for day in (24, 25, 26, 27)] == [True, True, False, False]


@given(INSTANTS, st.integers(0, 10), places)
def test_first_call_is_never_early_nor_outside_the_window(completed, days, place):
    due = first_call_at(completed, days, place)
    assert due >= completed
    assert may_call(due, place)
    first, last = completed.astimezone(place.zone).date(), due.astimezone(place.zone).date()
    working = [first + dt.timedelta(n) for n in range(1, (last - first).days + 1)]
    assert sum(place.is_working_day(day) for day in working) >= days


@given(INSTANTS, places)
def test_window_is_by_law_never_at_night_nor_on_a_weekend(moment, place):
    local = next_callable(moment, place).astimezone(place.zone)
    assert 9 <= local.hour < 21
    assert local.weekday() < 5
    assert next_callable(local, place) == local


@given(INSTANTS, places, st.integers(1, 6))
def test_retries_are_hours_apart_within_the_window_and_on_several_days(first, place, times):
    tried = [next_callable(first, place)]
    for _ in range(times):
        again = call_again_at(tried, place)
        assert again - tried[-1] >= dt.timedelta(hours=3)
        assert may_call(again, place)
        tried.append(again)
    days = {moment.astimezone(place.zone).date() for moment in tried}
    assert len(days) >= len(tried) - 1


@given(INSTANTS, st.integers(0, 60), places)
def test_survey_is_never_early_nor_at_night(completed, days, place):
    due = survey_at(completed, days, place)
    assert due >= completed
    assert (due.astimezone(place.zone).date() - completed.astimezone(place.zone).date()).days >= days
    assert next_mailable(due, place) == due
