"""What customers want and do not want: on every record of the person, once, with a row for each change."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from core.actors import SYSTEM, customer_by_link
from core.errors import Refused
from core.models import AuditEntry
from customers.actions.consents import set_wish
from customers.actions.quiet import set_quiet_hours
from customers.models import Consent, Customer
from customers.rules import QuietHours
from tests.factories import NOW, CustomerFactory

NIGHT = QuietHours(dt.time(21), dt.time(9))

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return CustomerFactory(email="marta@correo.example")


def say(customer, to, given, now=NOW):
    return set_wish(customer=customer, to=to, given=given, by=customer_by_link(customer.email), now=now)


@pytest.mark.parametrize(("to", "flag"), [("surveys", "no_surveys"), ("calls", "no_calls")])
def test_set_a_wish_is_kept_on_every_record_of_the_person(marta, to, flag):
    twin, other = CustomerFactory(email=marta.email), CustomerFactory()
    say(marta, to, given=False)
    assert list(Customer.objects.order_by("pk").values_list(flag, flat=True)) == [True, True, False]
    rows = Consent.objects.order_by("customer")
    assert [(row.customer, row.to, row.given, row.at, row.actor_kind) for row in rows] == [
        (one, to, False, NOW, "customer") for one in (marta, twin)
    ]
    say(other, to, given=True)
    assert Consent.objects.count() == 2


def test_set_the_same_wish_again_writes_nothing(marta):
    say(marta, "calls", given=False)
    say(marta, "calls", given=False, now=NOW + dt.timedelta(days=1))
    assert Consent.objects.count() == 1
    say(marta, "calls", given=True)
    assert [row.given for row in Consent.objects.order_by("pk")] == [False, True]
    marta.refresh_from_db()
    assert marta.no_calls is False


def test_set_a_wish_of_one_record_reaches_the_record_that_lacked_it(marta):
    CustomerFactory(email=marta.email, no_surveys=True)
    written = say(marta, "surveys", given=False)
    assert [row.customer for row in written] == [marta]


def test_set_a_wish_of_somebody_without_an_address_is_about_nobody_else():
    one, other = CustomerFactory(email="", phone=""), CustomerFactory(email="", phone="")
    set_wish(customer=one, to="calls", given=False, by=SYSTEM, now=NOW)
    other.refresh_from_db()
    assert other.no_calls is False


def test_change_a_consent_afterwards_is_refused_by_the_database(marta):
    say(marta, "calls", given=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(given=True)
    assert Consent.objects.get().given is False


def test_nobody_else_writes_what_they_want():
    """A change without its row is one that nobody can show."""
    repo, writes = (
        Path(__file__).resolve().parents[2],
        re.compile(r"\.update\([^)]*no_(calls|surveys)|\.no_(calls|surveys) = "),
    )
    code = [
        path for floor in ("customers", "tickets", "followups", "postventa") for path in (repo / floor).rglob("*.py")
    ]
    found = {path.relative_to(repo).as_posix() for path in code if writes.search(path.read_text(encoding="utf-8"))}
    assert found == {"postventa/demo/people.py"}  # the demonstration's customers said so before they came to us


def test_set_quiet_hours_keeps_them_and_what_they_were(marta):
    twin = CustomerFactory(email=marta.email)
    assert set_quiet_hours(customer=marta, quiet=NIGHT, by=SYSTEM, now=NOW) == 2
    assert set_quiet_hours(customer=marta, quiet=NIGHT, by=SYSTEM, now=NOW) == 0
    twin.refresh_from_db()
    assert (twin.quiet_from, twin.quiet_to) == (dt.time(21), dt.time(9))
    assert set_quiet_hours(customer=marta, quiet=None, by=SYSTEM, now=NOW) == 2
    trace = AuditEntry.objects.about("customers.customer", marta.pk)
    assert [(entry.what, entry.before, entry.after) for entry in trace] == [
        ("quiet_hours", {"from": None, "until": None}, {"from": "21:00", "until": "09:00"}),
        ("quiet_hours", {"from": "21:00", "until": "09:00"}, {"from": None, "until": None}),
    ]


def test_set_quiet_hours_of_no_length_is_refused(marta):
    with pytest.raises(Refused) as error:
        set_quiet_hours(customer=marta, quiet=QuietHours(dt.time(9), dt.time(9)), by=SYSTEM, now=NOW)
    marta.refresh_from_db()
    assert (error.value.code, marta.quiet_from, AuditEntry.objects.count()) == ("quiet_empty", None, 0)
