"""Nobody is called in the hours in which they want quiet: calls are not planned into them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from core.places import Place
from customers.rules import QuietHours
from followups import queries
from followups.actions.planning_deliveries import plan_deliveries
from followups.models import Call
from followups.schedule import next_callable
from tests.factories import NOW, CustomerFactory
from tests.followups.makers import delivered, planned_call, the_plans

MADRID = Place(ZoneInfo("Europe/Madrid"), "ES", "Madrid")


def at(text, place=MADRID):
    return dt.datetime.fromisoformat(text).replace(tzinfo=place.zone)


def hours(start, until):
    return QuietHours(dt.time.fromisoformat(start), dt.time.fromisoformat(until))


@pytest.mark.parametrize(
    ("moment", "quiet", "due"),
    [
        ("2026-11-17 10:00", ("14:00", "16:00"), "2026-11-17 10:00"),
        ("2026-11-17 14:30", ("14:00", "16:00"), "2026-11-17 16:00"),
        ("2026-11-17 10:00", ("22:00", "12:00"), "2026-11-17 12:00"),
        ("2026-11-17 19:00", ("18:00", "11:00"), "2026-11-18 11:00"),
        ("2026-11-20 19:00", ("18:00", "11:00"), "2026-11-23 11:00"),  # Friday: over the weekend
        ("2026-11-17 10:00", ("08:00", "19:55"), "2026-11-17 19:55"),
        # The nights on which Madrid's clocks change: quiet hours go by the clock on the wall.
        ("2026-03-27 19:30", ("19:00", "10:15"), "2026-03-30 10:15"),
        ("2026-10-23 19:30", ("19:00", "10:15"), "2026-10-26 10:15"),
    ],
)
def test_next_call_waits_until_the_quiet_is_over(moment, quiet, due):
    assert next_callable(at(moment), MADRID, hours(*quiet)) == at(due)


def test_next_call_across_midnight_in_another_zone():
    kiritimati = Place(ZoneInfo("Pacific/Kiritimati"))
    due = next_callable(at("2026-11-18 08:00", kiritimati), kiritimati, hours("17:00", "13:00"))
    assert due.astimezone(kiritimati.zone).isoformat() == "2026-11-18T13:00:00+14:00"


@pytest.mark.django_db
def test_plan_a_call_into_quiet_hours_moves_it_behind_them():
    the_plans()
    delivered(1, customer=CustomerFactory(quiet_from=dt.time(8), quiet_to=dt.time(17)))
    plan_deliveries(now=NOW)
    call = Call.objects.get()
    assert (call.state, call.due_at.astimezone(MADRID.zone).strftime("%H:%M")) == ("planned", "17:00")


@pytest.mark.django_db
def test_plan_calls_by_the_quiet_hours_of_each_in_one_place():
    the_plans()
    for quiet in ((8, 17), (14, 16), (20, 10)):
        delivered(1, customer=CustomerFactory(quiet_from=dt.time(quiet[0]), quiet_to=dt.time(quiet[1])))
    delivered(1)
    plan_deliveries(now=NOW)
    hours_called = [
        due.astimezone(MADRID.zone).strftime("%H:%M") for due in Call.objects.values_list("due_at", flat=True)
    ]
    assert sorted(hours_called) == ["09:30", "09:30", "10:00", "17:00"]


@pytest.mark.django_db
def test_quiet_hours_are_by_the_clock_of_each_and_of_who_is_due():
    def call(start, until, zone="Europe/Madrid", **kwargs):
        customer = CustomerFactory(quiet_from=dt.time(start), quiet_to=dt.time(until), timezone=zone)
        return planned_call(delivered(4, customer=customer), **kwargs)

    quiet = [  # it is 11:00 in Madrid, 10:00 in the Canary Islands, 07:00 in Santiago
        call(9, 13), call(22, 12), call(10, 11, "Atlantic/Canary"), call(6, 8, "America/Santiago"),
    ]  # fmt: skip
    _others = call(12, 13), call(10, 11), call(10, 11, "America/Santiago"), planned_call()
    _later = call(9, 13, due_at=NOW + dt.timedelta(minutes=1))
    _over = call(9, 13, state="suppressed", reason="too_late", finished_at=NOW)
    found = Call.objects.filter(queries.in_quiet_hours(NOW)).order_by("pk")
    assert list(found) == quiet
