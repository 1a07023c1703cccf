import io
import re
import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.actors import actor_of
from core.models import OutgoingMessage
from tests.cases import WORDS, open_case
from tests.factories import NOW, AgentFactory
from tickets.actions.conversation import add_note, write_as_customer
from tickets.actions.status import resolve_ticket
from tickets.states import MessageKind, Resolution, Status

pytestmark = pytest.mark.django_db


def replies():
    return OutgoingMessage.objects.filter(kind="case_replied").count()


def words_in(page):
    """What stands in the composer."""
    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[1])


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
    for part in ("notice", "case-head", "timeline-box", "composer", "held", "fields"):
        assert f'id="{part}" hx-swap-oob="true"' in page
    assert ("<html" in page, "Vamos mañana." in page, words_in(page)) == (False, True, "")


def test_reply_in_place_adds_only_what_is_new(say, case):
    told = case.events.last().pk
    response = say("Vamos mañana.", told=told, htmx=True)
    page = response.content.decode()
    for part in ("notice", "case-line", "composer-state", "composer-says", "held"):
        assert f'id="{part}"' in page
    assert ('id="composer"' in page, WORDS in page.split('id="case-line"')[1]) == (False, False)
    assert 'hx-swap-oob="beforeend:#timeline"' in page
    assert response["HX-Trigger"] == "case-changed, composer-sent"
    assert f'name="seen" value="{case.messages.last().pk}"' in page


def test_reply_is_held_and_can_be_undone(say, desk, case):
    say("Vamos mañana.", then="waiting_part")
    message = case.messages.last()
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    undo = f"/desk/tickets/{case.reference}/messages/{message.pk}/taking-back/"
    assert f'action="{undo}"' in page
    desk.post(undo)
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    case.refresh_from_db()
    assert (words_in(page), 'value="waiting_part" selected' in page) == ("Vamos mañana.", True)
    assert (case.status, replies(), undo in page) == (Status.NEW, 0, False)


def test_undo_that_comes_too_late_says_so(say, desk, case):
    say("Vamos mañana.")
    case.messages.filter(kind="reply").update(held_until=NOW)
    response = desk.post(f"/desk/tickets/{case.reference}/messages/{case.messages.last().pk}/taking-back/")
    assert (response.status_code, "gone out already" in response.content.decode(), replies()) == (409, True, 1)


def test_undo_of_a_message_of_another_case_does_not_exist(desk, case):
    other = open_case()
    response = desk.post(f"/desk/tickets/{case.reference}/messages/{other.messages.get().pk}/taking-back/")
    assert response.status_code == 404


def test_colleagues_note_stops_a_reply_and_is_shown(say, case):
    luis = AgentFactory(name="Luis Prado")
    seen = case.messages.get().pk
    add_note(ticket=case, text="No contestéis todavía.", by=actor_of(luis), now=NOW)
    page = say("Vamos mañana.", seen=seen, told=case.events.last().pk, htmx=True).content.decode()
    assert ("No contestéis todavía." in page.split('id="newer"')[1], replies()) == (True, 0)
    assert ("Send anyway" in page, 'id="composer"' in page) == (True, False)


def test_own_note_stops_nothing(say, case, agent):
    seen = case.messages.get().pk
    add_note(ticket=case, text="Para mí.", by=agent, now=NOW)
    say("Vamos mañana.", seen=seen)
    assert replies() == 1


def test_reply_with_deeds_does_them(say, case):
    say("Vamos mañana.", deeds=["priority:4"])
    case.refresh_from_db()
    assert (case.priority, case.status, replies()) == (4, Status.WAITING_CUSTOMER, 1)


def test_deeds_that_cannot_be_read_write_nothing(say, case):
    response = say("Vamos mañana.", deeds=["explode:4"])
    assert (response.status_code, case.messages.count(), replies()) == (422, 1, 0)


def test_words_of_an_editor_are_cleaned(say, case):
    say("<p>Vamos <b>mañana</b><script>alert(1)</script> <img src=x onerror=alert(1)></p>", text_html="1")
    message = case.messages.last()
    assert (message.text, message.html) == ("Vamos mañana", "<p>Vamos <strong>mañana</strong></p>")


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
    assert "the limit is 5" in page
    assert htmx or words_in(page) == "Mire esto."


def test_reply_with_two_hundred_files_says_how_many_it_takes(say, case):
    response = say("Mire esto.", files=[photo() for _ in range(200)])
    assert response.status_code == 422
    assert "You chose 200 files, and the limit is 5." in response.content.decode()
    assert (case.messages.count(), replies()) == (1, 0)


@pytest.mark.parametrize("htmx", [False, True])
def test_bad_file_is_refused_and_the_words_are_kept(say, case, htmx):
    response = say("Mire esto.", files=[SimpleUploadedFile("malo.jpg", b"MZ\x90\x00 program")], htmx=htmx)
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), replies()) == (200 if htmx else 409, 1, 0)
    assert "malo.jpg" in page
    assert htmx or words_in(page) == "Mire esto."


@pytest.mark.parametrize("htmx", [False, True])
def test_reply_over_unread_words_shows_them_and_asks(say, case, htmx):
    seen = case.messages.get().pk
    newer = write_as_customer(ticket=case, text="Ya se ha arreglado sola.", by=_customer(case), now=NOW)
    response = say("Vamos mañana.", seen=seen, htmx=htmx)
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), replies()) == (200 if htmx else 409, 2, 0)
    assert "Ya se ha arreglado sola." in page
    assert htmx or words_in(page) == "Vamos mañana."
    assert f'name="seen" value="{newer.pk}"' in page
    say("Vamos mañana.", seen=newer.pk)
    assert replies() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_reply_to_a_case_that_somebody_resolved_keeps_the_words(say, case, agent, htmx):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    response = say("Vamos mañana.", htmx=htmx)
    page = response.content.decode()
    assert (response.status_code, case.messages.count(), replies()) == (200 if htmx else 409, 1, 0)
    assert "This case is resolved." in page
    assert htmx or words_in(page) == "Vamos mañana."


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
