"""A product changes hands: whose it is, what stays, who is told."""

import datetime as dt
import threading

import pytest
from django.db import connection

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import AuditEntry, OutgoingMessage
from customers.actions.handing_over import hand_over, release_unit
from customers.actions.units import complete_sale
from customers.models import Customer, Unit
from tests.factories import NOW, AgentFactory, CustodyFactory, CustomerFactory, UnitFactory
from warranties.models import Custody

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(purchase__customer=CustomerFactory(name="Marta Gil", email="marta@correo.example"))


@pytest.fixture
def luis():
    return CustomerFactory(name="Luis Pons", email="luis@correo.example")


@pytest.fixture
def ana():
    return actor_of(AgentFactory())


def seen_by(email):
    return list(Unit.objects.visible_to(customer_by_link(email)))


def test_hand_over_gives_it_to_the_other_with_a_trace_and_a_letter(unit, luis, ana):
    handed = hand_over(unit=unit, to=luis, on=NOW.date(), by=ana, now=NOW)
    assert (handed.keeper, handed.changed_hands_on) == (luis, NOW.date())
    assert (seen_by("marta@correo.example"), seen_by("luis@correo.example")) == ([], [unit])
    trace = AuditEntry.objects.get(noun="customers.unit", object_id=unit.pk)
    assert (trace.what, trace.after) == ("changed_hands", {"holder": luis.pk, "changed_hands_on": "2026-11-16"})
    letter = OutgoingMessage.objects.get()
    assert (letter.to, letter.kind) == ("marta@correo.example", "registration_handed_over")
    for words in ("Luis", "luis@correo.example", "Pons"):
        assert words not in letter.text + letter.html + letter.subject


def test_hand_over_to_who_has_it_is_refused(unit, ana):
    again = CustomerFactory(email="marta@correo.example")
    with pytest.raises(Refused) as refusal:
        hand_over(unit=unit, to=again, by=ana, now=NOW)
    assert refusal.value.code == "already_theirs"
    assert (AuditEntry.objects.count(), OutgoingMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize(("days", "code"), [(1, "changed_hands_in_future"), (-11, "changed_hands_too_early")])
def test_hand_over_on_a_day_that_cannot_be_is_refused(unit, luis, ana, days, code):
    with pytest.raises(Refused) as refusal:
        hand_over(unit=unit, to=luis, on=NOW.date() + dt.timedelta(days=days), by=ana, now=NOW)
    assert refusal.value.code == code
    unit.refresh_from_db()
    assert (unit.holder, unit.changed_hands_on) == (None, None)


def test_hand_over_on_and_on_tells_who_had_it_last(unit, luis, ana):
    third = CustomerFactory(email="eva@correo.example")
    hand_over(unit=unit, to=luis, by=ana, now=NOW)
    hand_over(unit=unit, to=third, by=ana, now=NOW)
    assert list(OutgoingMessage.objects.order_by("pk").values_list("to", flat=True)) == [
        "marta@correo.example",
        "luis@correo.example",
    ]
    assert [seen_by(who) for who in ("marta@correo.example", "luis@correo.example", "eva@correo.example")] == [
        [],
        [],
        [unit],
    ]


def test_release_takes_it_off_their_list_and_writes_to_nobody(unit):
    release_unit(unit=unit, by=customer_by_link("marta@correo.example"), now=NOW)
    unit.refresh_from_db()
    assert unit.is_released
    assert seen_by("marta@correo.example") == []
    assert OutgoingMessage.objects.count() == 0


def test_release_with_an_invitation_lets_the_other_in_and_names_nobody(unit):
    address = "https://x.example/portal/register/?unit=abc"
    marta = customer_by_link("marta@correo.example")
    release_unit(unit=unit, invite="luis@correo.example", address=address, by=marta, now=NOW)
    invited = Customer.objects.get(email="luis@correo.example")
    assert (invited.name, invited.phone, invited.ref[:2]) == ("", "", "H-")
    letter = OutgoingMessage.objects.get()
    assert (letter.to, letter.kind, address in letter.text) == ("luis@correo.example", "registration_invitation", True)
    for words in ("Marta", "marta@", unit.purchase.order_ref):
        assert words not in letter.text + letter.html + letter.subject


def test_release_twice_is_once(unit):
    marta = customer_by_link("marta@correo.example")
    for _time in range(2):
        release_unit(unit=unit, invite="luis@correo.example", address="https://x.example/", by=marta, now=NOW)
    assert (OutgoingMessage.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_release_invites_a_known_customer_without_a_second_record(unit, luis):
    marta = customer_by_link("marta@correo.example")
    release_unit(unit=unit, invite=luis.email, address="https://x.example/", by=marta, now=NOW)
    assert Customer.objects.filter(email=luis.email).count() == 1


def test_release_to_oneself_is_refused(unit):
    with pytest.raises(Refused) as refusal:
        release_unit(unit=unit, invite="marta@correo.example", by=customer_by_link("marta@correo.example"), now=NOW)
    assert refusal.value.code == "own_email"
    assert seen_by("marta@correo.example") == [unit]


def test_hand_over_of_what_was_released_keeps_its_day_and_writes_to_nobody(unit, luis, ana):
    then = NOW.date() - dt.timedelta(days=2)
    release_unit(unit=unit, on=then, by=customer_by_link("marta@correo.example"), now=NOW)
    hand_over(unit=unit, to=luis, by=ana, now=NOW)
    unit.refresh_from_db()
    assert (unit.holder, unit.changed_hands_on) == (luis, then)
    assert OutgoingMessage.objects.count() == 0


def test_stays_before_are_seen_by_nobody_else(unit, luis, ana):
    before = CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 11, 13), returned_on=dt.date(2026, 11, 14))
    since = CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 11, 16))
    hand_over(unit=unit, to=luis, on=dt.date(2026, 11, 15), by=ana, now=NOW)
    for stay in (before, since):
        stay.refresh_from_db()
    assert list(Custody.objects.visible_to(customer_by_link("luis@correo.example"))) == [since]
    assert list(Custody.objects.visible_to(customer_by_link("marta@correo.example"))) == []
    assert (before.customer.name, since.customer.name) == ("Marta Gil", "Luis Pons")


def test_complete_sale_does_not_take_the_day_from_what_somebody_else_has(unit, luis, ana):
    hand_over(unit=unit, to=luis, by=ana, now=NOW)
    with pytest.raises(Refused) as refusal:
        complete_sale(unit=unit, by=ana, now=NOW)
    assert refusal.value.code == "held"


@pytest.mark.django_db(transaction=True)
def test_hand_over_at_once_to_two_ends_with_one_after_the_other(ana):
    unit, people = UnitFactory(), [CustomerFactory() for _ in range(2)]

    def hand(to):
        try:
            hand_over(unit=unit, to=to, by=ana, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain = [entry.after["holder"] for entry in AuditEntry.objects.order_by("pk")]
    unit.refresh_from_db()
    assert sorted(chain) == sorted(person.pk for person in people)
    assert unit.holder_id == chain[-1]
