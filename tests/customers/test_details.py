"""Customers put right who they are; the trace says what was changed and not from what; an import does not undo it."""

import pytest

from core.actors import customer_by_link
from core.errors import Refused
from core.models import AuditEntry
from customers import columns
from customers.actions.details import Details, change_details
from customers.actions.import_purchases import import_purchases
from customers.former import print_of
from customers.models import Customer
from tests.factories import NOW, CustomerFactory, CustomerUserFactory
from tests.imports import csv_bytes, purchase, run

pytestmark = pytest.mark.django_db


def change(customer, seen=None, **facts):
    now_is = Details.of(customer)
    return change_details(
        customer=customer,
        seen=seen or now_is,
        details=Details(**(now_is.__dict__ | facts)),
        by=customer_by_link(customer.email),
        now=NOW,
    )


def test_change_details_writes_every_record_and_the_account():
    marta = CustomerFactory(name="Marta Gil", email="marta@correo.example", address="Calle Mayor 1")
    firm = CustomerFactory(name="Gil S.L.", email=marta.email, address="Polígono 3")
    account = CustomerUserFactory(email=marta.email, name="Marta Gil")
    assert change(marta, name="Marta  Gil\x00 Ruiz ", phone="+34600111222", language="en") == [
        "name", "phone", "language",
    ]  # fmt: skip
    for one in (marta, firm, account):
        one.refresh_from_db()
    assert (marta.name, firm.name, account.name) == ("Marta Gil Ruiz", "Marta Gil Ruiz", "Marta Gil Ruiz")
    assert (firm.phone, firm.address, account.language) == ("+34600111222", "Polígono 3", "en")
    entries = AuditEntry.objects.order_by("object_id")
    assert [(entry.object_id, entry.what, entry.after, entry.actor_kind) for entry in entries] == [
        (one.pk, "corrected", {"fields": "language,name,phone"}, "customer") for one in (marta, firm)
    ]
    assert [entry.before["name"] for entry in entries] == [print_of("Marta Gil"), print_of("Gil S.L.")]


def test_change_details_to_the_same_writes_nothing():
    marta = CustomerFactory(email="marta@correo.example")
    assert change(marta) == []
    assert AuditEntry.objects.count() == 0


def test_change_details_to_no_name_is_refused():
    marta = CustomerFactory(name="Marta", email="marta@correo.example")
    with pytest.raises(Refused) as error:
        change(marta, name=" \u200b ", city="Burgos")
    marta.refresh_from_db()
    assert (error.value.code, marta.name, marta.city, AuditEntry.objects.count()) == (
        "name_missing",
        "Marta",
        "Madrid",
        0,
    )


def imported(**told):
    rows = csv_bytes(purchase(**told))
    return run(import_purchases, columns.COLUMNS, columns.REQUIRED, rows, now=NOW)


def test_import_of_the_same_file_keeps_what_they_put_right():
    imported()
    change(Customer.objects.get(), name="Marta Ruiz Soto", city="Burgos")
    counts, _sentences = imported()
    found = Customer.objects.get()
    assert (found.name, found.city, counts) == ("Marta Ruiz Soto", "Burgos", (0, 0, 1, 0))


def test_import_of_what_the_shop_never_told_before_counts():
    imported()
    change(Customer.objects.get(), name="Marta Ruiz Soto", city="Burgos")
    imported(city="Soria", customer_phone="600 333 444")
    found = Customer.objects.get()
    assert (found.name, found.city, found.phone) == ("Marta Ruiz Soto", "Soria", "+34600333444")
