"""What comes near: guarantees that end, maintenance that is due."""

import datetime as dt

import pytest

from customers.models import Unit
from followups.actions.planning_unit_days import plan_unit_days
from followups.models import Call, Invitation
from followups.queries.unit_days import ends_of, units_that_may_end
from tests.factories import (
    NOW,
    CoverFactory,
    CustodyFactory,
    CustomerFactory,
    GuaranteeFactory,
    PlanFactory,
    UnitFactory,
)
from tests.followups.makers import only_plan
from warranties.models import MaintenanceVisit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("law")]
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def law():
    from django.core.management import call_command

    call_command("load_rules", verbosity=0)


def years_before(day, years):
    return day.replace(year=day.year - years)


def delivered_on(day, **kwargs):
    at = dt.datetime.combine(day, dt.time(11), dt.UTC)
    return UnitFactory(
        purchase__purchased_at=at - 5 * DAY, delivery__delivered_at=at, delivery__delivered_on=day, **kwargs
    )


def planned():
    return dict(Call.objects.values_list("unit", "about_on"))


def test_plan_follows_a_legal_guarantee_that_ends_in_the_lead_of_the_plan():
    plan = only_plan("guarantee", means="both", lead_days=30)
    near = delivered_on(years_before(TODAY + 30 * DAY, 3))
    delivered_on(years_before(TODAY + 32 * DAY, 3))
    delivered_on(years_before(TODAY - 2 * DAY, 3))
    assert plan_unit_days(now=NOW, back=2) == 2
    call, survey = Call.objects.get(), Invitation.objects.get()
    assert (call.unit, call.about_on, call.kind, call.plan) == (near, TODAY + 30 * DAY, "guarantee", plan)
    assert (survey.unit, survey.about_on, survey.kind) == (near, TODAY + 30 * DAY, "guarantee")
    assert (call.customer, call.state, call.rank) == (near.purchase.customer, "planned", 3)
    assert call.due_at.date() == TODAY + 2 * DAY
    assert plan_unit_days(now=NOW) == 0


def test_plan_follows_only_days_that_came_near_lately():
    only_plan("guarantee", means="call", lead_days=30, call_window_days=10)
    ends = [TODAY + days * DAY for days in (31, 30, 29, 21, 20, 19)]
    units = {end: delivered_on(years_before(end, 3)).pk for end in ends}
    assert plan_unit_days(now=NOW, back=2) == 2
    assert planned() == {units[end]: end for end in ends[1:3]}
    assert plan_unit_days(now=NOW) == 1
    assert planned() == {units[end]: end for end in ends[1:4]}


def test_plan_goes_by_the_last_guarantee_of_a_unit():
    only_plan("guarantee", means="call", lead_days=30)
    end = TODAY + 30 * DAY
    GuaranteeFactory(months=60, product=(unit := delivered_on(years_before(end, 5))).product)
    longer = delivered_on(years_before(end, 3))
    GuaranteeFactory(months=48, product=longer.product)
    plan_unit_days(now=NOW, back=2)
    assert planned() == {unit.pk: end}


def test_plan_counts_the_time_in_the_workshop():
    only_plan("guarantee", means="call", lead_days=30)
    end = TODAY + 30 * DAY
    mended = delivered_on(years_before(end, 3) - 12 * DAY)
    CustodyFactory(unit=mended, handed_in_on=TODAY - 100 * DAY, returned_on=TODAY - 89 * DAY)
    found = ends_of([mended], TODAY)[mended.pk]
    plan_unit_days(now=NOW, back=2)
    assert end - 2 * DAY <= found <= end
    assert planned() == {mended.pk: found}


def test_plan_follows_an_extension_that_was_bought():
    only_plan("guarantee", means="call", lead_days=30)
    unit = delivered_on(years_before(TODAY, 4))
    begins = years_before(TODAY + 30 * DAY, 1)
    CoverFactory(
        unit=unit, plan=PlanFactory(kinds=["extension"], months=12, visits=None, discount_percent=0), starts_on=begins
    )
    plan_unit_days(now=NOW, back=2)
    assert planned() == {unit.pk: TODAY + 30 * DAY}


