import datetime as dt

import pytest
from django.db import connection
from django.utils.translation import override

from core.actions.mail import claim_next_mail
from core.actors import actor_of
from core.errors import Refused
from core.models import OutgoingMessage
from tests.factories import NOW, AgentFactory
from tests.tickets.test_concurrency import at_once
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.taking_back import take_back
from tickets.rules import UNDO_SECONDS
from tickets.states import Status

pytestmark = pytest.mark.django_db
IN_TIME, TOO_LATE = (NOW + dt.timedelta(seconds=UNDO_SECONDS + n) for n in (-1, 0))


def reply(case, agent, text="Vamos mañana.", **given):
    return reply_to_customer(ticket=case, text=text, hold=True, by=agent, now=NOW, **given)


def letters():
    return OutgoingMessage.objects.filter(kind="case_replied")


def test_take_back_leaves_the_case_as_it_was(case, agent):
    names = ("status", "turn_since", "last_said_id", "last_message_at", "first_replied_at")
    before = [getattr(case, name) for name in names]
    message = take_back(message=reply(case, agent, then=Status.WAITING_PART), by=agent, now=IN_TIME)
    case.refresh_from_db()
    assert [getattr(case, name) for name in names] == before
    assert (letters().count(), case.messages.out(IN_TIME).count(), message.taken_back_at) == (0, 1, IN_TIME)
    assert [event.kind for event in case.events.order_by("pk")][-3:] == ["message", "status", "taken_back"]


def test_held_reply_is_not_sent_nor_read_before_its_time(case, agent, customer):
    message = reply(case, agent)
    claimed = [mail.kind for mail in iter(lambda: claim_next_mail(now=IN_TIME), None)]
    assert ("case_replied" in claimed, case.messages.out(IN_TIME).count()) == (False, 1)
    assert claim_next_mail(now=TOO_LATE) == message.letter
    assert case.messages.out(TOO_LATE).count() == 2


@pytest.mark.parametrize("late", ["time", "another", "sending", "answered"])
def test_take_back_too_late_changes_nothing(case, agent, customer, late):
    message, by, now = reply(case, agent), agent, IN_TIME
    if late == "time":
        now = TOO_LATE
    elif late == "another":
        by = actor_of(AgentFactory())
    elif late == "sending":
        letters().update(next_try_at=NOW - dt.timedelta(days=1))
        assert claim_next_mail(now=NOW).kind == "case_replied"
    else:
        write_as_customer(ticket=case, text="¿Y bien?", by=customer, now=NOW)
    with pytest.raises(Refused) as refusal:
        take_back(message=message, by=by, now=now)
    message.refresh_from_db()
    code = "changed_since" if late == "answered" else "too_late"
    assert (refusal.value.code, message.taken_back_at, letters().count()) == (code, None, 1)


def test_take_back_after_somebody_spoke_does_not_say_that_it_went_out(case, agent, customer):
    message = reply(case, agent)
    write_as_customer(ticket=case, text="¿Y bien?", by=customer, now=NOW)
    with override("en"), pytest.raises(Refused, match=r"^Something else happened in this case since"):
        take_back(message=message, by=agent, now=IN_TIME)


def test_take_back_twice_is_once(case, agent):
    message = reply(case, agent)
    for _again in range(2):
        take_back(message=message, by=agent, now=IN_TIME)
    assert case.events.filter(kind="taken_back").count() == 1


def test_words_taken_back_are_found_no_more(case, agent):
    message = reply(case, agent, "Zarzaparrilla")
    found = "SELECT words @@ to_tsquery('desk_es', 'zarzaparrilla') FROM tickets_searchtext WHERE ticket_id = %s"
    answers = []
    for deed in (lambda: None, lambda: take_back(message=message, by=agent, now=IN_TIME)):
        deed()
        with connection.cursor() as cursor:
            cursor.execute(found, [case.pk])
            answers.append(cursor.fetchone()[0])
    assert answers == [True, False]


@pytest.mark.django_db(transaction=True)
def test_take_back_while_somebody_speaks_ends_as_one_after_the_other(case, agent):
    for turn in range(6):
        message = reply(case, agent, f"Vamos {turn}", then=Status.OPEN)
        outcomes = at_once(
            lambda message=message: take_back(message=message, by=agent, now=IN_TIME),
            lambda: add_note(ticket=case, text="Mientras", by=agent, now=NOW),
        )
        message.refresh_from_db()
        assert isinstance(outcomes[0], Refused) == (message.taken_back_at is None)
        assert letters().filter(pk=message.letter_id).exists() == (message.taken_back_at is None)
    case.refresh_from_db()
    moved = case.events.exclude(to_status="").order_by("pk").last()
    assert (moved.to_status, moved.kind in ("status", "taken_back", "opened")) == (case.status, True)
