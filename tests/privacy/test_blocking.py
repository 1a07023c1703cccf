"""Blocking: when it waits, that it is done once and whole, and that the person is not written down again."""

import datetime as dt
import threading

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction

from core.actions.sweeping import sweep_files
from core.actors import customer_by_link
from core.models import ImportJob, OutgoingMessage, StoredFile
from customers import columns
from customers.actions.import_purchases import import_purchases
from customers.models import Customer, Purchase, Registration
from followups import columns as asked_columns
from followups.actions.import_answers import import_answers
from followups.models import Answer
from privacy.actions import blocking
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from privacy.models import Erasure
from privacy.people import Person
from privacy.queries import waits_for
from remedies.models import Slot
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustodyFactory, CustomerFactory, CustomerUserFactory, UnitFactory
from tests.followups.makers import sent_survey
from tests.imports import csv_bytes, run
from tests.uploads import photo
from tickets.models import Appointment, Message, Parcel, Promise, Proposal, Ticket

pytestmark = pytest.mark.django_db

TOMORROW = NOW + dt.timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil", email="marta@correo.example", ref="C-MARTA")


def asked(customer) -> Erasure:
    return ask_erasure(customer=customer, by=customer_by_link(customer.email), now=NOW)


def waits(customer) -> list[str]:
    return [str(wait) for wait in waits_for(Person.of(customer), NOW)]


def over(ticket: Ticket) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(status="resolved", resolution="repaired", resolved_at=NOW)
    return ticket


def test_wait_for_nothing_when_nothing_is_under_way(marta):
    over(open_case(unit=UnitFactory(purchase__customer=marta)))
    OutgoingMessage.objects.all().delete()
    assert waits(marta) == []


def test_wait_for_each_thing_under_way(marta):
    unit, agent = UnitFactory(purchase__customer=marta), AgentFactory()
    case = over(open_case(unit=unit))
    message = case.messages.first()
    Proposal.objects.create(ticket=case, resolution="repaired", message=message, proposed_by=agent, proposed_at=NOW)
    slot = Slot.objects.create(
        kind="visit", who="Técnico", starts_at=NOW + dt.timedelta(days=1), ends_at=NOW + dt.timedelta(days=1, hours=2)
    )
    Appointment.objects.create(
        ticket=case, slot=slot, kind="visit", starts_at=slot.starts_at, ends_at=slot.ends_at, booked_by_kind="customer",
        booked_at=NOW, uid="00000000-0000-0000-0000-000000000001",
    )  # fmt: skip
    Parcel.objects.create(ticket=case, number="D-1", state="sent", made_by=agent, made_at=NOW, sent_on=NOW.date())
    Promise.objects.create(
        ticket=case, kind="call", what="Llamar", owner=agent, made_by=agent, made_at=NOW, due_at=TOMORROW
    )
    CustodyFactory(unit=unit)
    sent_survey(UnitFactory(purchase__customer=marta), started_at=NOW)
    UnitFactory(purchase__customer=marta, delivery__delivered_at=None)
    OutgoingMessage.objects.update(status="in_flight", claimed_at=NOW)
    expected = ["appointment", "parcel", "promise", "custody", "delivery", "survey", "letter"]
    assert waits(marta) == expected
    Ticket.objects.filter(pk=case.pk).update(status="open", resolution="", resolved_at=None)
    assert waits(marta) == ["case", "proposal", *expected]


def test_wait_for_a_file_that_is_being_read(marta):
    job = ImportJob(kind="purchases", name="ventas.csv", size=1, created_by=AgentFactory(), created_at=NOW)
    job.file.save("ventas.csv", ContentFile(b"order_ref,email\nP-1,MARTA@correo.example\n"), save=True)
    assert waits(marta) == ["import"]
    assert waits(CustomerFactory()) == []


def test_block_waits_and_writes_nothing_but_what_for(marta):
    erasure = asked(marta)
    case = open_case(unit=UnitFactory(purchase__customer=marta))
    assert block(erasure=erasure, now=TOMORROW).waits_for == ["case"]
    marta.refresh_from_db()
    assert (marta.erased_at, case.messages.get().text != "[erased]") == (None, True)
    assert default_storage.listdir("") == ([], [])
    over(case)
    assert block(erasure=erasure, now=TOMORROW).state == "blocked"


