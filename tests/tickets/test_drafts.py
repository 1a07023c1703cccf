import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.db import connection

from core.actors import actor_of
from core.errors import Refused
from core.models import OutgoingMessage, StoredFile
from core.richtext import Words, words_of
from tests.factories import NOW, AgentFactory
from tests.tickets.test_concurrency import at_once
from tests.uploads import photo
from tickets.actions.drafts import (
    FORGOTTEN,
    attach_files,
    detach_file,
    save_draft,
    sweep_drafts,
    undo_reply,
)
from tickets.actions.sending import send_note, send_reply
from tickets.models import Draft, DraftFile, Message
from tickets.states import MessageKind, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(seconds=5)


def save(case, agent, text="Vamos mañana.", *, kind=MessageKind.REPLY, now=NOW, **given):
    return save_draft(ticket=case, kind=kind, words=Words(text), by=agent, now=now, **given)


def send(case, agent, text="Vamos mañana.", *, now=NOW, **given):
    given = {"then": Status.WAITING_CUSTOMER, "submission": uuid.uuid4()} | given
    return send_reply(ticket=case, words=Words(text), by=agent, now=now, **given)


def kept(case):
    return [(draft.kind, draft.text) for draft in case.drafts.order_by("kind")]


def test_save_keeps_one_draft_of_each_kind(case, agent):
    first = save(case, agent, "Vamos", seen=3)
    save(case, agent, "Vamos mañana.", base=first.updated_at, seen=9, now=LATER)
    save(case, agent, "Es la tercera.", kind=MessageKind.NOTE)
    assert kept(case) == [("note", "Es la tercera."), ("reply", "Vamos mañana.")]
    assert case.drafts.get(kind="reply").seen == 3  # what was read when it was begun


def test_save_twice_changes_nothing(case, agent):
    first = save(case, agent)
    assert save(case, agent, base=first.updated_at, now=LATER).updated_at == NOW


def test_save_of_nothing_removes_the_draft(case, agent):
    first = save(case, agent)
    assert save(case, agent, "", base=first.updated_at, now=LATER) is None
    assert save(case, agent, "") is None
    assert kept(case) == []


def test_save_over_what_another_window_wrote_is_refused(case, agent):
    first = save(case, agent, "Uno")
    save(case, agent, "Otra cosa", base=first.updated_at, now=LATER)
    for text in ("Uno dos", ""):
        with pytest.raises(Refused) as refusal:
            save(case, agent, text, base=first.updated_at, now=LATER)
        assert refusal.value.code == "draft_newer"
    assert kept(case) == [("reply", "Otra cosa")]


def test_save_that_goes_on_from_what_was_kept_loses_nothing(case, agent):
    save(case, agent, "Vamos")  # whose answer was lost on the way
    assert save(case, agent, "Vamos mañana.", now=LATER).text == "Vamos mañana."


def test_save_after_sending_does_not_bring_it_back(case, agent):
    form = uuid.uuid4()
    save(case, agent, submission=form)
    send(case, agent, submission=form)
    with pytest.raises(Refused) as refusal:
        save(case, agent, "Vamos mañ", submission=form)
    assert (refusal.value.code, kept(case)) == ("draft_sent", [])


def test_save_keeps_more_than_can_be_sent_and_refuses_a_book(case, agent):
    assert save(case, agent, "a" * 30_000).text == "a" * 30_000
    with pytest.raises(Refused) as refusal:
        save(case, agent, "a" * 300_000)
    assert refusal.value.code == "text_too_long"


def test_drafts_of_two_agents_stay_apart(case, agent):
    save(case, agent, "Mío")
    save(case, actor_of(AgentFactory()), "Suyo")
    send(case, agent, "Mío")
    assert kept(case) == [("reply", "Suyo")]


def test_attach_begins_a_draft_and_the_files_go_with_the_reply(case, agent, sink):
    attach_files(ticket=case, kind=MessageKind.REPLY, uploads=[photo("uno.jpg")], by=agent, now=NOW)
    message = send(case, agent, files=[photo("dos.jpg")])
    assert [one.file.name for one in message.attachments.all()] == ["uno.jpeg", "dos.jpeg"]
    assert (kept(case), DraftFile.objects.count(), StoredFile.objects.count()) == ([], 0, 2)


def test_too_many_files_are_refused_and_all_stays(case, agent):
    attach_files(ticket=case, kind=MessageKind.REPLY, uploads=[photo() for _ in range(4)], by=agent, now=NOW)
    with pytest.raises(Refused) as refusal:
        attach_files(ticket=case, kind=MessageKind.REPLY, uploads=[photo(), photo()], by=agent, now=NOW)
    with pytest.raises(Refused):
        send(case, agent, files=[photo(), photo()])
    assert (refusal.value.code, DraftFile.objects.count(), StoredFile.objects.count()) == ("files_many", 4, 4)
    assert case.messages.count() == 1


