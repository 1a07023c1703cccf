"""Bad data is shown to a person and keeps nothing else from being planned."""

import datetime as dt

import pytest
from django.db import connection

from customers.models import Customer, Delivery, Purchase
from followups.actions import planning
from followups.actions.planning_deliveries import plan_deliveries
from followups.actions.planning_rounds import plan_everything
from followups.models import Call, Invitation, Trouble
from tests.factories import NOW, CustomerFactory
from tests.followups.makers import delivered, make_version, only_plan, the_plans

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def plans():
    the_plans()


def troubles():
    return {(one.kind, one.customer_id or one.delivery_id or one.plan_id) for one in Trouble.objects.open()}


def test_customer_without_a_zone_is_planned_by_ours_and_shown():
    unit, _good = delivered(1, customer=CustomerFactory(timezone="Mars/X")), delivered(1)
    assert plan_deliveries(now=NOW) == 4
    assert troubles() == {("no_zone", unit.purchase.customer_id)}
    assert set(Call.objects.values_list("lane__zone", flat=True)) == {"Europe/Madrid"}
    Customer.objects.update(timezone="Atlantic/Canary")
    plan_everything(now=NOW)
    assert troubles() == set()


def test_phone_that_is_no_number_is_shown_and_not_called():
    unit = delivered(1, customer=CustomerFactory(phone="600 ask"))
    delivered(1, customer=CustomerFactory(phone=""))
    delivered(1)
    plan_deliveries(now=NOW)
    assert troubles() == {("bad_phone", unit.purchase.customer_id)}
    assert sorted(Call.objects.values_list("reason", flat=True)) == ["", "no_address", "no_address"]
    Customer.objects.filter(pk=unit.purchase.customer_id).update(phone="+34600111222")
    plan_everything(now=NOW)
    assert troubles() == set()


def test_phone_is_nothing_to_who_is_only_asked():
    only_plan(means="survey")
    delivered(1, customer=CustomerFactory(phone="600 ask"))
    plan_deliveries(now=NOW)
    assert troubles() == set()


def test_delivery_in_the_future_waits_until_it_is_mended():
    unit, _good = delivered(-3), delivered(1)
    assert plan_deliveries(now=NOW) == 2
    assert troubles() == {("future", unit.delivery_id)}
    plan_deliveries(now=NOW + DAY)
    assert Trouble.objects.count() == 1
    Delivery.objects.filter(pk=unit.delivery_id).update(
        delivered_at=NOW - DAY, delivered_on=NOW.date() - DAY, installed_at=None
    )
    assert plan_everything(now=NOW) == 2
    assert troubles() == set()


def test_delivery_before_its_purchase_waits_until_it_is_mended():
    unit, _good = delivered(2), delivered(1)
    Purchase.objects.filter(pk=unit.purchase_id).update(purchased_on=NOW.date())
    assert plan_deliveries(now=NOW) == 2
    assert troubles() == {("before_sale", unit.delivery_id)}
    Purchase.objects.filter(pk=unit.purchase_id).update(purchased_on=NOW.date() - 5 * DAY)
    assert plan_everything(now=NOW) == 2
    assert troubles() == set()


@pytest.mark.parametrize(
    "says",
    [
        {"call_from": dt.time(18), "call_until": dt.time(10)},
        {"call_from": dt.time(21, 30), "call_until": dt.time(23)},
        {"call_delay": 15, "call_window_days": 14},
        {"survey_delay": 24 * 40, "survey_unit": "hours", "survey_window_days": 30},
    ],
)
def test_plan_that_leaves_no_time_is_shown_and_keeps_no_other_from_going_on(says):
    broken = only_plan(position=1, channels=["online"], **says)
    make_version(position=2)
    first, second = delivered(1), delivered(1, purchase__channel="store")
    assert plan_deliveries(now=NOW) == 2
    assert Call.objects.get().delivery == second.delivery
    assert troubles() == {("no_window", broken.plan_id)}
    make_version(broken.plan.name, channels=["online"])
    assert plan_everything(now=NOW) == 2
    assert Call.objects.exclude(delivery=second.delivery).get().delivery == first.delivery
    assert troubles() == set()


def test_plan_without_an_hour_in_one_country_goes_on_in_the_others():
    version = only_plan(call_from=dt.time(19, 30), call_until=dt.time(20, 30))
    there = delivered(1, customer=CustomerFactory(country="CO", region="", timezone="America/Bogota"))
    here = delivered(1)
    assert plan_deliveries(now=NOW) == 4
    reasons = dict(Call.objects.values_list("delivery", "reason"))
    assert reasons == {there.delivery_id: "no_hour", here.delivery_id: ""}
    assert troubles() == {("no_window", version.plan_id)}
    assert set(Invitation.objects.values_list("state", flat=True)) == {"planned"}


def poison(*deliveries):
    """The database refuses every call about these deliveries."""
    ids = ", ".join(map(str, deliveries))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE followups_call ADD CONSTRAINT poisoned CHECK (delivery_id NOT IN ({ids}))")


def test_fact_that_cannot_be_planned_is_shown_and_keeps_no_other_from_being_planned():
    units = [delivered(1 + number % 3) for number in range(20)]
    bad = units[7].delivery
    poison(bad.pk)
    assert plan_deliveries(now=NOW) == 38
    assert set(Call.objects.values_list("delivery", flat=True)) == {u.delivery_id for u in units} - {bad.pk}
    assert troubles() == {("not_planned", bad.pk)}
    [trouble] = Trouble.objects.all()
    assert (trouble.detail, trouble.times) == ("IntegrityError", 1)
    assert plan_deliveries(now=NOW) == 0
    trouble.refresh_from_db()
    assert trouble.times == 2
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE followups_call DROP CONSTRAINT poisoned")
    assert plan_everything(now=NOW) == 2
    assert troubles() == set()


def test_several_of_a_chunk_may_be_bad(monkeypatch):
    monkeypatch.setattr(planning, "CHUNK", 8)
    units = [delivered(1) for _ in range(16)]
    bad = {units[3].delivery_id, units[9].delivery_id, units[10].delivery_id}
    poison(*bad)
    assert plan_deliveries(now=NOW) == 26
    assert troubles() == {("not_planned", pk) for pk in bad}
