import uuid

import pytest

from core.models import StoredFile
from tests.cases import open_case
from tests.factories import AgentFactory
from tests.uploads import photo
from tickets.models import Draft, DraftFile
from tickets.rules import MAX_TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(desk, case):
    """`keep("Vamos", kind="note", base=…)`: what the composer sends while somebody writes."""

    def send(text, *, kind="reply", client=desk, **given):
        return client.post(f"/desk/tickets/{case.reference}/drafts/{kind}/", {"text": text} | given)

    return send


def page_of(desk, case):
    return desk.get(f"/desk/tickets/{case.reference}/").content.decode()


def test_draft_is_kept_and_stands_in_the_composer_again(keep, desk, case):
    answer = keep("<p>Vamos <b>mañana</b></p>", text_html="1", then="waiting_part", seen=7)
    draft = Draft.objects.get()
    assert answer.json() == {"at": draft.updated_at.isoformat(), "said": answer.json()["said"]}
    assert (draft.text, draft.html, draft.then, draft.seen) == (
        "Vamos mañana", "<p>Vamos <strong>mañana</strong></p>", "waiting_part", 7,
    )  # fmt: skip
    page = page_of(desk, case)
    assert ("Vamos mañana</textarea>" in page, 'value="waiting_part" selected' in page) == (True, True)
    assert f'data-at="{draft.updated_at.isoformat()}"' in page


def test_promise_that_is_being_typed_is_kept_with_the_words_and_without(keep, desk, case):
    typed = {
        "promise-what": "Le llamamos",
        "promise-kind": "call",
        "promise-when": "other",
        "promise-at": "2099-05-04T10:30",
    }
    keep("", **typed)
    assert case.drafts.get().promised == {
        "what": "Le llamamos", "kind": "call", "when": "other", "at": "2099-05-04T10:30",
    }  # fmt: skip
    page = page_of(desk, case)
    assert ('value="Le llamamos"' in page, 'value="2099-05-04T10:30"' in page) == (True, True)
    keep("Buenos días", base=case.drafts.get().updated_at.isoformat())
    assert case.drafts.get().promised["what"] == "Le llamamos"  # its boxes were not on that page
    keep("", base=case.drafts.get().updated_at.isoformat(), **dict.fromkeys(typed, ""))
    assert not case.drafts.exists()


def test_draft_of_a_note_opens_the_note(keep, desk, case):
    keep("Entre nosotros", kind="note")
    assert 'value="note" data-kind="note" checked' in page_of(desk, case)


def test_draft_over_another_window_gives_both_back(keep):
    first = keep("Uno").json()["at"]
    keep("Otra cosa", base=first)
    answer = keep("Uno y medio", base=first)
    assert (answer.status_code, answer.json()["code"]) == (409, "draft_newer")
    assert answer.json()["html"] == "<p>Otra cosa</p>"
    assert keep("Uno y medio", base=answer.json()["at"]).status_code == 200
    assert Draft.objects.get().text == "Uno y medio"


def test_draft_of_what_was_sent_is_not_kept(keep, say):
    once = uuid.uuid4()
    say("Vamos.", submission=once)
    answer = keep("Vamos", submission=once)
    assert (answer.status_code, answer.json()["code"], Draft.objects.count()) == (409, "draft_sent", 0)


@pytest.mark.parametrize("wrong", [{"text": "a\x00b"}, {"then": "closed"}, {"base": "ayer"}, {"submission": "1"}])
def test_draft_that_is_wrong_writes_nothing(keep, wrong):
    assert keep(**({"text": "Vamos"} | wrong)).status_code in (400, 422)
    assert Draft.objects.count() == 0


def test_draft_longer_than_a_message_is_kept_until_it_is_shortened(keep, desk, case):
    words = "Palabra. " * (MAX_TEXT // 9 + 10)
    assert keep(words).status_code == 200
    assert Draft.objects.get().text == words.strip()
    assert keep("x" * (10 * MAX_TEXT + 1)).status_code == 422
    assert Draft.objects.get().text == words.strip()


def test_drafts_need_a_colleague(keep, desk, case, client):
    assert desk.post(f"/desk/tickets/{case.reference}/drafts/customer/", {"text": "x"}).status_code == 404
    assert desk.post("/desk/tickets/PV-2222-2222/drafts/reply/", {"text": "x"}).status_code == 404
    response = client.post(f"/desk/tickets/{case.reference}/drafts/reply/", headers={"hx-request": "true"})
    assert (response.status_code, Draft.objects.count()) == (401, 0)


def test_file_goes_up_is_seen_by_its_author_alone_and_goes_with_the_reply(desk, case, say, client):
    there = f"/desk/tickets/{case.reference}/drafts/reply/files/"
    answer = desk.post(there, {"files": [photo("uno.jpg")]}, headers={"hx-request": "true"})
    file = DraftFile.objects.get()
    seen = f"/desk/tickets/{case.reference}/draft-files/{file.pk}/"
    assert "uno.jpeg" in answer.content.decode()
    assert b"".join(desk.get(seen)).startswith(b"\xff\xd8")
    client.force_login(AgentFactory())
    assert (client.get(seen).status_code, client.post(f"{seen}removal/").status_code) == (404, 404)
    say("Mire.")
    assert [one.file.name for one in case.messages.last().attachments.all()] == ["uno.jpeg"]


def test_file_that_we_cannot_take_is_said(desk, case):
    there = f"/desk/tickets/{case.reference}/drafts/reply/files/"
    for count, status, sentence in [(6, 200, "at most 5"), (200, 200, "at most 5"), (301, 400, "Nothing was written.")]:
        answer = desk.post(there, {"files": [photo() for _ in range(count)]}, headers={"hx-request": "true"})
        assert (answer.status_code, sentence in answer.content.decode()) == (status, True)
    assert (Draft.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("htmx", [False, True])
def test_file_is_removed_and_the_words_stay(desk, case, keep, htmx):
    keep("Vamos")
    desk.post(f"/desk/tickets/{case.reference}/drafts/reply/files/", {"files": [photo()]})
    there = f"/desk/tickets/{case.reference}/draft-files/{DraftFile.objects.get().pk}/removal/"
    words = {"text": "Vamos ya", "then": "open"}
    response = desk.post(there, words, headers={"hx-request": "true"} if htmx else {})
    assert (response.status_code, DraftFile.objects.count()) == (200 if htmx else 302, 0)
    assert Draft.objects.get().text == ("Vamos" if htmx else "Vamos ya")


def test_drafts_of_another_case_stay_there(desk, case, keep):
    keep("Aquí")
    assert "Aquí</textarea>" not in page_of(desk, open_case())