def test_detach_forgets_the_file_and_an_empty_draft(case, agent, django_capture_on_commit_callbacks):
    attach_files(ticket=case, kind=MessageKind.NOTE, uploads=[photo()], by=agent, now=NOW)
    file = DraftFile.objects.select_related("file").get()
    path = Path(file.file.file.path)
    detach_file(file=file, by=actor_of(AgentFactory()))
    assert DraftFile.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        detach_file(file=file, by=agent)
        detach_file(file=file, by=agent)
    assert (kept(case), StoredFile.objects.count(), path.exists()) == ([], 0, False)


def test_sending_drops_its_own_draft_alone(case, agent):
    save(case, agent)
    save(case, agent, "Es la tercera.", kind=MessageKind.NOTE)
    send(case, agent)
    assert kept(case) == [("note", "Es la tercera.")]
    note = {"ticket": case, "words": Words("Es la tercera."), "submission": uuid.uuid4(), "by": agent, "now": NOW}
    assert send_note(**note) == send_note(**note)
    assert (kept(case), case.messages.count()) == ([], 3)


def test_form_sent_again_leaves_the_draft_begun_since(case, agent):
    form = uuid.uuid4()
    once = send(case, agent, submission=form)
    save(case, agent, "Otra respuesta", now=LATER)
    assert send(case, agent, submission=form, now=LATER) == once
    assert kept(case) == [("reply", "Otra respuesta")]


def test_refused_reply_keeps_the_draft_and_its_files(case, agent):
    save(case, agent)
    attach_files(ticket=case, kind=MessageKind.REPLY, uploads=[photo()], by=agent, now=NOW)
    with pytest.raises(Refused):
        send(case, agent, seen=0, files=[photo()])
    assert (kept(case), StoredFile.objects.count(), case.messages.count()) == ([("reply", "Vamos mañana.")], 1, 1)


def test_undo_gives_the_words_and_files_back(case, agent):
    words = words_of("<p>Vamos <strong>mañana</strong>.</p>")
    attach_files(ticket=case, kind=MessageKind.REPLY, uploads=[photo()], by=agent, now=NOW)
    message = send_reply(ticket=case, words=words, then=Status.WAITING_PART, submission=uuid.uuid4(), by=agent, now=NOW)
    draft = undo_reply(message=message, by=agent, now=LATER)
    case.refresh_from_db()
    assert (draft.text, draft.html, draft.then) == (words.text, words.html, Status.WAITING_PART)
    assert (draft.files.count(), case.status, OutgoingMessage.objects.filter(kind="case_replied").count()) == (
        1,
        "new",
        0,
    )
    again = send(case, agent, now=LATER)
    assert (again.attachments.count(), kept(case), StoredFile.objects.count()) == (1, [], 1)


def test_undo_keeps_what_was_begun_since_below(case, agent):
    message = send(case, agent)
    save(case, agent, "Y además", now=LATER)
    undo_reply(message=message, by=agent, now=LATER)
    undo_reply(message=message, by=agent, now=LATER)
    undo_reply(message=Message.objects.get(pk=message.pk), by=agent, now=LATER)
    assert kept(case) == [("reply", "Vamos mañana.\n\nY además")]


def test_undo_gives_the_files_back_below_the_same_words_too(case, agent):
    attach_files(ticket=case, kind=MessageKind.REPLY, uploads=[photo()], by=agent, now=NOW)
    message = send(case, agent)
    save(case, agent, "Vamos mañana. Y además", now=LATER)
    draft = undo_reply(message=message, by=agent, now=LATER)
    assert (draft.text, draft.files.count()) == ("Vamos mañana. Y además", 1)


@pytest.mark.parametrize("who", ["another", "late"])
def test_undo_too_late_or_by_another_changes_nothing(case, agent, who):
    message = send(case, agent)
    by, now = (actor_of(AgentFactory()), NOW) if who == "another" else (agent, NOW + dt.timedelta(seconds=10))
    with pytest.raises(Refused) as refusal:
        undo_reply(message=message, by=by, now=now)
    assert (refusal.value.code, Draft.objects.count(), case.messages.standing().count()) == ("too_late", 0, 2)


def test_sweep_forgets_what_nobody_has_touched_for_half_a_year(case, agent):
    save(case, agent, "Viejo")
    save(case, actor_of(AgentFactory()), "Nuevo", now=LATER)
    assert sweep_drafts(now=NOW + FORGOTTEN + dt.timedelta(seconds=1)) == 1
    assert kept(case) == [("reply", "Nuevo")]


@pytest.mark.django_db(transaction=True)
def test_saving_while_sending_never_leaves_a_draft(case, agent):
    for turn in range(8):
        form = uuid.uuid4()
        if turn % 2:
            save(case, agent, "Vamos")
        at_once(
            lambda form=form: send(case, agent, submission=form),
            lambda form=form: save(case, agent, "Vamos ya", submission=form),
            lambda form=form: save(case, agent, "Vamos ya mismo", submission=form),
        )
        assert kept(case) == []
        assert case.messages.filter(submission=form).count() == 1
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_undo_twice_at_once_gives_the_words_back_once(case, agent):
    message = send(case, agent)
    at_once(*(lambda: undo_reply(message=Message.objects.get(pk=message.pk), by=agent, now=LATER) for _ in range(3)))
    assert kept(case) == [("reply", "Vamos mañana.")]
    assert case.events.filter(kind="taken_back").count() == 1
    connection.close()
