"""Offering hours and taking them back, on real rows."""

import datetime as dt

import pytest

from core.actions.calendars import OwnDay, save_calendar
from core.actors import SYSTEM, actor_of
from core.errors import Refused
from core.models import AuditEntry
from remedies.actions.slots import close_slots, hours_to_offer, offer_slots, reopen_slots
from remedies.models import Slot
from remedies.queries import house_calendar, house_zone
from remedies.slots import Pattern
from remedies.states import VisitKind
from tests.factories import MADRID, NOW, ManagerFactory
from tests.tickets.test_concurrency import at_once

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 16)  # NOW is its 11:00


@pytest.fixture
def luis(db):
    return actor_of(ManagerFactory())


def pattern(first=MONDAY + dt.timedelta(days=1), last=None, **given):
    known = {"weekdays": frozenset(range(7)), "starts": 540, "ends": 780, "length": 120, "zone": MADRID}
    return Pattern(**(known | given), first=first, last=last or first)


def offer(by, *, who="Óscar", now=NOW, room=1, **given):
    return offer_slots(pattern=pattern(**given), kind=VisitKind.VISIT, who=who, room=room, by=by, now=now)


def test_offer_makes_all_hours_and_one_line_of_trace(luis):
    made = offer(luis, last=MONDAY + dt.timedelta(days=2), room=2)
    assert [(f"{s.starts_at:%d %H:%M}", s.who, s.room) for s in Slot.objects.all()] == [
        ("17 08:00", "Óscar", 2), ("17 10:00", "Óscar", 2), ("18 08:00", "Óscar", 2), ("18 10:00", "Óscar", 2)
    ]  # fmt: skip
    entry = AuditEntry.objects.get(noun="remedies.slot")
    assert (entry.what, entry.after["hours"], entry.object_id) == ("offered", 4, made[0].pk)


def test_hours_of_today_that_have_passed_are_left_out(luis):
    assert [f"{slot.starts_at:%H:%M}" for slot in offer(luis, first=MONDAY, starts=480, ends=900)] == ["11:00"]


def test_holidays_and_closed_days_of_the_usual_calendar_are_left_out(luis):
    week = [((540, 1080),)] * 5 + [(), ()]
    closed = dt.date(2026, 12, 9)
    save_calendar(
        calendar=None, name="Oficina", zone="Atlantic/Canary", country="ES", region="MD", hours=week,
        days=[OwnDay(closed)], by=SYSTEM, now=NOW,
    )  # fmt: skip
    found = hours_to_offer(pattern(dt.date(2026, 12, 7), dt.date(2026, 12, 11)), now=NOW)
    # Of the Constitution (the 6th is a Sunday) the 7th, of the Conception the 8th; the 9th is closed.
    assert sorted({hour.starts_at.date().day for hour in found}) == [10, 11]
    assert (house_zone(house_calendar()).key, house_zone(None).key) == ("Atlantic/Canary", "Europe/Madrid")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"weekdays": frozenset()}, "slots_days"),
        ({"last": MONDAY - dt.timedelta(days=1)}, "slots_dates"),
        ({"starts": 780, "ends": 540}, "slots_backwards"),
        ({"length": 5}, "slots_short"),
        ({"length": 0}, "slots_short"),
        ({"length": 241}, "slots_short"),
        ({"last": MONDAY + dt.timedelta(days=400)}, "slots_far"),
        ({"first": dt.date(1, 1, 1), "last": MONDAY - dt.timedelta(days=3)}, "slots_none"),
        ({"first": dt.date(1, 1, 1), "last": dt.date.max}, "slots_far"),
        ({"last": MONDAY + dt.timedelta(days=300)}, "slots_many"),
        ({"who": " ​ "}, "slots_who"),
        ({"who": "x" * 81}, "slots_who"),
        ({"room": 0}, "slots_room"),
        ({"room": 51}, "slots_room"),
    ],
)
def test_impossible_offer_is_refused_and_nothing_is_written(luis, given, code):
    with pytest.raises(Refused) as refusal:
        offer(luis, **given)
    assert (refusal.value.code, Slot.objects.count(), AuditEntry.objects.count()) == (code, 0, 0)


def test_hour_over_another_of_the_same_person_is_refused_and_says_which(luis):
    offer(luis)
    with pytest.raises(Refused) as refusal:
        offer(luis, who="óscar", starts=600, ends=720)
    assert refusal.value.code == "slots_overlap"
    assert "9:00" in str(refusal.value)
    assert Slot.objects.count() == 2
    offer(luis, who="Marta", starts=600, ends=720)
    offer(luis, starts=780, ends=900)  # right after
    assert Slot.objects.count() == 4


def test_closed_hours_are_out_of_the_way_and_close_once(luis):
    made = [slot.pk for slot in offer(luis)]
    assert close_slots(ids=[*made, 0], by=luis, now=NOW) == 2
    assert close_slots(ids=made, by=luis, now=NOW) == 0
    assert AuditEntry.objects.filter(what="closed").count() == 2
    assert len(offer(luis)) == 2


def test_closed_hours_are_offered_again_once_with_a_trace(luis):
    made = [slot.pk for slot in offer(luis)]
    close_slots(ids=made, by=luis, now=NOW)
    assert [reopen_slots(ids=[*made, 0], by=luis, now=NOW) for _n in range(2)] == [2, 0]
    assert (Slot.objects.filter(closed=False).count(), AuditEntry.objects.filter(what="reopened").count()) == (2, 2)


@pytest.mark.parametrize(("later", "code"), [(dt.timedelta(days=2), "slots_past"), (dt.timedelta(), "slots_overlap")])
def test_hours_that_passed_or_have_others_in_their_place_stay_closed(luis, later, code):
    made = [slot.pk for slot in offer(luis)]
    close_slots(ids=made, by=luis, now=NOW)
    offer(luis, who="óscar", starts=720, ends=840)  # over the second one
    before = AuditEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        reopen_slots(ids=made, by=luis, now=NOW + later)
    assert (refusal.value.code, AuditEntry.objects.count()) == (code, before)
    assert Slot.objects.filter(closed=True).count() == 2


@pytest.mark.django_db(transaction=True)
def test_hours_offered_again_and_anew_at_once_are_there_once():
    luis = actor_of(ManagerFactory())
    made = [slot.pk for slot in offer(luis)]
    close_slots(ids=made, by=luis, now=NOW)
    outcomes = at_once(*(lambda: reopen_slots(ids=made, by=luis, now=NOW), lambda: offer(luis)) * 4)
    refusals = [one.code for one in outcomes if isinstance(one, Refused)]
    assert (set(refusals), Slot.objects.filter(closed=False).count()) == ({"slots_overlap"}, 2)


@pytest.mark.django_db(transaction=True)
def test_ten_managers_at_once_offer_the_same_hours_once():
    luis = actor_of(ManagerFactory())
    outcomes = at_once(*(lambda: offer(luis) for _n in range(10)))
    refusals = [one.code for one in outcomes if isinstance(one, Refused)]
    assert (refusals, Slot.objects.count()) == (["slots_overlap"] * 9, 2)
