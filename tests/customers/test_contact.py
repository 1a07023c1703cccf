"""What an agent puts right of how a customer is reached: each fact with its trace, once, and no import undoes it."""

import pytest

from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from customers import columns
from customers.actions.contact import Contact, correct_contact
from customers.actions.import_purchases import import_purchases
from customers.former import last_corrected, print_of
from customers.models import Customer
from tests.factories import NOW, AgentFactory, CustomerFactory
from tests.imports import csv_bytes, purchase, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return actor_of(AgentFactory())


def correct(customer, by, seen=None, **facts):
    known = Contact.of(customer)
    told = Contact(**(known.__dict__ | facts))
    return correct_contact(customer=customer, seen=seen or known, contact=told, by=by, now=NOW)


def kept(customer):
    return Contact.of(Customer.objects.get(pk=customer.pk))


def test_correct_contact_writes_what_changed_with_one_trace(ana):
    marta = CustomerFactory(phone="600 ask", timezone="Mars/X")
    other = CustomerFactory(email=marta.email, phone="601 ask")
    facts = {"phone": "922 11 12 22", "region": " Santa  Cruz ", "timezone": "atlantic/canary", "language": "en"}
    assert correct(marta, ana, **facts) == ["phone", "region", "timezone", "language"]
    assert kept(marta) == Contact("+34922111222", "ES", "Santa Cruz", "Atlantic/Canary", "en")
    assert kept(other).phone == "601 ask"
    entries = AuditEntry.objects.order_by("pk").values_list("object_id", "what", "before", "after", "actor", "at")
    was = {"phone": "600 ask", "region": "MD", "timezone": "Mars/X", "language": "es"}
    before = {name: print_of(words) for name, words in was.items()}
    fields = {"fields": "language,phone,region,timezone"}
    assert list(entries) == [(marta.pk, "corrected", before, fields, ana.user_id, NOW)]
    assert last_corrected([marta.pk, other.pk], "phone") == {marta.pk: NOW}
    assert last_corrected([marta.pk], "country") == {}


@pytest.mark.parametrize(
    ("country", "typed", "phone"),
    [
        ("ES", "600 111 222", "+34600111222"),
        ("PT", "910 000 000", "+351910000000"),
        ("PT", "+34 600 111 222", "+34600111222"),
        ("", "600111222", "+34600111222"),
        ("ES", "  ", ""),
    ],
)
def test_phone_is_read_by_the_country(ana, country, typed, phone):
    marta = CustomerFactory(phone="+34655000111")
    correct(marta, ana, country=country, phone=typed)
    assert kept(marta).phone == phone


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"phone": "600 ask"}, "phone"),
        ({"phone": "60011"}, "phone"),
        ({"phone": "6001112223334445556"}, "phone"),
        ({"country": "XX"}, "country"),
        ({"region": "x" * 81}, "region"),
        ({"timezone": "Mars/X"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"language": "xx"}, "language"),
    ],
)
def test_correct_contact_to_what_cannot_be_is_refused(ana, facts, code):
    marta = CustomerFactory()
    before = kept(marta)
    with pytest.raises(Refused) as refusal:
        correct(marta, ana, region=facts.pop("region", "CN"), **facts)
    assert (refusal.value.code, kept(marta), AuditEntry.objects.count()) == (code, before, 0)


def test_correct_contact_to_the_same_writes_nothing(ana):
    marta = CustomerFactory(phone="600 ask", timezone="Mars/X", country="XX")
    assert (correct(marta, ana), AuditEntry.objects.count()) == ([], 0)


def test_what_is_not_corrected_stays_as_the_shop_told_it(ana):
    marta = CustomerFactory(phone="600 ask", timezone="Mars/X")
    assert correct(marta, ana, timezone="Europe/Lisbon") == ["timezone"]
    assert kept(marta).phone == "600 ask"


def test_second_of_two_people_at_once_is_told(ana):
    marta = CustomerFactory()
    seen = Contact.of(marta)
    correct(marta, ana, phone="600 111 222")
    before = kept(marta)
    for stale in (seen, None):
        with pytest.raises(Refused) as refusal:
            correct_contact(
                customer=marta, seen=stale, contact=Contact("", "ES", "MD", "Europe/Madrid", "es"), by=ana, now=NOW
            )
        assert refusal.value.code == "meanwhile"
    assert (kept(marta), AuditEntry.objects.count()) == (before, 1)
    # A button pressed twice asks for what is so already.
    assert correct(marta, ana, seen=seen, phone="600111222") == []


def test_correct_contact_of_who_was_forgotten_is_refused(ana):
    gone = CustomerFactory(name="", email="", phone="", city="", erased_at=NOW)
    with pytest.raises(Refused) as refusal:
        correct(gone, ana, phone="600111222")
    assert (refusal.value.code, kept(gone).phone, AuditEntry.objects.count()) == ("forgotten", "", 0)


def test_import_of_the_same_file_keeps_what_was_corrected(ana):
    def imported(**told):
        rows = csv_bytes(purchase(customer_phone="600 111 222", timezone="Europe/Madrid", **told))
        return run(import_purchases, columns.COLUMNS, columns.REQUIRED, rows, now=NOW)

    imported()
    correct(Customer.objects.get(), ana, phone="600 333 444", timezone="Atlantic/Canary")
    imported(city="Soria")
    found = Customer.objects.get()
    assert (found.phone, found.timezone, found.city) == ("+34600333444", "Atlantic/Canary", "Soria")