def test_block_before_its_moment_does_nothing(marta):
    assert block(erasure=asked(marta), now=NOW + dt.timedelta(hours=23)).state == "asked"
    marta.refresh_from_db()
    assert marta.erased_at is None


def test_block_twice_is_once(marta):
    first = block(erasure=asked(marta), now=TOMORROW)
    again = block(erasure=Erasure.objects.get(), now=TOMORROW + dt.timedelta(hours=1))
    assert (again.blocked_at, again.sealed.name) == (first.blocked_at, first.sealed.name)


def test_block_takes_records_that_came_since(marta):
    erasure = asked(marta)
    other = CustomerFactory(email=marta.email)
    sealed = block(erasure=erasure, now=TOMORROW).sealed.name
    assert {(row.customer_id, row.state, row.sealed.name) for row in Erasure.objects.all()} == {
        (pk, "blocked", sealed) for pk in (marta.pk, other.pk)
    }


def test_block_leaves_others_and_staff_as_they_are(marta):
    CustomerUserFactory(email="otra@correo.example")
    colleague = AgentFactory(email=marta.email)
    stranger = open_case(text="Lo mío es otra cosa", files=[photo()])
    block(erasure=asked(marta), now=TOMORROW)
    colleague.refresh_from_db()
    assert (colleague.email, colleague.is_active) == ("marta@correo.example", True)
    assert stranger.messages.get().text == "Lo mío es otra cosa"
    assert default_storage.exists(stranger.messages.get().attachments.get().file.file.name)
    assert Customer.objects.filter(erased_at=None).count() == 1


def test_block_that_fails_leaves_everything_and_no_sealed_file(marta, monkeypatch):
    case = over(open_case(unit=UnitFactory(purchase__customer=marta), files=[photo()]))
    erasure = asked(marta)
    OutgoingMessage.objects.all().delete()

    def stumble(**_given):
        raise OperationalError("lock timeout")

    monkeypatch.setattr(blocking, "forget_traces", stumble)
    with pytest.raises(OperationalError):
        block(erasure=erasure, now=TOMORROW)
    erasure.refresh_from_db()
    marta.refresh_from_db()
    assert (erasure.state, marta.name) == ("asked", "Marta Gil")
    assert case.messages.get().attachments.get().file.file.size > 0
    assert "sealed" not in default_storage.listdir("")[0] or default_storage.listdir("sealed")[1] == []
    monkeypatch.undo()
    assert block(erasure=erasure, now=TOMORROW).state == "blocked"


def test_block_that_fails_leaves_the_file_of_another_worker(marta, monkeypatch):
    """The one that fails lets go of the rows before it clears up: another may have sealed in between."""
    erasure, others = asked(marta), []
    OutgoingMessage.objects.all().delete()

    def overtaken(*given):
        monkeypatch.undo()
        others.append(block(erasure=Erasure.objects.get(pk=erasure.pk), now=TOMORROW))
        default_storage.save(given[1], ContentFile(b"half of it"))
        raise OperationalError("lock timeout")

    monkeypatch.setattr(blocking, "_block", overtaken)
    with pytest.raises(OperationalError):
        block(erasure=erasure, now=TOMORROW)
    assert default_storage.listdir("sealed")[1] == [others[0].sealed.name.removeprefix("sealed/")]


def test_block_ends_the_sessions_of_that_address_only(marta):
    kept = []
    for email in (marta.email, "a-marta@correo.example", "marta@correo.example.org"):
        session = SessionStore()
        session["guest"] = {"email": email}
        session.save()
        kept.append(session.session_key)
    block(erasure=asked(marta), now=TOMORROW)
    assert set(Session.objects.values_list("session_key", flat=True)) == set(kept[1:])


