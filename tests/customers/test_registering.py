"""A customer registers a product; an agent decides."""

import datetime as dt
import threading
import uuid
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage, StoredFile
from customers.actions.registering import Told, register_product, withdraw_registration
from customers.actions.registrations import accept_as_handed_over, accept_as_written, refuse_registration
from customers.models import Purchase, Registration, Unit
from customers.queries import units_of_serial
from followups.queries import completed_between
from tests.factories import NOW, AgentFactory, CustomerFactory, ProductFactory, UnitFactory
from tests.uploads import photo, program

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def luis():
    return CustomerFactory(name="Luis Pons", email="luis@correo.example")


@pytest.fixture
def ana():
    return actor_of(AgentFactory())


def register(customer, *, receipt=(), submission=None, **told):
    given = {"serial": "SN-1", "product_words": "Una cafetera"} | told
    return register_product(
        customer=customer, told=Told(**given), receipt=receipt, submission=submission or uuid.uuid4(),
        by=customer_by_link(customer.email), now=NOW,
    )  # fmt: skip


def test_register_keeps_what_they_say_with_the_receipt(luis):
    product = ProductFactory()
    row = register(luis, product=product, gift=True, bought_on=TODAY, bought_from="Mi tía", receipt=[photo()])
    assert (row.state, row.product, row.product_words, row.gift) == ("waiting", product, "", True)
    assert (row.bought_on, row.bought_from, row.receipt.is_image) == (TODAY, "Mi tía", True)
    assert OutgoingMessage.objects.count() == 0


def test_register_twice_with_one_form_is_one(luis):
    form = uuid.uuid4()
    rows = [register(luis, submission=form, receipt=[photo()]) for _time in range(2)]
    assert rows[0] == rows[1]
    assert (Registration.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert len([path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1


def test_register_with_the_form_of_another_is_refused(luis):
    form = uuid.uuid4()
    register(CustomerFactory(), submission=form)
    with pytest.raises(Refused) as refusal:
        register(luis, submission=form)
    assert refusal.value.code == "sent_before"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"product_words": " \u200b "}, "product_missing"),
        ({"serial": "  "}, "proof_missing"),
        ({"bought_on": TODAY + dt.timedelta(days=1)}, "bought_in_future"),
        ({"receipt": [program()]}, "file_unknown"),
    ],
)
def test_register_what_cannot_be_is_refused_and_nothing_written(luis, told, code):
    with pytest.raises(Refused) as refusal:
        register(luis, **told)
    assert refusal.value.code == code
    assert (Registration.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_register_what_is_theirs_is_refused(luis):
    UnitFactory(purchase__customer=luis, serial="SN1")
    with pytest.raises(Refused) as refusal:
        register(luis, serial="sn-1")
    assert refusal.value.code == "already_yours"


def test_register_the_same_while_it_waits_is_refused(luis):
    register(luis)
    with pytest.raises(Refused) as refusal:
        register(luis)
    assert refusal.value.code == "waiting_already"


def test_register_more_than_ten_at_once_is_refused(luis):
    for number in range(10):
        register(luis, serial=f"SN-{number}")
    with pytest.raises(Refused) as refusal:
        register(luis, serial="SN-10")
    assert refusal.value.code == "too_many"


@pytest.mark.django_db(transaction=True)
def test_register_twenty_at_once_leaves_ten(luis):
    left = []

    def send(number):
        try:
            register(luis, serial=f"SN-{number}")
        except Refused as refusal:
            left.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Registration.objects.count(), left) == (10, ["too_many"] * 4)


def test_withdraw_ends_it_once(luis, ana):
    row = register(luis)
    by = customer_by_link(luis.email)
    for _time in range(2):
        withdraw_registration(registration=row, by=by, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.decided_at) == ("withdrawn", NOW)
    with pytest.raises(Refused):
        refuse_registration(registration=row, answer="No", by=ana, now=NOW)


