import datetime as dt

import pytest

from core.errors import Refused
from core.models import OutgoingMessage, StoredFile
from tests.cases import open_case
from tests.factories import NOW
from tests.tickets.rows import everything, rows_of, unlike_ledger
from tests.uploads import photo
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.splitting import split_message
from tickets.actions.taking_back import take_back
from tickets.models import Relation, TicketEvent
from tickets.states import Channel, EventKind, Kind, MessageKind, Priority, RelationKind, Status

pytestmark = pytest.mark.django_db
SAID = NOW + dt.timedelta(hours=1)
LATER = NOW + dt.timedelta(days=2)


@pytest.fixture
def words(case, customer):
    """What the customer said later, about something else, with a photo."""
    text = "Además, la puerta no cierra."
    return write_as_customer(ticket=case, text=text, files=[photo()], by=customer, now=SAID)


def test_split_opens_a_case_that_began_when_it_was_said(case, words, agent):
    new = split_message(message=words, subject="Puerta", by=agent, now=LATER)
    assert (new.customer, new.unit, new.kind, new.language) == (case.customer, case.unit, Kind.COMPLAINT, "es")
    assert (new.subject, new.channel, new.status) == ("Puerta", Channel.PORTAL, Status.NEW)
    assert (new.created_at, new.turn_since, new.last_message_at) == (SAID, SAID, SAID)
    copy = new.messages.get()
    assert (copy.copy_of, copy.text, copy.kind, copy.author, copy.created_at) == (
        words, words.text, MessageKind.CUSTOMER, None, SAID
    )  # fmt: skip
    assert new.last_said == copy
    assert [one.file for one in copy.attachments.all()] == [one.file for one in words.attachments.all()]
    assert StoredFile.objects.count() == 1


def test_split_leaves_the_message_and_tells_both_ledgers(case, words, agent):
    before, since = rows_of(case), TicketEvent.objects.latest("pk").pk
    new = split_message(message=words, by=agent, now=LATER)
    assert rows_of(case) == before | {"Relation": rows_of(case)["Relation"]}
    assert list(Relation.objects.values_list("one", "other", "kind")) == [(case.pk, new.pk, RelationKind.SPLIT)]
    told = [(e.ticket_id, e.kind, e.data) for e in TicketEvent.objects.filter(pk__gt=since).order_by("pk")]
    assert [(pk, kind) for pk, kind, _data in told] == [
        (new.pk, EventKind.OPENED), (new.pk, EventKind.COVERAGE), (case.pk, EventKind.SPLIT),
        (new.pk, EventKind.RELATED),
    ]  # fmt: skip
    assert told[2][2] == {"case": new.pk, "message": words.pk}
    assert told[3][2] == {"case": case.pk, "kind": "split", "on": True}
    assert new.decisions.count() == 1
    assert unlike_ledger(case, new) == {}


@pytest.mark.parametrize(("tell", "letters"), [(False, 0), (True, 1)])
def test_split_sends_a_receipt_only_when_asked(words, agent, tell, letters):
    before = OutgoingMessage.objects.count()
    split_message(message=words, tell=tell, by=agent, now=LATER)
    assert OutgoingMessage.objects.count() == before + letters


def test_split_words_of_danger_are_urgent(case, customer, agent):
    words = write_as_customer(ticket=case, text="Y el horno echa humo.", by=customer, now=SAID)
    new = split_message(message=words, by=agent, now=LATER)
    assert (new.safety, new.priority) == (True, Priority.URGENT)


def test_split_twice_names_the_case_that_is_there(words, agent):
    new = split_message(message=words, by=agent, now=LATER)
    before = everything()
    with pytest.raises(Refused, match=new.reference) as refusal:
        split_message(message=words, by=agent, now=LATER)
    assert refusal.value.code == "split_already"
    assert everything() == before


def test_split_a_note_keeps_its_author_and_stays_among_us(case, ana, agent):
    note = add_note(ticket=case, text="Habla también del horno.", by=agent, now=SAID)
    new = split_message(message=note, by=agent, now=LATER)
    copy = new.messages.get()
    assert (copy.kind, copy.author, new.last_said) == (MessageKind.NOTE, ana, None)
    assert new.subject == case.subject  # which the customer reads


def test_split_our_reply_is_refused(case, agent):
    reply = reply_to_customer(ticket=case, text="Vamos.", by=agent, now=SAID)
    before = everything()
    with pytest.raises(Refused) as refusal:
        split_message(message=reply, by=agent, now=LATER)
    assert refusal.value.code == "split_reply"
    assert everything() == before


def test_split_what_was_taken_back_is_refused(case, agent):
    reply = reply_to_customer(ticket=case, text="Vamos.", hold=True, by=agent, now=SAID)
    take_back(message=reply, by=agent, now=SAID)
    before = everything()
    with pytest.raises(Refused):
        split_message(message=reply, by=agent, now=LATER)
    assert everything() == before


def test_split_from_a_merged_case_goes_on_from_where_that_went(case, words, agent):
    other = open_case(case.customer, now=NOW)
    merge_tickets(ticket=case, into=other, by=agent, now=LATER)
    before = rows_of(case)
    new = split_message(message=words, by=agent, now=LATER)
    assert rows_of(case) == before
    assert (new.unit, new.relations_in.get().one) == (case.unit, other)
    assert other.events.latest("pk").kind == EventKind.SPLIT