def test_sweep_deletes_only_old_files_without_a_row(tmp_path, marta):
    case = open_case(unit=UnitFactory(purchase__customer=marta), files=[photo()])
    kept = case.messages.get().attachments.get().file.file.name
    for name in ("sealed/left.sealed", "2026/11/left.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    real = dt.datetime.now(dt.UTC)
    assert sweep_files(now=real) == 0
    assert sweep_files(now=real + dt.timedelta(days=2)) == 2
    assert default_storage.exists(kept)


def test_block_withdraws_a_registration_that_waits(marta):
    Registration.objects.create(
        customer=marta, product_words="La de Marta", submission="00000000-0000-0000-0000-000000000009", created_at=NOW
    )
    block(erasure=asked(marta), now=TOMORROW)
    row = Registration.objects.get()
    assert (row.state, row.product_words, row.decided_at) == ("withdrawn", "", TOMORROW)


PURCHASE = {
    "order_ref": "P-7", "line": "1", "customer_ref": "C-MARTA", "customer_name": "Marta Gil",
    "customer_email": "marta@correo.example", "sku": "XR-1", "product_name": "Lavadora",
    "purchased_at": "2026-01-02T10:00:00", "delivered_at": "2026-01-05T10:00:00",
}  # fmt: skip


def imported(*rows):
    """The counts as (created, updated, unchanged, rejected)."""
    return run(import_purchases, columns.COLUMNS, columns.REQUIRED, csv_bytes(*rows), now=TOMORROW)[0]


def test_import_does_not_write_an_erased_person_down_again(marta):
    imported(PURCHASE)
    block(erasure=asked(marta), now=TOMORROW)
    assert imported(PURCHASE, PURCHASE | {"line": "2"}) == (0, 0, 2, 0)
    assert (Customer.objects.count(), Purchase.objects.count()) == (1, 1)
    assert not Customer.objects.exclude(email="").exists()


def test_import_of_a_new_order_is_a_new_person(marta):
    imported(PURCHASE)
    block(erasure=asked(marta), now=TOMORROW)
    assert imported(PURCHASE, PURCHASE | {"order_ref": "P-8"}) == (1, 0, 1, 0)
    assert list(Customer.objects.exclude(email="").values_list("ref", "name")) == [("C-MARTA", "Marta Gil")]


def test_import_knows_an_order_by_an_earlier_key(marta, settings):
    imported(PURCHASE)
    block(erasure=asked(marta), now=TOMORROW)
    settings.SEAL_KEYS = ["a new key that seals from now on", *settings.SEAL_KEYS]
    assert imported(PURCHASE) == (0, 0, 1, 0)
    settings.SEAL_KEYS = settings.SEAL_KEYS[:1]
    assert imported(PURCHASE) == (1, 0, 0, 0)


def test_import_of_answers_does_not_write_an_erased_persons_words(marta):
    imported(PURCHASE)
    block(erasure=asked(marta), now=TOMORROW)
    answer = {
        "order_ref": "P-7", "asked_at": "2026-01-10T10:00:00", "answered_at": "2026-01-11T10:00:00", "csat": "2",
        "comment": "Soy Marta y no funciona",
    }  # fmt: skip
    counts = run(import_answers, asked_columns.COLUMNS, asked_columns.REQUIRED, csv_bytes(answer), now=TOMORROW)[0]
    assert (counts, Answer.objects.count()) == ((0, 0, 1, 0), 0)


@pytest.mark.django_db(transaction=True)
def test_block_by_two_workers_at_once_is_done_once(marta):
    erasure = asked(marta)
    OutgoingMessage.objects.all().delete()
    seen, start = [], threading.Barrier(2)

    def work():
        start.wait()
        try:
            seen.append(block(erasure=Erasure.objects.get(pk=erasure.pk), now=TOMORROW).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["blocked", "blocked"]
    assert default_storage.exists(Erasure.objects.get().sealed.name)


@pytest.mark.django_db(transaction=True)
def test_block_deletes_the_files_once_it_is_certain(marta):
    case = over(open_case(unit=UnitFactory(purchase__customer=marta), files=[photo()]))
    OutgoingMessage.objects.all().delete()
    name = StoredFile.objects.get().file.name
    erasure = asked(marta)
    OutgoingMessage.objects.all().delete()
    with transaction.atomic():
        block(erasure=erasure, now=TOMORROW)
        assert default_storage.exists(name)
    assert not default_storage.exists(name)
    assert (StoredFile.objects.count(), Message.objects.filter(ticket=case).exclude(text="[erased]").count()) == (0, 0)
