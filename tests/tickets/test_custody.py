"""A unit in our hands: what it does to the open cases about it."""

import datetime as dt

import pytest

from core.errors import Refused
from tests.factories import NOW
from tickets.actions.custody import correct_stay, give_back, hand_in, record_stay
from tickets.states import EventKind
from warranties.models import Custody
from warranties.states import Outcome

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def stays(case):
    """The stays that the newest decision went by."""
    return [(stay["handed_in"], stay["returned"]) for stay in case.decisions.first().facts["custody"]]


def test_hand_in_and_return_decide_the_open_case_again(case, agent, ana):
    stay = hand_in(unit=case.unit, fault="Pierde agua", by=agent, now=NOW + DAY)
    assert stays(case) == [("2026-11-17", None)]
    give_back(custody=stay, outcome=Outcome.REPAIRED, work="Junta nueva", by=agent, now=NOW + 5 * DAY)
    assert stays(case) == [("2026-11-17", "2026-11-21")]
    assert [row.actor for row in case.decisions.all()] == [ana, ana, None]
    assert case.events.filter(kind=EventKind.COVERAGE).count() == 3


def test_stay_that_was_written_down_late_lengthens_the_term(case, agent):
    before = case.decisions.get().decision["lines"][0]["until"]
    days = {"handed_in_on": (NOW - 2 * DAY).date(), "returned_on": (NOW - DAY).date()}
    record_stay(unit=case.unit, fault="Ruido", outcome=Outcome.REPAIRED, **days, by=agent, now=NOW)
    after = case.decisions.first().decision["lines"][0]["until"]
    assert dt.date.fromisoformat(after) - dt.date.fromisoformat(before) == DAY


def test_hand_in_that_is_refused_decides_nothing(case, agent):
    hand_in(unit=case.unit, fault="Pierde agua", by=agent, now=NOW)
    for fault in ("", "Otra vez"):
        with pytest.raises(Refused):
            hand_in(unit=case.unit, fault=fault, by=agent, now=NOW + DAY)
    assert (Custody.objects.count(), case.decisions.count()) == (1, 2)


def test_give_back_twice_is_refused_and_decides_nothing(case, agent):
    stay = hand_in(unit=case.unit, fault="Pierde agua", by=agent, now=NOW)
    give_back(custody=stay, outcome=Outcome.NO_FAULT, by=agent, now=NOW + DAY)
    with pytest.raises(Refused):
        give_back(custody=stay, outcome=Outcome.REPAIRED, by=agent, now=NOW + DAY)
    assert (Custody.objects.get().outcome, case.decisions.count()) == (Outcome.NO_FAULT, 3)


def test_give_back_before_a_late_delivery_decides_with_the_stay(case, agent):
    delivery = case.unit.delivery
    delivery.delivered_at = delivery.delivered_on = None
    delivery.save()
    stay = hand_in(unit=case.unit, fault="Llegó roto", on=(NOW - 5 * DAY).date(), by=agent, now=NOW)
    delivery.delivered_at, delivery.delivered_on = NOW - DAY, (NOW - DAY).date()
    delivery.save()
    give_back(custody=stay, outcome=Outcome.REPAIRED, by=agent, now=NOW)
    assert stays(case) == [("2026-11-11", "2026-11-16")]


def test_corrected_stay_decides_the_open_case_again(case, agent):
    days = {"handed_in_on": (NOW - 2 * DAY).date(), "returned_on": (NOW - DAY).date()}
    stay = record_stay(unit=case.unit, fault="Ruido", outcome=Outcome.REPAIRED, **days, by=agent, now=NOW)
    correct_stay(
        custody=stay, **days | {"returned_on": NOW.date()}, paid=False, outcome=Outcome.REPAIRED, reason="Fue hoy.",
        by=agent, now=NOW,
    )  # fmt: skip
    assert stays(case) == [("2026-11-14", "2026-11-16")]
    assert case.decisions.count() == 3
