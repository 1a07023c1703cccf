import re
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from customers.models import Unit
from tests.factories import (
    NOW,
    ComponentFactory,
    CoverFactory,
    CustodyFactory,
    CustomerFactory,
    DeliveryFactory,
    GuaranteeFactory,
    LineFactory,
    PlanFactory,
    ProductFactory,
    PurchaseFactory,
    RecallFactory,
    UnitFactory,
)
from tests.warranties.sold import guarantees_for, plans_for, sold
from warranties.facts import Recall as RecallFact
from warranties.models import CommercialGuarantee, GuaranteeRule, MaintenanceVisit
from warranties.queries import (
    coverage_of,
    coverage_of_units,
    decision_on,
    leaned_on,
    local_date,
    rulebook,
    unit_facts,
)
from warranties.states import Regime, Verdict

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def guarantee(**fields):
    return CommercialGuarantee.objects.create(**({"name": "Total", "guarantor": "Hogarix", "months": 60} | fields))


def names(unit):
    return [terms.name for terms in guarantees_for([unit])[unit.pk]]


def test_unit_facts_take_what_the_rows_say():
    unit = UnitFactory(
        condition="used",
        purchase__channel="phone",
        product__motor_vehicle=True,
        product__announced_months=24,
        used_term_months=12,
        digital_supply_months=36,
        changed_hands_on=TODAY,
    )
    facts = unit_facts(unit, claim_date=TODAY, defect_date=date(2026, 11, 15), cause="misuse")
    assert facts.to_json() == {
        "jurisdiction": "ES",
        "region": "MD",
        "contract_date": "2026-11-06",
        "delivery_date": "2026-11-13",
        "installed_by_trader_on": None,
        "condition": "used",
        "goods": "vehicle",
        "buyer": "consumer",
        "seller": "trader",
        "channel": "phone",
        "used_term_agreed_months": 12,
        "announced_months": 24,
        "digital_supply_months": 36,
        "custody": [],
        "replaced_on": None,
        "recalls": [],
        "changed_hands": True,
        "cause": "misuse",
        "part": "",
        "severity": "normal",
        "same_defect_as_repair": None,
        "failed_repair_before": None,
        "no_earlier_claim": False,
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
        ancient.pk: (Verdict.NOT_COVERED, date(2023, 1, 7)),
    }


def unit_with_everything(line, product):
    """Plan with a visit, registration, a stay that is over and an open one, a recall."""
    unit = UnitFactory(product=product)
    cover = CoverFactory(unit=unit)
    MaintenanceVisit.objects.create(cover=cover, on=TODAY, created_at=NOW)
    own = GuaranteeFactory(product_line=line, starts="registration")
    ComponentFactory(guarantee=own)
    CoverFactory(unit=unit, plan=None, guarantee=own, starts_on=TODAY)
    CustodyFactory(unit=unit, handed_in_on=date(2026, 11, 14), returned_on=date(2026, 11, 15))
    CustodyFactory(unit=unit)
    RecallFactory(products=[unit.product])
    return unit


def test_coverage_of_units_costs_the_same_for_one_or_many():
    line = LineFactory()
    counts = []
    for more in (1, 2, 27):
        for _unit in range(more):
            unit_with_everything(line, ProductFactory(line=line))
        with CaptureQueriesContext(connection) as queries:
            assert len(coverage_of_units(Unit.objects.all(), TODAY)) == Unit.objects.count() != 0
        counts.append(len(queries) - 1)  # one is the count above
    assert counts == [15, 15, 15]


def test_coverage_of_units_loads_nothing_twice():
    UnitFactory.create_batch(3)
    units = Unit.objects.select_related("product", "delivery", "purchase__customer")
    with CaptureQueriesContext(connection) as queries:
        coverage_of_units(units, TODAY)
    reads = [re.findall(r'FROM "?(\w+)|EXECUTE select_(\w+)_\w{16}', query["sql"])[0] for query in queries]
    tables = ["".join(names) for names in reads]
    assert sorted(tables) == [
        "customers_unit",
        "warranties_commercialguarantee",
        "warranties_cover",
        "warranties_custody",
        "warranties_guaranteerule",
        "warranties_recall_products",
    ]


def test_decision_names_the_rules_that_it_was_taken_on():
    unit, taken_on = UnitFactory(), rulebook()
    decision = decision_on(unit, unit_facts(unit, claim_date=TODAY), taken_on)
    GuaranteeRule.objects.filter(code="ES-2022").update(current=False)
    current = GuaranteeRule.objects.get(code="ES-2022")
    current.pk, current.version, current.origin, current.current = None, 2, "company", True
    current.save()
    assert leaned_on(decision, taken_on) == [["ES-2022", 1, "package"], ["ES-WITHDRAWAL", 1, "package"]]
    assert leaned_on(decision, rulebook()) == [["ES-2022", 2, "company"], ["ES-WITHDRAWAL", 1, "package"]]


def test_decision_on_a_list_is_the_decision_on_each():
    line = LineFactory()
    units = [unit_with_everything(line, ProductFactory(line=line)) for _unit in range(2)] + [UnitFactory()]
    found = coverage_of_units(units, TODAY)
    alone = {unit.pk: coverage_of(unit, claim_date=TODAY, defect_date=TODAY) for unit in units}
    assert found == alone


def test_answers_of_people_stand_over_the_rows():
    unit = UnitFactory(condition="used", used_term_months=12)
    facts = unit_facts(unit, claim_date=TODAY, part="compressor", severity="serious", used_term_agreed_months=24)
    assert (facts.part, facts.severity, facts.used_term_agreed_months, facts.condition) == (
        *("compressor", "serious", 24),
        "used",
    )


def test_the_united_kingdom_is_found_by_its_iso_code():
    unit = UnitFactory(purchase__customer__country="GB", purchase__customer__region="")
    decision = coverage_of(unit, claim_date=TODAY)
    assert (unit_facts(unit, claim_date=TODAY).jurisdiction, decision.line(Regime.LEGAL).verdict) == (
        *("UK",),
        Verdict.COVERED,
    )


def test_what_is_written_after_the_unit_was_loaded_counts():
    unit = UnitFactory()
    assert unit_facts(unit, claim_date=TODAY).custody == ()
    CustodyFactory(unit=unit)
    RecallFactory(products=[unit.product])
    facts = unit_facts(unit, claim_date=TODAY)
    assert (len(facts.custody), len(facts.recalls)) == (1, 1)


def test_recalls_that_reach_a_unit_become_facts():
    unit = UnitFactory()
    RecallFactory(products=[unit.product], title="Fuego", remedies=["replacement", "refund"])
    RecallFactory(products=[unit.product], closed_on=TODAY)
    RecallFactory(products=[ProductFactory()])
    assert unit_facts(unit, claim_date=TODAY).recalls == (
        RecallFact(announced_on=date(2026, 10, 1), title="Fuego", remedies=("replacement", "refund")),
    )


def test_plans_for_say_since_when_and_how_often():
    unit, plan = UnitFactory(), PlanFactory()
    cover = CoverFactory(unit=unit, plan=plan, starts_on=TODAY)
    MaintenanceVisit.objects.create(cover=cover, on=TODAY, created_at=NOW)
    assert plans_for([unit, UnitFactory()])[unit.pk] == [plan.terms(starts_on=TODAY, visits_used=1)]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("guarantee_of_product_or_line_not_both", lambda: {"product": ProductFactory(), "product_line": LineFactory()}),
        ("guarantee_start_known", lambda: {"starts": "whenever"}),
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
