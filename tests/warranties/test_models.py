"""What rows say of themselves, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from customers.states import Condition as Sold
from tests.cases import open_case
from tests.factories import (
    NOW,
    ComponentFactory,
    CustodyFactory,
    GuaranteeFactory,
    PlanFactory,
    ProductFactory,
    RecallFactory,
    UnitFactory,
)
from tickets.models import CoverageDecision, Message
from warranties.facts import Stay
from warranties.models import Recall
from warranties.promises import CommercialTerms, Component, PlanTerms
from warranties.states import Condition

pytestmark = pytest.mark.django_db


def test_conditions_of_a_sale_are_words_of_the_decision():
    assert set(Sold.values) < set(Condition.values)
    assert {(word.value, word.label) for word in Sold} < {(word.value, word.label) for word in Condition}


def test_guarantee_becomes_the_terms_of_the_decision():
    row = GuaranteeFactory(
        months=0,
        starts="registration",
        advertised_months=24,
        transferable=False,
        full_warranty=True,
        territory=["ES", "PT"],
    )
    ComponentFactory(guarantee=row, name="compressor", months=120, covers_labour=False)
    assert row.terms(registered_on=date(2026, 1, 2)) == CommercialTerms(
        code=f"guarantee-{row.pk}",
        name=row.name,
        guarantor=row.guarantor,
        months=0,
        territory=("ES", "PT"),
        starts="registration",
        registered_on=date(2026, 1, 2),
        components=(Component("compressor", 120, labour=False),),
        advertised_months=24,
        transferable=False,
        full=True,
    )


def test_plan_becomes_the_terms_of_the_decision():
    row = PlanFactory(territory=["ES"], exclusions="Filtros")
    assert row.terms(starts_on=date(2026, 1, 2), visits_used=1) == PlanTerms(
        code=f"plan-{row.pk}",
        name=row.name,
        guarantor=row.guarantor,
        kinds=("extension", "maintenance_discount"),
        months=60,
        starts_on=date(2026, 1, 2),
        territory=("ES",),
        exclusions="Filtros",
        percent=20,
        visits=2,
        visits_used=1,
    )


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, []),
        ({"guarantor": "Hogarix"}, ["the guarantor's address, after the name and a comma"]),
        ({"procedure": " "}, ["how to use it"]),
        ({"months": 0}, ["how long it lasts"]),
        (
            {"guarantor": "Hogarix,", "procedure": "", "months": 0},
            ["the guarantor's address, after the name and a comma", "how to use it", "how long it lasts"],
        ),
    ],
)
def test_missing_contents_are_those_that_the_law_asks_for(fields, missing):
    row = GuaranteeFactory(**fields)
    with override("en"):
        assert [str(what) for what in row.missing_contents()] == missing


def test_missing_contents_count_the_terms_of_parts():
    row = GuaranteeFactory(months=0)
    ComponentFactory(guarantee=row)
    assert row.missing_contents() == []


def test_component_once_per_guarantee():
    one = ComponentFactory()
    with pytest.raises(IntegrityError, match="component_once_per_guarantee"), transaction.atomic():
        ComponentFactory(guarantee=one.guarantee, name=one.name)


@pytest.mark.parametrize(
    ("recalled", "unit", "reaches"),
    [
        ({}, {}, True),
        ({"lots": ["L1", "L2"]}, {"lot": "L2"}, True),
        ({"lots": ["L1"]}, {"lot": "L2"}, False),
        ({"lots": ["L1"]}, {"lot": ""}, True),
        ({"serial_from": "SN09", "serial_to": "SN20"}, {"serial": "SN09"}, True),
        ({"serial_from": "SN09", "serial_to": "SN20"}, {"serial": "sn20"}, True),
        ({"serial_from": "SN09", "serial_to": "SN20"}, {"serial": "SN21"}, False),
        ({"serial_from": "SN9"}, {"serial": "SN10"}, True),
        ({"serial_from": "SN9"}, {"serial": "SN8"}, False),
        ({"serial_to": "SN9"}, {"serial": "SN10"}, False),
        ({"serial_to": "SN9"}, {"serial": ""}, True),
        ({"lots": ["L1"], "serial_to": "SN9"}, {"lot": "L1", "serial": "SN10"}, False),
    ],
)
def test_recall_reaches_by_lot_and_serial_number_and_in_doubt(recalled, unit, reaches):
    sold = UnitFactory(**unit)
    RecallFactory(products=[sold.product], **recalled)
    assert [recall.reaches(sold) for recall in Recall.objects.that_may_reach([sold.product_id])] == [reaches]


def test_recall_of_another_product_does_not_reach():
    recall = RecallFactory(products=[ProductFactory(), ProductFactory()])
    unit = UnitFactory()
    assert (recall.reaches(unit), list(Recall.objects.that_may_reach([unit.product_id]))) == (False, [])


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("recall_remedies_known", {"remedies": []}),
        ("recall_remedies_known", {"remedies": ["repair", "price_reduction"]}),
        ("recall_closed_after_announced", {"closed_on": date(2026, 9, 30)}),
    ],
)
def test_database_refuses_a_recall_that_makes_no_sense(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RecallFactory(**fields)


def test_stay_that_is_not_over_says_nothing_of_its_outcome():
    row = CustodyFactory(paid=True)
    assert row.stay() == Stay(handed_in=row.handed_in_on, paid=True)


def decision(**fields):
    first = open_case().decisions.get()
    return CoverageDecision.objects.create(
        ticket=first.ticket, verdict=first.verdict, decision={}, facts={}, at=NOW, actor_kind="staff", **fields
    )


def test_database_refuses_an_override_that_is_not_the_verdict():
    note = Message.objects.create(ticket=open_case(), kind="note", text="Se ve el golpe.", created_at=NOW)
    with pytest.raises(IntegrityError, match="decision_override_is_the_verdict"), transaction.atomic():
        decision(override_verdict="not_covered_on_these_facts", override_note=note)
    assert decision(override_verdict="covered", override_note=note).verdict == "covered"


@pytest.mark.parametrize("given", ["verdict", "note", "word"])
def test_database_refuses_an_override_without_its_reason(given):
    case = open_case()
    note = Message.objects.create(ticket=case, kind="note", text="x", created_at=NOW)
    fields = {
        "verdict": {"override_verdict": "covered"},
        "note": {"override_note": note},
        "word": {"override_verdict": "perhaps", "override_note": note},
    }[given]
    with pytest.raises(IntegrityError, match="decision_override_has_reason"), transaction.atomic():
        CoverageDecision.objects.create(
            ticket=case, verdict="covered", decision={}, facts={}, at=NOW, actor_kind="staff", **fields
        )
