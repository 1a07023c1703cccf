import datetime as dt
import uuid

import pytest

from core.errors import Refused
from core.models import OutgoingMessage, StoredFile
from tests.cases import open_case
from tests.factories import NOW
from tests.uploads import pdf, photo
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.status import resolve_ticket
from tickets.models import Ticket
from tickets.rules import MAX_TEXT
from tickets.states import EventKind, MessageKind, Priority, Resolution, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def mails(kind):
    return OutgoingMessage.objects.filter(kind=kind).count()


def test_reply_is_mailed_and_leaves_the_turn_to_the_customer(case, agent, ana):
    message = reply_to_customer(ticket=case, text="  ¿Puede enviar una foto?  ", by=agent, now=LATER)
    case.refresh_from_db()
    assert (message.kind, message.author, message.text) == (MessageKind.REPLY, ana, "¿Puede enviar una foto?")
    assert (case.status, case.turn_since, case.first_replied_at) == (Status.WAITING_CUSTOMER, LATER, LATER)
    assert case.last_message_at == LATER
    assert mails("case_replied") == 1


@pytest.mark.parametrize("then", [Status.WAITING_PART, Status.OPEN])
def test_reply_leaves_the_case_as_the_agent_says(case, agent, then):
    reply_to_customer(ticket=case, text="Vamos a ello.", then=then, by=agent, now=LATER)
    case.refresh_from_db()
    assert case.status == then


def test_second_reply_keeps_the_instant_of_the_first(case, agent):
    reply_to_customer(ticket=case, text="Uno.", by=agent, now=LATER)
    reply_to_customer(ticket=case, text="Dos.", by=agent, now=LATER + dt.timedelta(hours=1))
    case.refresh_from_db()
    assert case.first_replied_at == LATER


def test_same_reply_sent_twice_is_one(case, agent):
    once = uuid.uuid4()
    first = reply_to_customer(ticket=case, text="Hola.", submission=once, by=agent, now=LATER)
    second = reply_to_customer(ticket=case, text="Hola.", seen=0, submission=once, by=agent, now=LATER)
    assert first == second
    assert (case.messages.count(), mails("case_replied")) == (2, 1)


def test_reply_over_words_that_were_not_read_is_refused(case, agent, customer):
    seen = case.messages.get().pk
    newer = write_as_customer(ticket=case, text="Ya se ha arreglado sola.", by=customer, now=NOW)
    with pytest.raises(Refused) as refusal:
        reply_to_customer(ticket=case, text="Vamos mañana.", seen=seen, by=agent, now=LATER)
    assert refusal.value.code == "newer_message"
    assert (case.messages.last(), mails("case_replied")) == (newer, 0)
    reply_to_customer(ticket=case, text="Me alegro.", seen=newer.pk, by=agent, now=LATER)
    assert case.messages.count() == 3


def test_note_of_a_colleague_does_not_stop_a_reply(case, agent):
    seen = case.messages.get().pk
    add_note(ticket=case, text="Ojo, es la tercera.", by=agent, now=NOW)
    reply_to_customer(ticket=case, text="Vamos mañana.", seen=seen, by=agent, now=LATER)
    assert mails("case_replied") == 1


@pytest.mark.parametrize("then", [Status.WAITING_CUSTOMER, Status.OPEN])
def test_reply_to_a_resolved_case_is_refused(case, agent, then):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    row = Ticket.objects.values().get(pk=case.pk)
    with pytest.raises(Refused) as refusal:
        reply_to_customer(ticket=case, text="Por cierto…", then=then, by=agent, now=LATER)
    assert refusal.value.code == "resolved"
    assert (Ticket.objects.values().get(pk=case.pk), case.messages.count()) == (row, 1)
    assert mails("case_replied") == 0


@pytest.mark.parametrize("text", ["", "   \n ", "\x00", "a" * (MAX_TEXT + 1)])
def test_reply_with_unfit_words_writes_nothing(case, agent, text):
    with pytest.raises(Refused):
        reply_to_customer(ticket=case, text=text, by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.messages.count(), mails("case_replied")) == (Status.NEW, 1, 0)


@pytest.mark.parametrize("kind", [MessageKind.NOTE, MessageKind.PHONE])
def test_note_stays_among_ourselves(case, agent, kind):
    note = add_note(ticket=case, text="Tercera de este lote.", kind=kind, by=agent, now=LATER)
    case.refresh_from_db()
    assert (note.kind, case.status) == (kind, Status.NEW)
    assert list(case.messages.public()) == [case.messages.first()]
    assert OutgoingMessage.objects.exclude(kind="case_received").count() == 0


