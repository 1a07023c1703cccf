"""What the trial of durability counts with, and that a seed is a month."""

import datetime as dt
from collections import Counter
from random import Random
from zoneinfo import ZoneInfo

import pytest

from dev.faults.facts import month_of
from dev.faults.hours import days_after, is_by_day, may_ring
from dev.faults.people import people_of
from dev.faults.places import PLACES
from dev.faults.storm import MOODS, storm_of

START = dt.datetime(2026, 3, 6, tzinfo=dt.UTC)
BY_ZONE = {place.kept: place for place in reversed(PLACES)}


def at(zone, *clock):
    return dt.datetime(2026, *clock, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "clock", "usual", "agreed"),
    [
        ("Europe/Madrid", (3, 27, 9, 29), False, True),
        ("Europe/Madrid", (3, 27, 9, 30), True, True),
        ("Europe/Madrid", (3, 30, 9, 30), True, True),  # the Monday after the clocks changed
        ("Europe/Madrid", (3, 27, 20, 0), False, True),
        ("Europe/Madrid", (3, 27, 21, 0), False, False),
        ("Europe/Madrid", (3, 28, 12, 0), False, False),  # a Saturday
        ("Europe/Madrid", (4, 2, 12, 0), False, False),  # Maundy Thursday
        ("Atlantic/Canary", (4, 1, 12, 0), True, True),
        ("America/Santiago", (4, 3, 12, 0), False, False),  # Good Friday
        ("America/Bogota", (4, 11, 14, 59), True, True),  # a Saturday
        ("America/Bogota", (4, 11, 15, 0), False, False),
        ("America/Bogota", (4, 10, 19, 0), False, False),
    ],
)
def test_may_ring_knows_the_hours_of_a_place(zone, clock, usual, agreed):
    moment = at(zone, *clock)
    assert may_ring(moment, BY_ZONE[zone], agreed=False) is usual
    assert may_ring(moment, BY_ZONE[zone], agreed=True) is agreed


def test_letters_come_by_day():
    zone = "America/Tijuana"
    assert [is_by_day(at(zone, 3, 8, *clock), zone) for clock in ((8, 59), (9, 0), (20, 59), (21, 0))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_days_after_counts_their_days():
    zone = "Pacific/Easter"
    assert days_after(at(zone, 4, 4, 23, 30), at(zone, 4, 5, 0, 30), zone) == 1


def drawn(seed):
    dice = Random(seed)
    people = people_of(200, dice, START)
    return month_of(people, 300, 80, START, 31, dice).happens, storm_of(100, dice)


def test_seed_is_a_month():
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_storm_has_every_fault():
    happens, faults = drawn(1)
    kinds = Counter(fault.what for fault in faults)
    assert set(MOODS) < set(kinds)
    assert len(kinds) == len(MOODS) + 4
    assert {one.what for one in happens} == {"delivered", "undone", "opened", "resolved", "opened again", "wished"}
