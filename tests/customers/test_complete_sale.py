import datetime as dt

import pytest

from core.actors import SYSTEM, actor_of
from core.errors import Refused
from core.models import AuditEntry
from customers.actions.units import complete_sale
from tests.factories import NOW, AgentFactory, UnitFactory

pytestmark = pytest.mark.django_db
FACTS = ("used_term_months", "digital_supply_months", "changed_hands_on")


def facts_of(unit):
    unit.refresh_from_db()
    return tuple(getattr(unit, name) for name in FACTS)


def test_complete_a_used_sale_writes_the_agreed_term():
    unit = UnitFactory(condition="used")
    complete_sale(unit=unit, used_term_months=12, by=SYSTEM, now=NOW)
    assert facts_of(unit) == (12, None, None)


def test_complete_a_digital_sale_writes_the_supply():
    unit = UnitFactory(condition="digital_element")
    complete_sale(unit=unit, digital_supply_months=36, by=SYSTEM, now=NOW)
    assert facts_of(unit) == (None, 36, None)


def test_complete_with_the_day_it_changed_hands_and_take_it_away_again():
    unit = UnitFactory()
    complete_sale(unit=unit, changed_hands_on=NOW.date(), by=SYSTEM, now=NOW)
    assert facts_of(unit) == (None, None, NOW.date())
    complete_sale(unit=unit, by=SYSTEM, now=NOW)
    assert facts_of(unit) == (None, None, None)


@pytest.mark.parametrize(
    ("condition", "given", "code"),
    [
        ("new", {"used_term_months": 12}, "not_used"),
        ("used", {"digital_supply_months": 12}, "not_digital"),
        ("used", {"used_term_months": 0}, "months"),
        ("digital_content", {"digital_supply_months": 601}, "months"),
        ("new", {"changed_hands_on": NOW.date() + dt.timedelta(days=1)}, "changed_hands_in_future"),
        ("new", {"changed_hands_on": NOW.date() - dt.timedelta(days=11)}, "changed_hands_too_early"),
    ],
)
def test_complete_with_what_cannot_be_is_refused(condition, given, code):
    unit = UnitFactory(condition=condition)
    with pytest.raises(Refused) as refusal:
        complete_sale(unit=unit, **given, by=SYSTEM, now=NOW)
    assert (refusal.value.code, facts_of(unit)) == (code, (None, None, None))


def test_complete_leaves_a_trace_of_what_it_was():
    unit, ana = UnitFactory(condition="used", used_term_months=24), AgentFactory()
    for _ in range(2):
        complete_sale(unit=unit, used_term_months=12, changed_hands_on=NOW.date(), by=actor_of(ana), now=NOW)
    entry = AuditEntry.objects.about("customers.unit", unit.pk).get()
    assert (entry.what, entry.actor, entry.before, entry.after) == (
        *("sale_completed", ana),
        {"used_term_months": 24, "changed_hands_on": None},
        {"used_term_months": 12, "changed_hands_on": NOW.date().isoformat()},
    )


def test_complete_with_what_is_so_already_leaves_no_trace():
    unit = UnitFactory(condition="used", used_term_months=24)
    complete_sale(unit=unit, used_term_months=24, by=SYSTEM, now=NOW)
    assert AuditEntry.objects.count() == 0


def test_complete_a_sale_without_guarantee_agrees_no_term():
    unit = UnitFactory(condition="used_waived_in_writing")
    with pytest.raises(Refused) as refusal:
        complete_sale(unit=unit, used_term_months=12, by=SYSTEM, now=NOW)
    assert (refusal.value.code, AuditEntry.objects.count()) == ("not_used", 0)
