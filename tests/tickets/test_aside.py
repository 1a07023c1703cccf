import datetime as dt

import pytest

from core.errors import Refused
from core.models import OutgoingMessage
from tests.factories import NOW
from tests.tickets.rows import everything, unlike_ledger
from tickets.actions.aside import mark_spam, take_out_of_spam
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.models import Ticket
from tickets.states import EventKind, Resolution, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def test_spam_is_set_aside_and_taken_out_as_it_was(case, agent):
    row = Ticket.objects.values().get(pk=case.pk)
    for _ in range(2):
        mark_spam(ticket=case, by=agent, now=LATER)
    assert Ticket.objects.values().get(pk=case.pk) == row | {"aside": "spam"}
    assert [Ticket.objects.active().count(), Ticket.objects.counted().count()] == [0, 0]
    for _ in range(2):
        take_out_of_spam(ticket=case, by=agent, now=LATER)
    assert Ticket.objects.values().get(pk=case.pk) == row
    told = [event.data for event in case.events.filter(kind=EventKind.ASIDE).order_by("pk")]
    assert told == [{"from": "", "to": "spam", "into": None}, {"from": "spam", "to": "", "into": None}]
    assert unlike_ledger(case) == {}


@pytest.mark.parametrize("over", [False, True])
def test_words_in_spam_wake_nobody(case, agent, customer, over):
    if over:
        resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="No.", by=agent, now=NOW)
    else:
        change_status(ticket=case, to=Status.WAITING_CUSTOMER, by=agent, now=NOW)
    mark_spam(ticket=case, by=agent, now=LATER)
    was = Ticket.objects.get(pk=case.pk)
    said = write_as_customer(ticket=case, text="Compre ahora.", by=customer, now=LATER)
    case.refresh_from_db()
    assert (said.ticket, case.status, case.turn_since, case.aside) == (case, was.status, was.turn_since, "spam")


VERBS = {
    "reply": lambda t, by: reply_to_customer(ticket=t, text="Hola", by=by, now=LATER),
    "resolve": lambda t, by: resolve_ticket(ticket=t, resolution=Resolution.REPAIRED, text="Ya", by=by, now=LATER),
    "state": lambda t, by: change_status(ticket=t, to=Status.OPEN, by=by, now=LATER),
    "reopen": lambda t, by: reopen_ticket(ticket=t, by=by, now=LATER),
}


@pytest.mark.parametrize("verb", VERBS)
def test_answer_spam_is_refused(case, agent, verb):
    mark_spam(ticket=case, by=agent, now=LATER)
    before, letters = everything(), OutgoingMessage.objects.count()
    with pytest.raises(Refused) as refusal:
        VERBS[verb](case, agent)
    assert refusal.value.code == "spam"
    assert (everything(), OutgoingMessage.objects.count()) == (before, letters)


def test_note_in_spam_is_kept(case, agent):
    mark_spam(ticket=case, by=agent, now=LATER)
    assert add_note(ticket=case, text="Tercera vez.", by=agent, now=LATER).ticket == case
