import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.models import OutgoingMessage
from tests.factories import NOW
from tickets.actions.conversation import write_as_customer
from tickets.actions.status import resolve_ticket
from tickets.states import MessageKind, Resolution, Status

pytestmark = pytest.mark.django_db


def replies():
    return OutgoingMessage.objects.filter(kind="case_replied").count()


def photo(name="fuga.jpg"):
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def test_reply_sends_and_comes_back_to_the_page(say, case):
    response = say("Vamos mañana.", then="waiting_part")
    case.refresh_from_db()
    assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{case.reference}/")
    assert (case.status, case.messages.last().text, replies()) == (Status.WAITING_PART, "Vamos mañana.", 1)


def test_reply_in_place_gives_the_parts_that_changed(say, case):
    response = say("Vamos mañana.", htmx=True)
    page = response.content.decode()
    for part in ("notice", "case-head", "timeline", "composer", "fields"):
        assert f'id="{part}" hx-swap-oob="true"' in page
    assert ("<html" in page, "Vamos mañana." in page) == (False, True)
    assert "data-composer></textarea>" in page


@pytest.mark.parametrize("kind", [MessageKind.NOTE, MessageKind.PHONE])
def test_note_is_kept_and_not_sent(say, case, kind):
    say("Entre nosotros.", kind=kind)
    case.refresh_from_db()
    assert (case.messages.last().kind, case.status, replies()) == (kind, Status.NEW, 0)


def test_same_form_sent_twice_is_one_reply(say, case):
    once = uuid.uuid4()
    say("Vamos.", submission=once)
    say("Vamos.", submission=once)
    assert (case.messages.count(), replies()) == (2, 1)


def test_reply_with_files_keeps_them(say, case):
    say("Mire esto.", files=[photo("uno.jpg"), photo("dos.jpg")])
    assert [str(attached.file.name) for attached in case.messages.last().attachments.all()] == ["uno.jpeg", "dos.jpeg"]


@pytest.mark.parametrize("htmx", [False, True])
def test_too_many_files_are_refused_and_the_words_are_kept(say, case, htmx):
    response = say("Mire esto.", files=[photo() for _ in range(6)], htmx=htmx)
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), replies()) == (200 if htmx else 422, 1, 0)
    assert ("the limit is 5" in page, ">Mire esto.</textarea>" in page) == (True, True)


@pytest.mark.parametrize("htmx", [False, True])
def test_bad_file_is_refused_and_the_words_are_kept(say, case, htmx):
    response = say("Mire esto.", files=[SimpleUploadedFile("malo.jpg", b"MZ\x90\x00 program")], htmx=htmx)
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), replies()) == (200 if htmx else 409, 1, 0)
    assert ("malo.jpg" in page, ">Mire esto.</textarea>" in page) == (True, True)


@pytest.mark.parametrize("htmx", [False, True])
def test_reply_over_unread_words_shows_them_and_asks(say, case, htmx):
    seen = case.messages.get().pk
    newer = write_as_customer(ticket=case, text="Ya se ha arreglado sola.", by=_customer(case), now=NOW)
    response = say("Vamos mañana.", seen=seen, htmx=htmx)
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), replies()) == (200 if htmx else 409, 2, 0)
    assert "Ya se ha arreglado sola." in page
    assert ">Vamos mañana.</textarea>" in page
    assert f'name="seen" value="{newer.pk}"' in page
    say("Vamos mañana.", seen=newer.pk)
    assert replies() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_reply_to_a_case_that_somebody_resolved_keeps_the_words(say, case, agent, htmx):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    response = say("Vamos mañana.", htmx=htmx)
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), replies()) == (200 if htmx else 409, 1, 0)
    assert ("This case is resolved." in page, ">Vamos mañana.</textarea>" in page) == (True, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"text": "a\x00b"},
        {"kind": "customer"},
        {"then": "resolved"},
        {"seen": "x"},
        {"submission": "1"},
    ],
)
def test_form_that_is_wrong_writes_nothing(say, case, wrong):
    response = say(**wrong)
    case.refresh_from_db()
    assert (response.status_code, case.messages.count(), case.status, replies()) == (422, 1, Status.NEW, 0)


def _customer(case):
    from core.actors import customer_by_link

    return customer_by_link(case.customer.email)
