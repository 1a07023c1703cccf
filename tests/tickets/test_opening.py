import datetime as dt
import threading
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Refused
from core.models import OutgoingMessage, StoredFile
from tests.cases import WORDS, open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tests.uploads import pdf, photo, program
from tickets.models import CoverageDecision, Message, Ticket, TicketEvent
from tickets.rules import REFERENCE_ALPHABET
from tickets.states import Channel, EventKind, Kind, MessageKind, Priority, Status, Turn, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def nothing_was_written() -> bool:
    return not any(model.objects.exists() for model in (Ticket, Message, TicketEvent, StoredFile, OutgoingMessage))


def test_open_writes_message_files_ledger_decision_and_receipt():
    unit = UnitFactory()

    ticket = open_case(unit=unit, wish=Wish.REPAIR, files=[photo(), pdf()], defect_on=dt.date(2026, 11, 14))

    ticket.refresh_from_db()
    assert (ticket.status, ticket.turn, ticket.turn_since) == (Status.NEW, Turn.US, NOW)
    assert (ticket.customer, ticket.unit, ticket.wish) == (unit.purchase.customer, unit, Wish.REPAIR)
    message = ticket.messages.get()
    assert (message.kind, message.text, message.author) == (MessageKind.CUSTOMER, WORDS, None)
    assert [attachment.file.name for attachment in message.attachments.all()] == ["foto.jpeg", "factura.pdf"]
    assert [event.kind for event in ticket.events.all()] == [EventKind.OPENED, EventKind.COVERAGE]
    assert CoverageDecision.objects.get().facts["defect_date"] == "2026-11-14"
    letter = OutgoingMessage.objects.get()
    assert (letter.kind, letter.to) == ("case_received", unit.purchase.customer.email)
    assert ticket.reference in letter.subject


def test_open_without_unit_decides_nothing_about_coverage():
    ticket = open_case(customer=CustomerFactory())

    assert (ticket.kind, ticket.decisions.count()) == (Kind.QUESTION, 0)


def test_open_for_somebody_without_mail_opens_and_posts_nothing():
    ticket = open_case(customer=CustomerFactory(email=""), channel=Channel.PHONE)

    assert Ticket.objects.get() == ticket
    assert OutgoingMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "text_empty"), (" \r\n\t", "text_empty"), ("\x00", "text_empty"), ("a" * 20_001, "text_too_long")],
)
def test_open_with_a_text_that_says_nothing_or_too_much_is_refused(text, code):
    with pytest.raises(Refused) as refused:
        open_case(text=text)

    assert refused.value.code == code
    assert nothing_was_written()


def test_open_with_a_program_is_refused_and_leaves_nothing_on_disk(files_folder):
    with pytest.raises(Refused) as refused:
        open_case(files=[photo(), program()])

    assert refused.value.code == "file_unknown"
    assert nothing_was_written()
    assert [path for path in files_folder.rglob("*") if path.is_file()] == []


def test_open_with_too_many_files_is_refused():
    with pytest.raises(Refused) as refused:
        open_case(files=[photo() for _ in range(11)])

    assert refused.value.code == "files_many"
    assert nothing_was_written()


@pytest.mark.parametrize("has_unit", [True, False])
def test_open_with_a_defect_in_the_future_is_refused(has_unit):
    marta = CustomerFactory(timezone="America/New_York")
    unit = UnitFactory(purchase__customer=marta) if has_unit else None
    late = NOW.replace(hour=2)  # the day before, where she is

    with pytest.raises(Refused) as refused:
        open_case(customer=marta, unit=unit, defect_on=late.date(), now=late)

    assert refused.value.code == "defect_in_future"
    assert nothing_was_written()
    open_case(customer=marta, unit=unit, defect_on=late.date() - dt.timedelta(days=1), now=late)


def test_open_keeps_html_as_text_and_drops_nul():
    ticket = open_case(text="<script>alert(1)</script>\x00 y nada más")

    assert ticket.messages.get().text == "<script>alert(1)</script> y nada más"


def test_open_twice_with_one_submission_is_one_case():
    unit, submission = UnitFactory(), uuid.uuid4()

    first = open_case(unit=unit, submission=submission, files=[photo()])
    second = open_case(unit=unit, submission=submission, files=[photo()])

    assert first == second
    assert (Ticket.objects.count(), Message.objects.count(), StoredFile.objects.count()) == (1, 1, 1)
    assert OutgoingMessage.objects.count() == 1


def test_open_with_a_submission_of_another_customer_is_refused():
    submission = uuid.uuid4()
    open_case(submission=submission)
    with pytest.raises(Refused) as refusal:
        open_case(unit=UnitFactory(), submission=submission)
    assert (refusal.value.code, Ticket.objects.count()) == ("sent_already", 1)


@pytest.mark.django_db(transaction=True)
def test_open_at_once_with_one_submission_is_one_case():
    unit, submission, opened = UnitFactory(), uuid.uuid4(), []

    def send():
        try:
            opened.append(open_case(unit=unit, submission=submission).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert opened == [Ticket.objects.get().pk] * 4
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["Sale humo del motor", "Me dio un CALAMBRE", "there was an electric shock", "huele a quemado"]
)
def test_open_with_words_of_danger_is_urgent(text):
    ticket = open_case(text=text)

    assert (ticket.safety, ticket.priority) == (True, Priority.URGENT)


def test_open_gives_references_that_can_be_read_aloud_and_do_not_repeat():
    unit = UnitFactory()

    references = {open_case(unit=unit).reference for _ in range(20)}

    assert len(references) == 20
    for reference in references:
        assert reference[:3] == "PV-"
        assert set(reference[3:]) <= {*REFERENCE_ALPHABET, "-"}


def test_open_asks_the_database_the_same_with_one_file_as_with_five():
    def queries(count: int) -> int:
        unit = UnitFactory()
        with CaptureQueriesContext(connection) as caught:
            open_case(unit=unit, files=[photo() for _ in range(count)])
        return len([query for query in caught.captured_queries if "core_storedfile" not in query["sql"]])

    assert queries(1) == queries(5)