def test_customer_who_writes_gives_us_the_turn(case, agent, customer):
    reply_to_customer(ticket=case, text="¿Una foto?", by=agent, now=NOW)
    write_as_customer(ticket=case, text="Aquí va.", by=customer, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.turn_since) == (Status.OPEN, LATER)


def test_customer_who_writes_opens_a_resolved_case_again(case, agent, customer):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    write_as_customer(ticket=case, text="Sigue igual.", by=customer, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.resolution) == (Status.OPEN, "")


def test_customer_who_writes_while_a_part_is_awaited_gives_us_the_turn(case, agent, customer):
    reply_to_customer(ticket=case, text="Hemos pedido la goma.", then=Status.WAITING_PART, by=agent, now=NOW)
    write_as_customer(ticket=case, text="Ahora tampoco enciende.", by=customer, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.turn_since) == (Status.OPEN, LATER)


def test_customer_who_writes_of_danger_makes_it_urgent(case, customer):
    write_as_customer(ticket=case, text="Ahora sale HUMO del motor.", by=customer, now=LATER)
    case.refresh_from_db()
    line = case.events.get(kind=EventKind.PRIORITY)
    assert (case.safety, case.priority) == (True, Priority.URGENT)
    assert (line.data, line.actor_kind, line.at) == ({"from": 2, "to": 4}, "system", LATER)


def test_customer_who_writes_of_danger_again_changes_nothing_more(customer):
    case = open_case(text="Sale humo.")
    write_as_customer(ticket=case, text="Sigue saliendo humo.", by=customer, now=LATER)
    case.refresh_from_db()
    assert (case.safety, case.priority) == (True, Priority.URGENT)
    assert case.events.filter(kind=EventKind.PRIORITY).count() == 0


def test_customer_who_writes_of_nothing_dangerous_leaves_the_priority(case, customer):
    write_as_customer(ticket=case, text="Gracias.", by=customer, now=LATER)
    case.refresh_from_db()
    assert (case.safety, case.priority) == (False, Priority.NORMAL)


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def kept_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_reply_that_is_refused_leaves_no_file_on_disk(case, agent, customer, folder):
    seen = case.messages.get().pk
    write_as_customer(ticket=case, text="Espere.", by=customer, now=NOW)
    with pytest.raises(Refused):
        reply_to_customer(ticket=case, text="Vamos.", files=[photo()], seen=seen, by=agent, now=LATER)
    assert (kept_in(folder), StoredFile.objects.count()) == ([], 0)


def test_reply_that_fails_at_its_end_leaves_no_file_on_disk(case, agent, folder, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("no move")

    monkeypatch.setattr("tickets.actions.conversation.move", fail)
    with pytest.raises(RuntimeError):
        reply_to_customer(ticket=case, text="Vamos.", files=[photo(), pdf()], by=agent, now=LATER)
    assert (kept_in(folder), StoredFile.objects.count(), case.messages.count()) == ([], 0, 1)


def test_reply_sent_already_in_another_case_is_refused(case, agent):
    once = uuid.uuid4()
    reply_to_customer(ticket=case, text="Hola.", submission=once, by=agent, now=LATER)
    other = open_case()
    with pytest.raises(Refused, match="ya se envió") as refusal:
        add_note(ticket=other, text="Hola.", submission=once, by=agent, now=LATER)
    assert (refusal.value.code, other.messages.count()) == ("sent_already", 1)


def test_same_reply_sent_twice_keeps_its_files_once(case, agent, folder):
    once = uuid.uuid4()
    for _ in range(2):
        reply_to_customer(ticket=case, text="Mire.", files=[photo()], submission=once, by=agent, now=LATER)
    assert (len(kept_in(folder)), StoredFile.objects.count()) == (1, 1)


@pytest.mark.parametrize("say", [reply_to_customer, add_note, write_as_customer])
def test_words_that_nobody_could_see_are_refused(case, agent, say):
    with pytest.raises(Refused) as refusal:
        say(ticket=case, text="\u200b \u2060\n", by=agent, now=LATER)
    assert (refusal.value.code, case.messages.count(), mails("case_replied")) == ("text_empty", 1, 0)
