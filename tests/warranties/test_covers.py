"""Plans, registrations and maintenance visits; the law asks for none of them."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.actors import SYSTEM, actor_of
from core.errors import Refused
from tests.factories import (
    NOW,
    AgentFactory,
    CentreFactory,
    CoverFactory,
    GuaranteeFactory,
    LineFactory,
    PlanFactory,
    ProductFactory,
)
from tests.warranties.sold import guarantees_for, plans_for, sold
from warranties.actions.covers import add_plan, record_visit, register_guarantee
from warranties.models import Cover, MaintenanceVisit, ServiceCentre
from warranties.queries import coverage_of
from warranties.states import Regime

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
BOUGHT = date(2026, 3, 2)


@pytest.fixture
def ana():
    return actor_of(AgentFactory(name="Ana"))


@pytest.fixture
def unit():
    return sold(BOUGHT)


def test_add_plan_gives_the_unit_a_plan(unit, ana):
    plan = PlanFactory()
    cover = add_plan(unit=unit, plan=plan, starts_on=date(2026, 4, 1), reference=" C-77 ", by=ana, now=NOW)
    assert (cover.reference, cover.created_by_id, cover.created_at) == ("C-77", ana.user_id, NOW)
    assert plans_for([unit])[unit.pk] == [plan.terms(starts_on=date(2026, 4, 1))]


def test_add_plan_may_begin_in_ten_years(unit):
    last = date(2036, 11, 16)
    assert add_plan(unit=unit, plan=PlanFactory(), starts_on=last, by=SYSTEM, now=NOW).starts_on == last


def test_register_guarantee_starts_those_that_run_from_then(unit, ana):
    guarantee = GuaranteeFactory(starts="registration")
    assert guarantees_for([unit])[unit.pk][0].registered_on is None
    register_guarantee(unit=unit, guarantee=guarantee, by=ana, now=NOW)
    assert guarantees_for([unit])[unit.pk] == [guarantee.terms(registered_on=TODAY)]


def test_registering_never_touches_the_legal_line(unit, ana):
    before = coverage_of(unit, claim_date=TODAY).line(Regime.LEGAL)
    register_guarantee(unit=unit, guarantee=GuaranteeFactory(starts="registration"), by=ana, now=NOW)
    add_plan(unit=unit, plan=PlanFactory(), by=ana, now=NOW)
    assert coverage_of(unit, claim_date=TODAY).line(Regime.LEGAL) == before


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("plan_twice", lambda u, p, g: add_plan(unit=u, plan=p, by=SYSTEM, now=NOW)),
        (
            "plan_before_purchase",
            lambda u, p, g: add_plan(unit=u, plan=PlanFactory(), starts_on=date(2026, 3, 1), by=SYSTEM, now=NOW),
        ),
        (
            "plan_too_late",
            lambda u, p, g: add_plan(unit=u, plan=PlanFactory(), starts_on=date(2036, 11, 17), by=SYSTEM, now=NOW),
        ),
        (
            "plan_too_late",
            lambda u, p, g: add_plan(unit=u, plan=PlanFactory(), starts_on=date.max, by=SYSTEM, now=NOW),
        ),
        ("guarantee_twice", lambda u, p, g: register_guarantee(unit=u, guarantee=g, by=SYSTEM, now=NOW)),
        (
            "guarantee_of_another",
            lambda u, p, g: register_guarantee(
                unit=u, guarantee=GuaranteeFactory(product=ProductFactory()), by=SYSTEM, now=NOW
            ),
        ),
        (
            "guarantee_of_another",
            lambda u, p, g: register_guarantee(
                unit=u, guarantee=GuaranteeFactory(valid_from=date(2026, 3, 3)), by=SYSTEM, now=NOW
            ),
        ),
        (
            "registered_in_future",
            lambda u, p, g: register_guarantee(
                unit=u, guarantee=GuaranteeFactory(), on=TODAY + timedelta(1), by=SYSTEM, now=NOW
            ),
        ),
        (
            "registered_too_early",
            lambda u, p, g: register_guarantee(
                unit=u, guarantee=GuaranteeFactory(), on=date(2026, 3, 1), by=SYSTEM, now=NOW
            ),
        ),
    ],
)
def test_refusals_of_covers_write_nothing(unit, code, act):
    plan, guarantee = PlanFactory(), GuaranteeFactory()
    add_plan(unit=unit, plan=plan, by=SYSTEM, now=NOW)
    register_guarantee(unit=unit, guarantee=guarantee, by=SYSTEM, now=NOW)
    before = list(Cover.objects.values())
    with pytest.raises(Refused) as refusal:
        act(unit, plan, guarantee)
    assert (refusal.value.code, list(Cover.objects.values())) == (code, before)


def test_record_visit_uses_one_up(unit, ana):
    cover, centre = CoverFactory(unit=unit), CentreFactory()
    visit = record_visit(cover=cover, on=date(2026, 9, 1), centre=centre, note=" filtro ", by=ana, now=NOW)
    assert (visit.centre, visit.note, visit.created_by_id) == (centre, "filtro", ana.user_id)
    assert [plan.visits_used for plan in plans_for([unit])[unit.pk]] == [1]


@pytest.mark.parametrize(
    ("code", "plan", "on"),
    [
        ("plan_without_maintenance", {"kinds": ["extension"], "discount_percent": 0, "visits": None}, TODAY),
        ("visit_outside_plan", {}, date(2026, 3, 1)),
        ("visit_outside_plan", {"months": 8}, date(2026, 11, 3)),
        ("visit_in_future", {}, TODAY + timedelta(1)),
        ("visits_used_up", {"visits": 0}, TODAY),
    ],
)
def test_record_visit_refuses_what_the_plan_does_not_hold(unit, code, plan, on):
    cover = CoverFactory(unit=unit, plan=PlanFactory(**plan))
    with pytest.raises(Refused) as refusal:
        record_visit(cover=cover, on=on, by=SYSTEM, now=NOW)
    assert (refusal.value.code, MaintenanceVisit.objects.count()) == (code, 0)


@pytest.mark.parametrize("on", [BOUGHT, date(2026, 11, 2)])
def test_record_visit_takes_the_first_and_the_last_day(unit, on):
    record_visit(cover=CoverFactory(unit=unit, plan=PlanFactory(months=8)), on=on, by=SYSTEM, now=NOW)
    assert MaintenanceVisit.objects.get().on == on


def test_record_visit_without_limit_goes_on(unit):
    cover = CoverFactory(unit=unit, plan=PlanFactory(visits=None))
    for _visit in range(4):
        record_visit(cover=cover, on=TODAY, by=SYSTEM, now=NOW)
    assert cover.visits.count() == 4


def test_record_visit_of_a_registration_is_refused(unit):
    cover = CoverFactory(unit=unit, plan=None, guarantee=GuaranteeFactory(), starts_on=TODAY)
    with pytest.raises(Refused) as refusal:
        record_visit(cover=cover, on=TODAY, by=SYSTEM, now=NOW)
    assert (refusal.value.code, MaintenanceVisit.objects.count()) == ("plan_without_maintenance", 0)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("cover_by_plan_or_by_guarantee", lambda: {"guarantee": GuaranteeFactory()}),
        ("cover_by_plan_or_by_guarantee", lambda: {"plan": None}),
        ("cover_registered_has_day", lambda: {"plan": None, "guarantee": GuaranteeFactory()}),
    ],
)
def test_database_refuses_a_cover_that_makes_no_sense(unit, name, fields):
    given = fields()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CoverFactory(unit=unit, **given)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("plan_kinds_known", {"kinds": ["extension", "gifts"], "discount_percent": 0, "visits": None}),
        ("plan_kinds_known", {"kinds": [], "discount_percent": 0, "visits": None}),
        ("plan_discount_is_for_maintenance", {"kinds": ["extension"]}),
        ("plan_discount_is_a_percentage", {"discount_percent": 101}),
        ("plan_lasts_a_month_or_more", {"months": 0}),
    ],
)
def test_database_refuses_a_plan_that_makes_no_sense(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PlanFactory(**fields)


def test_centres_authorised_for_a_line_are_its_own_and_those_of_all():
    ovens, fridges = LineFactory(), LineFactory()
    every, own, other = CentreFactory(name="every"), CentreFactory(name="own"), CentreFactory(name="other")
    own.lines.set([ovens])
    other.lines.set([fridges])
    assert list(ServiceCentre.objects.authorised_for(ovens.pk)) == [every, own]
    assert list(ServiceCentre.objects.authorised_for(None)) == [every]


@pytest.mark.django_db(transaction=True)
def test_record_visit_at_once_never_goes_over_the_plan():
    cover, told = CoverFactory(unit=sold(BOUGHT)), []

    def act():
        try:
            record_visit(cover=cover, on=TODAY, by=SYSTEM, now=NOW)
            told.append("visit")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["visit", "visit", "visits_used_up", "visits_used_up"]
