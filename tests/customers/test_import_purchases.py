"""Purchases from a shop's export: what lands, what is updated, what is left out."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, ProductLine
from customers.actions.import_purchases import import_purchases
from customers.actions.purchase_writes import write_changes
from customers.columns import COLUMNS, REQUIRED
from customers.models import Customer, Delivery, Purchase, Unit
from customers.states import Condition
from followups.actions.lanes import lane_of
from followups.models import Call
from followups.queries import place_of
from tests import imports
from tests.imports import csv_bytes, purchase, without

pytestmark = pytest.mark.django_db


def run(*rows, **options):
    return imports.run(import_purchases, COLUMNS, REQUIRED, csv_bytes(*rows), **options)


def snapshot():
    models = (Customer, ProductLine, Product, Purchase, Delivery, Unit)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_import_makes_all_records_of_a_line():
    assert run(purchase()) == ((1, 0, 0, 0), {})
    unit = Unit.objects.select_related("purchase__customer", "delivery", "product__line").get()
    customer, delivery = unit.purchase.customer, unit.delivery
    assert (customer.ref, customer.email, customer.phone) == ("C-1", "marta@correo.example", "+34600111222")
    assert (unit.product.sku, unit.product.line.name, str(unit.price), unit.currency) == (
        "XR-1",
        "Lavado",
        "399.90",
        "EUR",
    )
    assert unit.purchase.purchased_at == dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
    assert (delivery.promised_on, delivery.delivered_on, delivery.late) == (
        dt.date(2026, 3, 5),
        dt.date(2026, 3, 4),
        False,
    )
    assert delivery.delivered_at == dt.datetime(2026, 3, 4, 16, 30, tzinfo=dt.UTC)


def test_import_needs_only_the_required_columns():
    row = {name: purchase()[name] for name in REQUIRED}
    assert run(row) == ((1, 0, 0, 0), {})
    assert run(row) == ((0, 0, 1, 0), {})
    unit = Unit.objects.select_related("product", "delivery").get()
    assert (unit.product.name, unit.price, unit.delivery.delivered_at) == ("XR-1", None, None)


@pytest.mark.parametrize("condition", Condition.values)
def test_import_takes_every_condition_of_a_sale(condition):
    assert run(purchase(condition=condition)) == ((1, 0, 0, 0), {})
    assert Unit.objects.get().condition == condition


def test_import_keeps_what_the_desk_wrote_of_a_unit():
    run(purchase())
    written = {"used_term_months": 12, "digital_supply_months": 24, "changed_hands_on": dt.date(2026, 3, 9)}
    Unit.objects.update(**written)
    assert run(purchase(serial="SN-2"))[0] == (0, 1, 0, 0)
    assert Unit.objects.values("serial", *written).get() == {"serial": "SN-2", **written}


def test_import_again_changes_nothing():
    rows = [purchase(), purchase(line="2", sku="XR-2"), purchase(order_ref="P-2", customer_ref="C-2")]
    run(*rows)
    before = snapshot()
    assert run(*rows) == ((0, 0, 3, 0), {})
    assert snapshot() == before


def test_import_of_a_file_that_contradicts_itself_settles_at_once():
    older = purchase(order_ref="P-1", city="Madrid", product_name="Lavadora")
    newer = purchase(order_ref="P-2", city="Sevilla", product_name="Lavadora XR", purchased_at="2026-03-02 10:00")
    run(newer, older, batch=1)
    assert Customer.objects.get().city == "Sevilla"
    before = snapshot()
    for rows in ([newer, older], [newer, older]):
        assert run(*rows, batch=1)[0] == (0, 0, 2, 0)
    assert snapshot() == before


def test_import_of_a_later_export_updates_the_delivery_and_keeps_the_first_promise():
    run(purchase(delivered_at=""))
    later = purchase(promised_delivery="2026-03-20", customer_phone="600 333 444", delivered_at="2026-03-06 10:00")
    assert run(later) == ((0, 1, 0, 0), {})
    delivery = Delivery.objects.get()
    assert (delivery.promised_on, delivery.delivered_on, delivery.late) == (
        dt.date(2026, 3, 5),
        dt.date(2026, 3, 6),
        True,
    )
    assert Customer.objects.get().phone == "+34600333444"


def test_import_without_a_column_keeps_what_is_known():
    run(purchase())
    before = snapshot()
    assert run(without("carrier", "serial", "customer_phone", "channel", "shipped_at")) == ((0, 0, 1, 0), {})
    assert snapshot() == before


def test_import_with_an_empty_cell_keeps_contact_details_and_undoes_a_delivery():
    run(purchase())
    assert run(purchase(customer_email="", delivered_at="")) == ((0, 1, 0, 0), {})
    assert Customer.objects.get().email == "marta@correo.example"
    assert Delivery.objects.get().delivered_at is None


def test_import_puts_lines_that_arrived_together_in_one_delivery_and_splits_them_later():
    rows = [purchase(delivered_at=""), purchase(line="2", delivered_at="")]
    run(*rows)
    first = Delivery.objects.get()
    assert run(rows[0], purchase(line="2")) == ((0, 1, 1, 0), {})
    assert Unit.objects.get(line="1").delivery == first
    assert Unit.objects.get(line="2").delivery.delivered_on == dt.date(2026, 3, 4)
    assert run(purchase(), purchase(line="2")) == ((0, 1, 1, 0), {})
    assert Delivery.objects.get().units.count() == 2


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_import_is_right_when_an_order_is_not_together(batch):
    rows = [purchase(line="1"), purchase(order_ref="P-9"), purchase(line="2"), purchase(line="3", delivered_at="")]
    assert run(*rows, batch=batch) == ((4, 0, 0, 0), {})
    told = Unit.objects.filter(purchase__order_ref="P-1").order_by("line").values_list("delivery__delivered_on")
    assert [day for (day,) in told] == [dt.date(2026, 3, 4), dt.date(2026, 3, 4), None]
    assert run(*rows, batch=batch) == ((0, 0, 4, 0), {})
    assert Delivery.objects.count() == 3


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"sku": ""}, ["sku"]),
        ({"purchased_at": "03/25/2026"}, ["purchased_at", "03/25/2026"]),
        ({"delivered_at": "31/02/2026"}, ["delivered_at"]),
        ({"delivered_at": "2026-02-20"}, ["delivered_at", "2026-02-20", "purchased_at", "2026-03-01 10:00"]),
        ({"delivered_at": "2026-03-18 10:00"}, ["delivered_at", "2026-03-18 10:00"]),
        ({"purchased_at": "2027-03-01", "delivered_at": ""}, ["purchased_at"]),
        ({"delivered_at": "", "installed_at": "2026-03-05"}, ["installed_at", "2026-03-05", "delivered_at"]),
        ({"installed_at": "2026-03-03"}, ["installed_at", "2026-03-03", "delivered_at", "2026-03-04 17:30"]),
        ({"timezone": "Madrid"}, ["timezone", "Madrid"]),
        ({"customer_email": "marta"}, ["customer_email"]),
        ({"customer_phone": "12"}, ["customer_phone"]),
        ({"unit_price": "gratis"}, ["unit_price", "gratis"]),
        ({"unit_price": "-5"}, ["unit_price"]),
        ({"unit_price": "gratis", "currency": ""}, ["unit_price", "gratis", "«currency»"]),
        ({"currency": ""}, ["currency"]),
        ({"currency": "EURO"}, ["currency"]),
        ({"condition": "broken"}, ["condition"]),
        ({"channel": "fax"}, ["channel"]),
        ({"customer_language": "pt"}, ["customer_language"]),
        ({"country": "XX"}, ["country"]),
        ({"visits_to_complete": "1.5"}, ["visits_to_complete"]),
        ({"visits_to_complete": "0"}, ["visits_to_complete"]),
        ({"carrier": "x" * 121}, ["carrier", "120"]),
        ({"order_ref": "P" * 81}, ["order_ref"]),
        ({"serial": "a\0b"}, []),
        ({"city": "x" * 10_001}, []),
    ],
)
def test_import_rejects_a_faulty_row_whole_and_lands_the_others(told, words):
    good = purchase(order_ref="P-2", customer_ref="C-2", sku="XR-2", product_line="Secado")
    counts, problems = run(purchase(**told), good)
    assert counts == (1, 0, 0, 1)
    assert list(problems) == [2]
    assert [word for word in words if word in problems[2]] == words
    assert problems[2].endswith(".")
    assert list(Unit.objects.values_list("product__sku", flat=True)) == ["XR-2"]
    assert [model.objects.count() for model in (Customer, Purchase, Delivery, Product, ProductLine)] == [1] * 5


def test_import_keeps_what_carriers_papers_say():
    assert run(purchase(shipped_at="2026-02-20 10:00")) == ((1, 0, 0, 0), {})


def test_import_takes_a_delivery_of_today_told_by_its_date():
    assert run(purchase(delivered_at="2026-03-17")) == ((1, 0, 0, 0), {})


def test_import_rejects_an_order_of_another_customer():
    run(purchase())
    counts, problems = run(purchase(customer_ref="C-2", line="2"))
    assert counts == (0, 0, 0, 1)
    assert "C-1" in problems[2]
    assert Customer.objects.count() == 1


def test_import_rejects_the_second_of_two_different_duplicates():
    rows = [purchase(), purchase(), purchase(serial="SN-2"), purchase(line="2", purchased_at="2026-03-02 10:00")]
    counts, problems = run(*rows)
    assert counts == (1, 0, 1, 2)
    assert list(problems) == [4, 5]
    assert Unit.objects.get().serial == "SN-1"


def test_dry_run_writes_nothing_and_counts_the_same():
    run(purchase())
    before = snapshot()
    rows = [purchase(carrier="Dos"), purchase(line="2"), purchase(order_ref="P-2"), purchase(order_ref="")]
    counts, problems = run(*rows, dry_run=True)
    assert snapshot() == before
    assert run(*rows) == (counts, problems)
    assert counts == (2, 1, 0, 1)


def test_import_leaves_out_only_the_row_that_the_database_refuses():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customers_unit ADD CONSTRAINT no_thirteen CHECK (line <> '13')")
    rows = [purchase(order_ref=f"P-{n}", line=str(line)) for n in (1, 2) for line in (12, 13, 14)]
    counts, problems = run(*rows)
    assert counts == (4, 0, 0, 2)
    assert list(problems) == [3, 6]
    assert sorted(Unit.objects.values_list("line", flat=True)) == ["12", "12", "14", "14"]


def test_import_needs_the_same_queries_however_many_rows_a_batch_has():
    def queries(count, start):
        rows = [purchase(order_ref=f"P-{n}", customer_ref=f"C-{n}", sku=f"S-{n}") for n in range(start, start + count)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            run(*rows)
        return len(caught)

    assert queries(1, 0) == queries(40, 100)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_file_at_once_end_right():
    rows = [purchase(order_ref=f"P-{n // 2}", line=str(n % 2), customer_ref=f"C-{n // 6}") for n in range(60)]
    told, failed = [], []

    def work():
        try:
            told.append(run(*rows, batch=7))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sum(counts[0] for counts, _problems in told) == 60
    assert [counts[3] for counts, _problems in told] == [0, 0]
    assert (Unit.objects.count(), Purchase.objects.count(), Delivery.objects.count()) == (60, 30, 30)


def call_about(delivery):
    customer = delivery.purchase.customer
    lane = lane_of(place=place_of(customer))
    return Call.objects.create(
        delivery=delivery, customer=customer, lane=lane, due_at=imports.NOW, created_at=imports.NOW
    )


def test_import_keeps_the_deliveries_on_which_something_hangs():
    run(purchase(line="1"), purchase(line="2", carrier="Dos"))
    before = list(Unit.objects.order_by("line").values_list("delivery", flat=True))
    for delivery in Delivery.objects.all():
        call_about(delivery)
    assert run(purchase(line="1"), purchase(line="2")) == ((0, 1, 1, 0), {})
    assert list(Unit.objects.order_by("line").values_list("delivery", flat=True)) == before
    assert list(Delivery.objects.values_list("carrier", flat=True)) == ["Transportes Uno"] * 2


def test_import_moves_lines_to_the_delivery_on_which_a_call_hangs_even_when_an_order_is_not_together():
    rows = [purchase(line="1"), purchase(order_ref="P-9", customer_ref="C-9"), purchase(line="2")]
    run(*rows)
    called = Unit.objects.get(line="2").delivery
    call_about(called)
    later = [row | {"delivered_at": "2026-03-05 10:00"} for row in rows]
    assert run(*later, batch=1) == ((0, 3, 0, 0), {})
    assert set(Unit.objects.filter(purchase__order_ref="P-1").values_list("delivery", flat=True)) == {called.pk}
    assert Delivery.objects.count() == 2
    assert run(*later, batch=1) == ((0, 0, 3, 0), {})


@pytest.mark.django_db(transaction=True)
def test_import_keeps_a_delivery_on_which_a_call_was_hung_meanwhile(monkeypatch):
    """The planner commits between what the import read and what it writes: it looks again, and no row is refused."""
    run(purchase(line="1"), purchase(line="2", carrier="Dos"))
    deserted = Unit.objects.get(line="2").delivery
    planned = []

    def write_after_the_planner(changes):
        if not planned:
            planned.append(deserted.pk)
            planner = threading.Thread(target=plan)
            planner.start()
            planner.join()
        write_changes(changes)

    def plan():
        try:
            call_about(deserted)
        finally:
            connection.close()

    monkeypatch.setattr("customers.actions.import_purchases.write_changes", write_after_the_planner)
    assert run(purchase(line="1"), purchase(line="2")) == ((0, 2, 0, 0), {})
    assert (planned, list(Call.objects.values_list("delivery", flat=True))) == ([deserted.pk], [deserted.pk])
    assert list(Delivery.objects.values_list("pk", "carrier")) == [(deserted.pk, "Transportes Uno")]
    assert set(Unit.objects.values_list("delivery", flat=True)) == {deserted.pk}


def test_import_does_not_log_the_row_that_the_database_refuses(capfd):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customers_customer ADD CONSTRAINT no_martas CHECK (name NOT LIKE 'Marta%')")
    counts, problems = run(purchase())
    assert (counts, len(problems)) == ((0, 0, 0, 1), 1)
    logged = capfd.readouterr().err
    assert "import_row_refused" in logged
    assert "no_martas" in logged
    assert [word for word in ("Marta", "marta@", "+34600111222") if word in logged] == []
