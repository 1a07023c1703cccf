"""Rows written quickly are the rows that `save()` writes."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from core.actors import SYSTEM
from core.models import OutgoingMessage
from core.rows import insert, update
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import EventKind, MessageKind, Priority

pytestmark = pytest.mark.django_db


def message(case: Ticket, **more: object) -> Message:
    given = {"kind": MessageKind.REPLY, "text": "Ñandú «100 %» \\ y 'comillas'", "created_at": NOW} | more
    return Message(ticket=case, **given)


def stored(row: models.Model) -> dict:
    """A row as the database has it, without what must be its own."""
    found = type(row).objects.filter(pk=row.pk).values().get()
    return {name: value for name, value in found.items() if name not in ("id", "message_id")}


def letter(name: str) -> OutgoingMessage:
    given = {"kind": "x", "to": "a@b.example", "subject": "100 %s", "text": "t", "language": "es"}
    return OutgoingMessage(**given, message_id=name, next_try_at=NOW, created_at=NOW)


def line(case: Ticket) -> TicketEvent:
    data = {"minutes": [1, "é"], "none": None}
    return TicketEvent(ticket=case, kind=EventKind.TIME, at=NOW, actor_kind=SYSTEM.kind, data=data)


def test_insert_writes_what_save_writes():
    case, agent = open_case(), AgentFactory()
    held = {"author": agent, "held_until": NOW, "html": "<p>Sí</p>"}
    pairs = [
        (message(case, **held), message(case, **held)),
        (message(case, kind=MessageKind.NOTE), message(case, kind=MessageKind.NOTE)),
        (line(case), line(case)),
        (letter("one"), letter("two")),
    ]
    for one, other in pairs:
        one.save(force_insert=True)
        assert insert(other) is other
        assert other.pk > one.pk
        assert not other._state.adding
        assert stored(one) == stored(other)


def test_insert_is_one_query_and_the_row_can_be_saved_again():
    case = open_case()
    with CaptureQueriesContext(connection) as queries:
        row = insert(message(case))
    assert len(queries) == 1
    row.text = "Otra cosa."
    row.save()
    assert Message.objects.get(pk=row.pk).text == "Otra cosa."


def test_insert_takes_a_number_that_was_promised():
    row = insert(message(open_case(), pk=10**12))
    assert (row.pk, Message.objects.latest("pk")) == (10**12, row)


def test_insert_that_the_database_refuses_is_refused():
    case = open_case()
    with pytest.raises(IntegrityError, match="message_not_empty"), transaction.atomic():
        insert(message(case, text=""))
    assert case.messages.count() == 1


def test_update_writes_these_fields_and_no_others():
    case = open_case()
    case.priority, case.subject, case.last_message_at = Priority.HIGH, "Otro", NOW + dt.timedelta(hours=1)
    case.own_fields = {"floor": 3}
    with CaptureQueriesContext(connection) as queries:
        update(case, ["priority", "own_fields", "last_said"])
    assert len(queries) == 1
    now = Ticket.objects.get(pk=case.pk)
    assert (now.priority, now.own_fields, now.last_said_id) == (Priority.HIGH, {"floor": 3}, case.last_said_id)
    assert (now.subject == "Otro", now.last_message_at == case.last_message_at) == (False, False)


def test_update_of_a_row_that_is_gone_says_so():
    row = insert(message(open_case()))
    Message.objects.filter(pk=row.pk).delete()
    with pytest.raises(DatabaseError):
        update(row, ["text"])
