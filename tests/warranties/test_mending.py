"""Slips mended: a stay written down wrong, a plan or a registration that never was. What it was stays in the trace."""

from datetime import date, timedelta

import pytest

from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from tests.factories import NOW, AgentFactory, GuaranteeFactory, PlanFactory
from tests.warranties.sold import sold
from warranties.actions.covers import add_plan, record_visit, register_guarantee, remove_cover
from warranties.actions.custody import correct_stay, give_back, hand_in, record_stay
from warranties.models import Cover, Custody
from warranties.queries import coverage_of
from warranties.states import Outcome, Regime

pytestmark = pytest.mark.django_db
DELIVERED = date(2026, 3, 2)
BEGAN, ENDED = date(2026, 5, 4), date(2026, 5, 14)


@pytest.fixture
def ana():
    return actor_of(AgentFactory(name="Ana"))


@pytest.fixture
def unit():
    return sold(DELIVERED)


@pytest.fixture
def stay(unit, ana):
    return record_stay(
        unit=unit, fault="No enfría", handed_in_on=BEGAN, returned_on=ENDED, outcome=Outcome.REPAIRED,
        work="Gas", by=ana, now=NOW,
    )  # fmt: skip


def correct(stay, ana, **given):
    kept = {"handed_in_on": stay.handed_in_on, "returned_on": stay.returned_on, "paid": stay.paid}
    kept |= {"outcome": Outcome(stay.outcome) if stay.outcome else None, "reason": "Lo dice el resguardo."}
    return correct_stay(custody=stay, **kept | given, by=ana, now=NOW)


def stored():
    return list(Custody.objects.order_by("pk").values()), AuditEntry.objects.count()


def test_correct_moves_the_days_and_the_term_and_leaves_a_trace(stay, unit, ana):
    before = coverage_of(unit, claim_date=NOW.date()).line(Regime.LEGAL).until
    correct(stay, ana, returned_on=date(2026, 5, 20))
    stay.refresh_from_db()
    assert (stay.returned_on, stay.returned_at.isoformat()) == (date(2026, 5, 20), "2026-05-20T10:00:00+00:00")
    assert (stay.work, stay.fault) == ("Gas", "No enfría")
    assert coverage_of(unit, claim_date=NOW.date()).line(Regime.LEGAL).until == before + timedelta(days=6)
    entry = AuditEntry.objects.about("customers.unit", unit.pk).get()
    assert (entry.what, entry.actor_id, entry.reason) == ("stay_corrected", ana.user_id, "Lo dice el resguardo.")
    assert (entry.before, entry.after) == (
        {"stay": stay.pk, "returned_on": "2026-05-14"},
        {"stay": stay.pk, "returned_on": "2026-05-20"},
    )


def test_correct_who_pays_and_how_it_ended(stay, unit, ana):
    correct(stay, ana, paid=True, outcome=Outcome.REPLACED, replacement_serial=" SN-9 ")
    stay.refresh_from_db()
    assert (stay.paid, stay.outcome, stay.replacement_serial) == (True, "replaced", "SN-9")
    assert AuditEntry.objects.get().before == {
        "stay": stay.pk, "paid": False, "outcome": "repaired", "replacement_serial": "",
    }  # fmt: skip


def test_correct_an_open_stay_and_leave_it_open(unit, ana):
    stay = hand_in(unit=unit, fault="No enfría", on=date(2026, 11, 10), by=ana, now=NOW)
    correct(stay, ana, handed_in_on=date(2026, 11, 9), paid=True)
    stay.refresh_from_db()
    assert (stay.handed_in_on, stay.paid, stay.is_open, stay.outcome) == (date(2026, 11, 9), True, True, "")


