"""Hand-in and return: whole days, never two at once, past ones too."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.actors import SYSTEM, actor_of
from core.errors import Refused
from tests.factories import NOW, AgentFactory, CustodyFactory, UnitFactory
from tests.warranties.sold import sold
from warranties.actions.custody import give_back, hand_in, record_stay
from warranties.facts import Stay
from warranties.models import Custody
from warranties.queries import coverage_of, unit_facts
from warranties.states import Outcome, Regime

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DELIVERED = date(2026, 3, 2)


@pytest.fixture
def ana():
    return actor_of(AgentFactory(name="Ana"))


@pytest.fixture
def unit():
    return sold(DELIVERED)


def past(unit, began, ended, **fields):
    given = {"fault": "No enfría", "outcome": Outcome.REPAIRED, "by": SYSTEM, "now": NOW} | fields
    return record_stay(unit=unit, handed_in_on=began, returned_on=ended, **given)


def test_hand_in_and_give_back_keep_who_when_and_what(unit, ana):
    stay = hand_in(unit=unit, fault=" No centrifuga ", accessories="Cable", by=ana, now=NOW)
    assert (stay.number, stay.is_open, stay.handed_in_on, stay.handed_in_at) == (f"R-{stay.pk:06d}", True, TODAY, NOW)
    assert (stay.fault, stay.accessories, stay.paid, stay.received_by_id) == (
        *("No centrifuga", "Cable", False),
        ana.user_id,
    )
    later = NOW + timedelta(days=3)
    back = give_back(custody=stay, outcome=Outcome.REPAIRED, work="Correa nueva", by=ana, now=later)
    assert (back.returned_on, back.returned_at, back.outcome, back.work, back.returned_by_id) == (
        *(later.date(), later, "repaired", "Correa nueva"),
        ana.user_id,
    )
    assert list(Custody.objects.filter(returned_at=None)) == []


def test_hand_in_counts_the_day_at_the_customers_place(ana):
    unit = UnitFactory(purchase__customer__timezone="America/Mexico_City")
    stay = hand_in(unit=unit, fault="x", by=ana, now=NOW.replace(hour=3))
    assert (stay.handed_in_on, stay.handed_in_at) == (TODAY - timedelta(days=1), NOW.replace(hour=3))


def test_hand_in_of_a_past_day_is_noon_there(unit, ana):
    stay = hand_in(unit=unit, fault="x", on=date(2026, 7, 1), by=ana, now=NOW)
    assert stay.handed_in_at.isoformat() == "2026-07-01T12:00:00+02:00"


def test_the_same_day_return_and_hand_in_is_one_day_for_both(unit, ana):
    past(unit, date(2026, 5, 4), date(2026, 5, 11))
    past(unit, date(2026, 5, 11), date(2026, 5, 20))
    past(unit, date(2026, 5, 20), date(2026, 5, 20))
    hand_in(unit=unit, fault="x", on=date(2026, 5, 20), by=ana, now=NOW)
    assert Custody.objects.count() == 4


def test_stays_lengthen_the_legal_term(unit):
    before = coverage_of(unit, claim_date=TODAY).line(Regime.LEGAL).until
    past(unit, date(2026, 5, 4), date(2026, 5, 14))
    assert coverage_of(unit, claim_date=TODAY).line(Regime.LEGAL).until == before + timedelta(days=10)


def test_facts_take_the_stays_in_order_and_the_last_replacement(unit, ana):
    past(unit, date(2026, 6, 1), date(2026, 6, 5), outcome=Outcome.REPLACED, replacement_serial="SN-NEW")
    past(unit, date(2026, 5, 1), date(2026, 5, 5), outcome=Outcome.NO_FAULT, paid=True)
    hand_in(unit=unit, fault="x", on=date(2026, 9, 9), by=ana, now=NOW)
    facts = unit_facts(unit, claim_date=TODAY)
    assert facts.custody == (
        Stay(date(2026, 5, 1), date(2026, 5, 5), True, "no_fault"),
        Stay(date(2026, 6, 1), date(2026, 6, 5), False, "replaced"),
        Stay(date(2026, 9, 9)),
    )
    assert facts.replaced_on == date(2026, 6, 5)


HAVE = (date(2026, 5, 4), date(2026, 5, 14))


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("fault_missing", lambda u: hand_in(unit=u, fault="  ", by=SYSTEM, now=NOW)),
        ("custody_in_future", lambda u: hand_in(unit=u, fault="x", on=TODAY + timedelta(1), by=SYSTEM, now=NOW)),
        ("hand_in_before_delivery", lambda u: hand_in(unit=u, fault="x", on=date(2026, 3, 1), by=SYSTEM, now=NOW)),
        ("custody_overlap", lambda u: hand_in(unit=u, fault="x", on=date(2026, 5, 13), by=SYSTEM, now=NOW)),
        ("custody_overlap", lambda u: hand_in(unit=u, fault="x", on=date(2026, 4, 1), by=SYSTEM, now=NOW)),
        ("custody_overlap", lambda u: past(u, date(2026, 5, 13), date(2026, 5, 20))),
        ("custody_overlap", lambda u: past(u, date(2026, 4, 1), date(2026, 5, 5))),
        ("custody_overlap", lambda u: past(u, date(2026, 4, 1), date(2026, 6, 5))),
        ("custody_overlap", lambda u: past(u, date(2026, 5, 6), date(2026, 5, 6))),
        ("return_before_hand_in", lambda u: past(u, date(2026, 6, 6), date(2026, 6, 5))),
        ("custody_in_future", lambda u: past(u, date(2026, 6, 6), TODAY + timedelta(1))),
        ("serial_of_nothing", lambda u: past(u, date(2026, 6, 6), date(2026, 6, 8), replacement_serial="SN-1")),
    ],
)
def test_refusals_of_days_write_nothing(unit, code, act):
    past(unit, *HAVE)
    before = list(Custody.objects.values())
    with pytest.raises(Refused) as refusal:
        act(unit)
    assert (refusal.value.code, list(Custody.objects.values())) == (code, before)


def test_hand_in_of_what_we_have_is_refused(unit, ana):
    hand_in(unit=unit, fault="x", on=date(2026, 6, 1), by=ana, now=NOW)
    with pytest.raises(Refused) as refusal:
        hand_in(unit=unit, fault="y", by=ana, now=NOW)
    assert (refusal.value.code, Custody.objects.count()) == ("custody_open", 1)
    with pytest.raises(Refused) as refusal:
        past(unit, date(2026, 5, 20), date(2026, 6, 2))
    assert (refusal.value.code, Custody.objects.count()) == ("custody_overlap", 1)
    past(unit, date(2026, 5, 20), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("return_before_hand_in", {"on": date(2026, 5, 31)}),
        ("custody_in_future", {"on": TODAY + timedelta(1)}),
        ("serial_of_nothing", {"replacement_serial": "SN-1"}),
    ],
)
def test_give_back_refuses_what_cannot_be(unit, ana, code, fields):
    stay = hand_in(unit=unit, fault="x", on=date(2026, 6, 1), by=ana, now=NOW)
    with pytest.raises(Refused) as refusal:
        give_back(custody=stay, outcome=Outcome.REPAIRED, by=ana, now=NOW, **fields)
    assert (refusal.value.code, Custody.objects.get().is_open) == (code, True)


def test_give_back_twice_is_refused(unit, ana):
    stay = past(unit, *HAVE)
    before = list(Custody.objects.values())
    with pytest.raises(Refused) as refusal:
        give_back(custody=stay, outcome=Outcome.NO_FAULT, by=ana, now=NOW)
    assert (refusal.value.code, list(Custody.objects.values())) == ("custody_returned", before)


@pytest.fixture
def awaited(unit):
    """The unit before anybody wrote down its delivery."""
    unit.delivery.delivered_at = unit.delivery.delivered_on = None
    unit.delivery.save()
    return unit


def test_unit_on_its_way_may_be_handed_in(awaited, ana):
    bought = awaited.purchase.purchased_on
    assert hand_in(unit=awaited, fault="Llegó roto", on=bought, by=ana, now=NOW).is_open


@pytest.mark.parametrize(
    "act",
    [
        lambda u, on: hand_in(unit=u, fault="x", on=on, by=SYSTEM, now=NOW),
        lambda u, on: past(u, on, TODAY),
    ],
)
def test_hand_in_before_the_purchase_is_refused(awaited, act):
    for on in (awaited.purchase.purchased_on - timedelta(1), date.min):
        with pytest.raises(Refused) as refusal:
            act(awaited, on)
        assert (refusal.value.code, Custody.objects.count()) == ("hand_in_before_purchase", 0)


def test_give_back_of_what_came_before_its_delivery_was_written_down(awaited, ana):
    stay = hand_in(unit=awaited, fault="Llegó roto", on=awaited.purchase.purchased_on, by=ana, now=NOW)
    awaited.delivery.delivered_at, awaited.delivery.delivered_on = NOW, TODAY
    awaited.delivery.save()
    back = give_back(custody=stay, outcome=Outcome.REPAIRED, by=ana, now=NOW)
    assert (back.returned_on, back.is_open) == (TODAY, False)


def test_stay_of_one_day_sent_twice_is_written_once(unit, ana):
    day = date(2026, 5, 20)
    past(unit, day, day)
    held = hand_in(unit=unit, fault="x", on=day, by=ana, now=NOW)
    before = list(Custody.objects.values())
    for act in (
        lambda: past(unit, day, day),
        lambda: give_back(custody=held, outcome=Outcome.REPAIRED, on=day, by=ana, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert (refusal.value.code, list(Custody.objects.values())) == ("custody_repeated", before)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("custody_returned_with_outcome", {"returned_on": TODAY, "outcome": ""}),
        ("custody_returned_with_outcome", {"work": "x"}),
        ("custody_outcome_known", {"returned_on": TODAY, "outcome": "burnt"}),
        ("custody_returned_after_handed_in", {"returned_on": date(2026, 11, 14)}),
        ("custody_serial_of_replacement", {"returned_on": TODAY, "replacement_serial": "SN-1"}),
        ("custody_stays_apart", {"returned_on": TODAY, "handed_in_on": date(2026, 5, 13)}),
    ],
)
def test_database_refuses_a_stay_that_makes_no_sense(unit, name, fields):
    past(unit, *HAVE)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CustodyFactory(unit=unit, **fields)
    assert Custody.objects.count() == 1


def test_database_refuses_a_second_open_stay(unit):
    CustodyFactory(unit=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyFactory(unit=unit)


def test_stays_are_seen_by_their_customer_only(unit):
    from core.actors import Actor, customer_by_link

    CustodyFactory(unit=unit)
    mine, other = customer_by_link(unit.purchase.customer.email), customer_by_link("otra@correo.example")
    seen = [Custody.objects.visible_to(who).count() for who in (SYSTEM, mine, other, Actor(kind="staff"))]
    assert seen == [0, 1, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_hand_in_twice_at_once_leaves_one_stay():
    unit, told = sold(DELIVERED), []

    def act():
        try:
            told.append(hand_in(unit=unit, fault="x", by=SYSTEM, now=NOW).number)
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == sorted([Custody.objects.get().number, "custody_open", "custody_open"])


def test_days_of_a_stay_are_those_without_the_unit():
    stay = CustodyFactory.build(handed_in_on=date(2026, 11, 1), returned_on=date(2026, 11, 4))
    assert [stay.days(date(2026, 11, day)) for day in (4, 16)] == [3, 3]
    assert CustodyFactory.build(handed_in_on=date(2026, 11, 1), returned_on=None).days(date(2026, 11, 16)) == 15
    assert CustodyFactory.build(handed_in_on=date(2026, 11, 16), returned_on=None).days(date(2026, 11, 16)) == 0