def test_plan_speaks_with_whoever_has_the_product_now():
    only_plan("guarantee", means="call", lead_days=30)
    end = TODAY + 30 * DAY
    holder = CustomerFactory(quiet_from=None)
    given = delivered_on(years_before(end, 3), holder=holder, changed_hands_on=TODAY - 50 * DAY)
    released = delivered_on(years_before(end, 3), changed_hands_on=TODAY - 50 * DAY)
    elsewhere = delivered_on(years_before(end, 3), purchase__order_ref="REG-1")
    assert {given.pk, released.pk, elsewhere.pk} <= units_that_may_end(end, end)
    plan_unit_days(now=NOW, back=2)
    assert list(Call.objects.values_list("unit", "customer")) == [(given.pk, holder.pk)]


def test_plan_of_one_line_leaves_the_others():
    end = TODAY + 30 * DAY
    washer, phone = delivered_on(years_before(end, 3)), delivered_on(years_before(end, 3))
    only_plan("guarantee", means="call", lead_days=30, lines=[washer.product.line_id])
    plan_unit_days(now=NOW, back=2)
    assert planned() == {washer.pk: end}
    assert phone.pk not in planned()


def test_ends_agree_with_the_decision_about_every_unit():
    """No unit whose guarantee ends in a stretch of days is missed by how candidates are found."""
    for days in range(0, 1200, 37):
        unit = delivered_on(TODAY - days * DAY)
        if days % 3 == 0:
            GuaranteeFactory(months=24 + days % 30, product=unit.product)
        if days % 4 == 0 and days > 100:
            CustodyFactory(unit=unit, handed_in_on=TODAY - 90 * DAY, returned_on=TODAY - (20 + days % 60) * DAY)
        if days % 5 == 0:
            CoverFactory(unit=unit)
    ends = ends_of(Unit.objects.all(), TODAY)
    assert len(ends) > 25
    for start in range(0, 2000, 100):
        first, last = TODAY + start * DAY, TODAY + (start + 99) * DAY
        ending = {pk for pk, end in ends.items() if first <= end <= last}
        assert ending <= units_that_may_end(first, last)


def test_plan_follows_maintenance_that_is_due():
    only_plan("maintenance", means="call", lead_days=10)
    due = TODAY + 10 * DAY
    service = PlanFactory(months=24, visits=2)
    fresh = CoverFactory(plan=service, unit=delivered_on(years_before(due, 1)), starts_on=None)
    visited = CoverFactory(plan=service, unit=delivered_on(TODAY - 400 * DAY), starts_on=TODAY - 400 * DAY)
    MaintenanceVisit.objects.create(cover=visited, on=years_before(due, 1), created_at=NOW)
    used_up = CoverFactory(plan=service, unit=delivered_on(TODAY - 400 * DAY), starts_on=TODAY - 400 * DAY)
    for number in range(2):
        MaintenanceVisit.objects.create(cover=used_up, on=years_before(due, 1) - number * DAY, created_at=NOW)
    CoverFactory(
        plan=PlanFactory(kinds=["extension"], visits=None, discount_percent=0), unit=delivered_on(years_before(due, 1))
    )
    assert plan_unit_days(now=NOW, back=2) == 2
    assert planned() == {fresh.unit_id: due, visited.unit_id: due}
    assert set(Call.objects.values_list("kind", flat=True)) == {"maintenance"}
    assert plan_unit_days(now=NOW) == 0


def test_plan_leaves_maintenance_beyond_the_plan():
    only_plan("maintenance", means="call", lead_days=10)
    service = PlanFactory(months=13, visits=None)
    unit = delivered_on(TODAY - 400 * DAY)
    cover = CoverFactory(plan=service, unit=unit, starts_on=TODAY - 360 * DAY)
    MaintenanceVisit.objects.create(cover=cover, on=years_before(TODAY + 10 * DAY, 1), created_at=NOW)
    assert plan_unit_days(now=NOW) == 1
    MaintenanceVisit.objects.update(on=years_before(TODAY + 60 * DAY, 1))
    Call.objects.all().delete()
    assert plan_unit_days(now=NOW) == 0