def test_correct_to_what_it_is_writes_nothing(stay, ana):
    before = stored()
    correct(stay, ana)
    assert stored() == before


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " \n"}, "reason_missing"),
        ({"returned_on": date(2026, 5, 3)}, "return_before_hand_in"),
        ({"returned_on": date(2026, 11, 17)}, "custody_in_future"),
        ({"handed_in_on": date(2026, 3, 1)}, "hand_in_before_delivery"),
        ({"returned_on": date(2026, 6, 2)}, "custody_overlap"),
        ({"replacement_serial": "SN-9"}, "serial_of_nothing"),
        ({"returned_on": None, "outcome": None}, "custody_returned"),
    ],
)
def test_correct_to_what_cannot_be_is_refused(stay, unit, ana, given, code):
    record_stay(
        unit=unit, fault="Ruido", handed_in_on=date(2026, 6, 1), returned_on=date(2026, 6, 8),
        outcome=Outcome.REPAIRED, by=ana, now=NOW,
    )  # fmt: skip
    before = stored()
    with pytest.raises(Refused) as refusal:
        correct(stay, ana, **given)
    assert (refusal.value.code, stored()) == (code, before)


def test_correct_to_the_days_of_another_stay_is_refused(stay, unit, ana):
    day = date(2026, 6, 1)
    record_stay(unit=unit, fault="Ruido", handed_in_on=day, returned_on=day, outcome=Outcome.REPAIRED, by=ana, now=NOW)
    before = stored()
    with pytest.raises(Refused) as refusal:
        correct(stay, ana, handed_in_on=day, returned_on=day)
    assert (refusal.value.code, stored()) == ("custody_repeated", before)


def test_correct_who_pays_of_a_stay_that_began_before_the_delivery(stay, unit, ana):
    unit.delivery.delivered_on = date(2026, 5, 6)
    unit.delivery.save()
    correct(stay, ana, paid=True)
    stay.refresh_from_db()
    assert (stay.paid, stay.handed_in_on) == (True, BEGAN)


def test_correct_an_open_stay_that_went_back_meanwhile_is_refused(unit, ana):
    seen = hand_in(unit=unit, fault="No enfría", by=ana, now=NOW)
    give_back(custody=seen, outcome=Outcome.REPAIRED, by=ana, now=NOW)
    before = stored()
    with pytest.raises(Refused) as refusal:
        correct(Custody(pk=seen.pk, unit=unit, handed_in_on=seen.handed_in_on), ana, paid=True)
    assert (refusal.value.code, stored()) == ("custody_returned", before)


def test_remove_a_plan_and_a_registration_leaves_what_they_said(unit, ana):
    plan, guarantee = PlanFactory(), GuaranteeFactory(starts="registration")
    planned = add_plan(unit=unit, plan=plan, reference="C-7", by=ana, now=NOW)
    registered = register_guarantee(unit=unit, guarantee=guarantee, on=BEGAN, by=ana, now=NOW)
    for cover in (planned, registered):
        remove_cover(cover=cover, reason="Era de otro pedido.", by=ana, now=NOW)
    assert Cover.objects.count() == 0
    told = {"plan": None, "guarantee": None, "starts_on": None, "reference": ""}
    assert [(entry.what, entry.before, entry.after) for entry in AuditEntry.objects.all()] == [
        ("cover_removed", told | {"cover": planned.pk, "plan": plan.pk, "reference": "C-7"}, {}),
        ("cover_removed", told | {"cover": registered.pk, "guarantee": guarantee.pk, "starts_on": "2026-05-04"}, {}),
    ]


def test_remove_what_was_used_without_a_reason_or_twice_is_refused(unit, ana):
    used, kept, gone = (add_plan(unit=unit, plan=PlanFactory(), by=ana, now=NOW) for _ in range(3))
    record_visit(cover=used, on=BEGAN, by=ana, now=NOW)
    remove_cover(cover=gone, reason="Un error.", by=ana, now=NOW)
    gone = Cover(pk=used.pk + 1000, unit=unit)
    for cover, reason, code in ((used, "x", "cover_used"), (kept, " ", "reason_missing"), (gone, "x", "cover_gone")):
        with pytest.raises(Refused) as refusal:
            remove_cover(cover=cover, reason=reason, by=ana, now=NOW)
        assert refusal.value.code == code
    assert (Cover.objects.count(), AuditEntry.objects.count()) == (2, 1)