def test_accept_a_unit_of_ours_changes_hands_and_both_are_told(luis, ana):
    unit = UnitFactory(serial="SN-1", purchase__customer__email="marta@correo.example")
    row = accept_as_handed_over(registration=register(luis), unit=unit, on=TODAY, by=ana, now=NOW)
    unit.refresh_from_db()
    assert (row.state, row.unit, unit.keeper) == ("accepted", unit, luis)
    assert sorted(OutgoingMessage.objects.values_list("to", "kind")) == [
        ("luis@correo.example", "registration_accepted"),
        ("marta@correo.example", "registration_handed_over"),
    ]


def test_accept_of_another_shop_is_written_down(luis, ana):
    product = ProductFactory()
    row = accept_as_written(
        registration=register(luis, product=product), product=product, bought_on=dt.date(2026, 5, 4), serial="SN-1",
        by=ana, now=NOW,
    )  # fmt: skip
    unit = row.unit
    assert (unit.keeper, unit.product, unit.serial, unit.purchase.channel) == (luis, product, "SN-1", "other")
    assert (unit.purchase.is_elsewhere, unit.purchase.purchased_on, unit.delivery.delivered_on) == (
        True,
        dt.date(2026, 5, 4),
        dt.date(2026, 5, 4),
    )
    assert list(Unit.objects.visible_to(customer_by_link(luis.email))) == [unit]


def test_accept_of_another_shop_is_asked_about_by_nobody(luis, ana):
    product = ProductFactory()
    accept_as_written(registration=register(luis), product=product, bought_on=TODAY, by=ana, now=NOW)
    assert not completed_between(NOW - dt.timedelta(days=3), NOW + dt.timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [({"bought_on": TODAY + dt.timedelta(days=1)}, "bought_in_future"), ({"serial": "sn 1"}, "serial_known")],
)
def test_accept_what_cannot_be_is_refused(luis, ana, given, code):
    product = ProductFactory()
    UnitFactory(product=product, serial="SN1")
    row, before = register(luis, serial="XY-2"), Purchase.objects.count()
    with pytest.raises(Refused) as refusal:
        accept_as_written(registration=row, product=product, **({"bought_on": TODAY} | given), by=ana, now=NOW)
    row.refresh_from_db()
    assert (refusal.value.code, row.state, Purchase.objects.count()) == (code, "waiting", before)
    assert OutgoingMessage.objects.count() == 0


def test_refuse_needs_words_and_sends_them(luis, ana):
    row = register(luis)
    with pytest.raises(Refused) as refusal:
        refuse_registration(registration=row, answer="  ", by=ana, now=NOW)
    assert refusal.value.code == "answer_missing"
    refuse_registration(registration=row, answer="La foto no se lee.", by=ana, now=NOW)
    row.refresh_from_db()
    letter = OutgoingMessage.objects.get()
    assert (row.state, row.decided_by_id, letter.kind) == ("refused", ana.user_id, "registration_refused")
    assert "La foto no se lee." in letter.text


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_decide_once(luis):
    row, unit = register(luis), UnitFactory(serial="SN-1")
    agents, said = [actor_of(AgentFactory()) for _ in range(2)], []

    def decide(by, act):
        try:
            act(by)
            said.append("done")
        except Refused as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    deeds = [
        lambda by: accept_as_handed_over(registration=row, unit=unit, on=TODAY, by=by, now=NOW),
        lambda by: refuse_registration(registration=row, answer="No", by=by, now=NOW),
    ]
    threads = [threading.Thread(target=decide, args=pair) for pair in zip(agents, deeds, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["decided", "done"]


@pytest.mark.parametrize("typed", ["ab-12 3", "AB123", "ab-12 3 ", "AB-12 3"])
def test_units_of_serial_finds_it_as_people_type_it(typed):
    known = [UnitFactory(serial=serial) for serial in ("AB123", "AB-12 3")]
    assert set(units_of_serial(typed)) <= set(known)
    assert units_of_serial(typed) != []


@pytest.mark.parametrize("typed", ["", "  ", "--"])
def test_units_of_serial_of_nothing_is_nothing(typed):
    UnitFactory(serial="")
    UnitFactory(serial="--x")
    assert units_of_serial(typed) == []
