from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from customers.models import Unit
from tests.factories import CustomerFactory, DeliveryFactory, LineFactory, ProductFactory, PurchaseFactory, UnitFactory
from warranties.models import CommercialGuarantee
from warranties.queries import coverage_of, coverage_of_units, guarantees_for, local_date, unit_facts
from warranties.states import Regime, Verdict

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def guarantee(**fields):
    return CommercialGuarantee.objects.create(**({"name": "Total", "guarantor": "Hogarix", "months": 60} | fields))


def names(unit):
    return [terms.name for terms in guarantees_for([unit])[unit.pk]]


def sold(on, **fields):
    """A unit bought and delivered at noon of that day."""
    at = datetime.combine(on, datetime.min.time(), UTC).replace(hour=12)
    purchase = PurchaseFactory(purchased_at=at, **fields)
    return UnitFactory(purchase=purchase, delivery=DeliveryFactory(purchase=purchase, delivered_at=at))


def test_unit_facts_take_what_the_rows_say():
    unit = UnitFactory(condition="used", purchase__channel="phone")
    facts = unit_facts(unit, claim_date=TODAY, defect_date=date(2026, 11, 15), cause="misuse")
    assert facts.to_json() == {
        "jurisdiction": "ES",
        "contract_date": "2026-11-06",
        "delivery_date": "2026-11-13",
        "installed_by_trader_on": None,
        "condition": "used",
        "buyer": "consumer",
        "seller": "trader",
        "channel": "phone",
        "used_term_agreed_months": None,
        "digital_supply_months": None,
        "custody": [],
        "cause": "misuse",
        "severity": "normal",
        "same_defect_as_repair": None,
        "failed_repair_before": None,
        "defect_date": "2026-11-15",
        "claim_date": "2026-11-16",
    }


def test_unit_facts_count_days_at_the_customers_place():
    purchase = PurchaseFactory(customer=CustomerFactory(timezone="Atlantic/Canary"))
    late_evening = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    delivery = DeliveryFactory(purchase=purchase, installed_at=late_evening)
    unit = UnitFactory(purchase=purchase, delivery=delivery)
    assert unit_facts(unit, claim_date=TODAY).installed_by_trader_on == date(2026, 3, 1)
    purchase.customer.timezone = "Europe/Madrid"
    assert local_date(unit, late_evening) == date(2026, 3, 2)


def test_unit_facts_see_a_company_as_a_business():
    unit = UnitFactory(purchase__customer__kind="company", purchase__channel="other")
    facts = unit_facts(unit, claim_date=TODAY)
    assert (facts.buyer, facts.channel) == ("business", "unknown")


def test_guarantees_for_reach_the_product_its_line_and_everything():
    ovens, fridges = LineFactory(), LineFactory()
    oven = UnitFactory(product=ProductFactory(line=ovens))
    guarantee(name="all")
    guarantee(name="ovens", product_line=ovens)
    guarantee(name="fridges", product_line=fridges)
    guarantee(name="this oven", product=oven.product)
    guarantee(name="another product", product=ProductFactory())
    assert names(oven) == ["all", "ovens", "this oven"]


def test_guarantees_for_a_product_without_line_leave_lines_out():
    guarantee(name="a line", product_line=LineFactory())
    assert names(UnitFactory(product__line=None)) == []


def test_guarantees_for_hold_by_date_of_purchase_both_days_included():
    unit = UnitFactory()
    bought = unit.purchase.purchased_on
    guarantee(name="from that day", valid_from=bought)
    guarantee(name="to that day", valid_to=bought)
    guarantee(name="later", valid_from=bought.replace(day=bought.day + 1))
    guarantee(name="earlier", valid_to=bought.replace(day=bought.day - 1))
    assert names(unit) == ["from that day", "to that day"]


def test_guarantees_for_nothing_is_nothing():
    assert guarantees_for([]) == {}
    assert coverage_of_units([], TODAY) == {}


def test_coverage_of_a_fresh_unit_is_the_seller_to_disprove():
    guarantee(months=24)
    decision = coverage_of(UnitFactory(), claim_date=TODAY)
    assert (decision.verdict, decision.covered_by) == (Verdict.COVERED, ("legal", "commercial"))
    assert decision.until == date(2029, 11, 13)
    assert decision.line(Regime.COMMERCIAL).until == date(2028, 11, 13)
    assert decision.line(Regime.WITHDRAWAL).until == date(2026, 11, 27)
    assert decision.line(Regime.LEGAL).burden == "trader"


def test_coverage_of_a_unit_on_its_way_needs_a_person():
    purchase = PurchaseFactory()
    unit = UnitFactory(purchase=purchase, delivery=DeliveryFactory(purchase=purchase, delivered_at=None))
    decision = coverage_of(unit, claim_date=TODAY)
    assert (decision.verdict, decision.questions) == (Verdict.NEEDS_PERSON, ("delivery_date",))


def test_coverage_of_units_says_what_a_fault_today_would_find():
    fresh, old, ancient = sold(date(2025, 1, 7)), sold(date(2023, 1, 7)), sold(date(2021, 1, 7))
    found = coverage_of_units(Unit.objects.all(), TODAY)
    assert {pk: (decision.verdict, decision.until) for pk, decision in found.items()} == {
        fresh.pk: (Verdict.COVERED, date(2028, 1, 7)),
        old.pk: (Verdict.NOT_COVERED, date(2026, 1, 7)),
        ancient.pk: (Verdict.NEEDS_PERSON, None),
    }


def test_coverage_of_units_costs_the_same_for_one_or_many():
    guarantee()
    counts = []
    for more in (1, 2, 27):
        UnitFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            assert len(coverage_of_units(Unit.objects.all(), TODAY)) == Unit.objects.count() != 0
        counts.append(len(queries) - 1)  # one is the count above
    assert counts == [6, 6, 6]


def test_coverage_of_units_loads_nothing_twice():
    UnitFactory.create_batch(3)
    units = Unit.objects.select_related("product", "delivery", "purchase__customer")
    with CaptureQueriesContext(connection) as queries:
        coverage_of_units(units, TODAY)
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("guarantee_of_product_or_line_not_both", lambda: {"product": ProductFactory(), "product_line": LineFactory()}),
        ("guarantee_lasts_a_month_or_more", lambda: {"months": 0}),
        (
            "guarantee_valid_dates_in_order",
            lambda: {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)},
        ),
    ],
)
def test_database_refuses_a_guarantee_that_makes_no_sense(name, fields):
    given = fields()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        guarantee(**given)
    assert CommercialGuarantee.objects.count() == 0


def test_admin_shows_and_adds_guarantees(admin_client):
    given = {"name": "Total", "guarantor": "Hogarix", "months": 24, "territory": "ES,PT", "covers_parts": "on"}
    assert admin_client.post("/admin/warranties/commercialguarantee/add/", given).status_code == 302
    assert CommercialGuarantee.objects.get().terms().territory == ("ES", "PT")
    assert b"Hogarix" in admin_client.get("/admin/warranties/commercialguarantee/").content
    answer = admin_client.post("/admin/warranties/commercialguarantee/add/", given | {"territory": "Spain"})
    assert (answer.status_code, CommercialGuarantee.objects.count()) == (200, 1)
