import datetime as dt

import pytest

from core.places import Place
from core.zones import zone_of
from tickets.completing import earliest

MADRID = Place(zone=zone_of("Europe/Madrid"), country="ES", region="MD")
ANDALUSIA = Place(zone=zone_of("Europe/Madrid"), country="ES", region="AN")
NOWHERE = Place(zone=zone_of("UTC"))


@pytest.mark.parametrize(
    ("asked", "days", "place", "last"),
    [
        ("2026-11-16", 10, MADRID, "2026-11-30"),  # two weeks without a holiday
        ("2026-11-30", 10, MADRID, "2026-12-16"),  # 8 December rests, and so does the 7th: the 6th is a Sunday
        ("2026-11-20", 1, MADRID, "2026-11-23"),  # asked on a Friday: the Monday after
        ("2026-11-21", 1, MADRID, "2026-11-23"),  # asked on a Saturday
        ("2027-02-26", 1, ANDALUSIA, "2027-03-02"),  # 28 February is a Sunday there, and rests on the Monday
        ("2027-02-26", 1, MADRID, "2027-03-01"),
        ("2026-12-24", 2, NOWHERE, "2026-12-28"),  # where no holidays are known, weekends rest
    ],
)
def test_earliest_is_the_last_of_the_working_days_after_the_day_of_asking(asked, days, place, last):
    assert earliest(dt.date.fromisoformat(asked), days, place) == dt.date.fromisoformat(last)
