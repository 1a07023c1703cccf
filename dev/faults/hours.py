"""Whether a telephone might ring or a letter come at a moment: written anew, so that it can find the others wrong."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

Clock = tuple[int, int]
WEEKDAYS = {"ES": dict.fromkeys(range(5), ((9, 0), (21, 0)))}
WEEKDAYS["CO"] = {**dict.fromkeys(range(5), ((7, 0), (19, 0))), 5: ((8, 0), (15, 0))}
PLAN = ((9, 30), (20, 0))
LETTERS = ((9, 0), (21, 0))


@lru_cache
def rest_days(country: str, subdivision: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision or None, years=(2025, 2026, 2027))


def there(moment: dt.datetime, zone: str) -> dt.datetime:
    return moment.astimezone(ZoneInfo(zone))


def shown(moment: dt.datetime, zone: str) -> Clock:
    """What their clock shows."""
    local = there(moment, zone)
    return local.hour, local.minute


def may_ring(moment: dt.datetime, place, *, agreed: bool) -> bool:
    """By law, and by the plan's hours unless the customer named the hour."""
    local = there(moment, place.zone)
    if local.date() in rest_days(place.country, place.subdivision):
        return False
    legal = WEEKDAYS.get(place.country, WEEKDAYS["ES"]).get(local.weekday())
    clock = (local.hour, local.minute)
    if legal is None or not legal[0] <= clock < legal[1]:
        return False
    return agreed or PLAN[0] <= clock < PLAN[1]


def is_by_day(moment: dt.datetime, zone: str) -> bool:
    return LETTERS[0] <= shown(moment, zone) < LETTERS[1]


def days_after(moment: dt.datetime, other: dt.datetime, zone: str) -> int:
    """How many local days the second is after the first."""
    return (there(other, zone).date() - there(moment, zone).date()).days
