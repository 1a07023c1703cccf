"""What covers every unit, in one file."""

import csv
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from customers.models import Unit
from tests.factories import DeliveryFactory, UnitFactory
from warranties.batch import decided_units
from warranties.queries import coverage_of_units

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)


def test_decided_units_are_those_of_the_list_whatever_the_batch():
    units = UnitFactory.create_batch(5)
    UnitFactory(delivery=DeliveryFactory(delivered_at=None))
    one_by_one = {unit.pk: decision for unit, decision in decided_units(DAY, batch=2)}
    assert one_by_one == coverage_of_units(Unit.objects.filter(pk__in=[unit.pk for unit in units]), DAY)


def test_decided_units_cost_the_same_for_a_batch_of_any_size():
    counts = []
    for more in (1, 2, 27):
        UnitFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            assert len(list(decided_units(DAY))) == Unit.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_command_writes_a_line_for_each_unit(tmp_path):
    unit = UnitFactory(serial="SN-1", line="1")
    out = tmp_path / "covers.csv"
    call_command("coverage_units", on=DAY, out=out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["order_ref"], row["serial"], row["covered_by"], row["until"]) for row in rows] == [
        (unit.purchase.order_ref, "SN-1", "legal", "2029-11-13")
    ]
    assert list(tmp_path.iterdir()) == [out]


def test_command_says_when_it_cannot_write(tmp_path):
    with override("en"), pytest.raises(CommandError, match="could not be written"):
        call_command("coverage_units", on=DAY, out=tmp_path / "no" / "covers.csv")


def test_command_refuses_a_day_that_is_none():
    with override("en"), pytest.raises(CommandError, match="is not a date"):
        call_command("coverage_units", "--on", "mañana")
