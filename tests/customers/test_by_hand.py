"""A customer whom an agent writes down."""

import threading
import uuid

import pytest
from django.db import connection

from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from customers.actions.by_hand import Person, enter_customer
from customers.models import Customer
from customers.queries import known_customers
from customers.rules import ref_by_hand
from tests.factories import NOW, AgentFactory, CustomerFactory

ROSA = Person("  Rosa   Pérez ", "rosa@correo.example", "+34600123456", "en", "company")


def enter(person=ROSA, submission=None, by=None, **more):
    by = by or actor_of(AgentFactory())
    return enter_customer(person=person, submission=submission or uuid.uuid4(), by=by, now=NOW, **more)


@pytest.mark.django_db
def test_enter_customer_writes_them_down_with_a_trace():
    customer = enter()
    customer.refresh_from_db()
    assert (customer.name, customer.email, customer.phone) == ("Rosa Pérez", "rosa@correo.example", "+34600123456")
    assert (customer.language, customer.kind, customer.country) == ("en", "company", "ES")
    assert [(entry.noun, entry.object_id, entry.what) for entry in AuditEntry.objects.all()] == [
        ("customers.customer", customer.pk, "entered")
    ]


@pytest.mark.django_db
def test_enter_customer_twice_with_one_form_is_one():
    once = uuid.uuid4()
    assert enter(submission=once) == enter(submission=once)
    assert (Customer.objects.count(), AuditEntry.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "known", "code"),
    [
        (Person("", "a@b.example"), {}, "name_missing"),
        (Person(" \x00 ", "a@b.example"), {}, "name_missing"),
        (Person("Rosa"), {}, "contact_missing"),
        (ROSA, {"email": ROSA.email}, "email_known"),
        (ROSA, {"phone": ROSA.phone}, "phone_known"),
        (ROSA, {"email": ROSA.email, "phone": ROSA.phone}, "email_known"),
    ],
)
def test_enter_customer_refused_writes_nothing(person, known, code):
    if known:
        CustomerFactory(**known)
    before = Customer.objects.count()
    with pytest.raises(Refused) as refused:
        enter(person)
    assert (refused.value.code, Customer.objects.count(), AuditEntry.objects.count()) == (code, before, 0)


@pytest.mark.django_db
def test_enter_customer_may_share_a_phone_and_never_an_e_mail():
    CustomerFactory(phone=ROSA.phone)
    assert enter(share_phone=True).phone == ROSA.phone
    with pytest.raises(Refused) as refused:
        enter(share_phone=True)
    assert refused.value.code == "email_known"


@pytest.mark.django_db(transaction=True)
def test_enter_customer_by_two_agents_at_once_is_one():
    agents, refused = [actor_of(AgentFactory()) for _ in range(2)], []

    def write(by):
        try:
            enter(by=by)
        except Refused as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[by]) for by in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Customer.objects.count(), refused) == (1, ["email_known"])


@pytest.mark.django_db
def test_known_customers_begins_with_those_of_the_e_mail():
    CustomerFactory(email="", phone="")
    phone, email = CustomerFactory(phone=ROSA.phone), CustomerFactory(email=ROSA.email)
    assert known_customers(email=ROSA.email, phone=ROSA.phone) == [email, phone]
    assert known_customers(email="", phone="") == []


def test_ref_by_hand_is_the_same_for_one_form():
    one = uuid.UUID(int=7)
    assert (ref_by_hand(one), len(ref_by_hand(uuid.uuid4()))) == ("A-9222222222", 12)
