"""Two people at once, on real connections: each race ends as if one had come after the other."""

import threading

import pytest
from django.db import connection, transaction

from core.actions import files
from core.actors import actor_of
from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.uploads import photo
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.status import resolve_ticket
from tickets.models import Ticket
from tickets.states import EventKind, Resolution, Status

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run the deeds in threads of their own that start together; what each gave back or was refused with."""
    outcomes, gate = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(place, deed):
        gate.wait(10)
        try:
            outcomes[place] = deed()
        except Refused as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def replayed(case):
    """The state that the ledger says."""
    status = Status.NEW
    for event in case.events.filter(kind=EventKind.STATUS):
        assert event.from_status == status
        status = event.to_status
    return status


def test_two_agents_resolve_and_one_is_refused():
    case, agents = open_case(), [actor_of(AgentFactory()) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda by=by, how=how: resolve_ticket(ticket=case, resolution=how, text="Hecho.", by=by, now=NOW)
            for by, how in zip(agents, [Resolution.REPAIRED, Resolution.REFUNDED], strict=True)
        )
    )
    assert {type(outcome) for outcome in outcomes} == {Refused, Ticket}
    assert OutgoingMessage.objects.filter(kind="case_resolved").count() == 1
    assert (case.messages.count(), replayed(case)) == (2, Status.RESOLVED)


def test_two_agents_reply_and_the_second_is_shown_the_first():
    case, agents = open_case(), [actor_of(AgentFactory()) for _ in range(2)]
    seen = case.messages.get().pk
    outcomes = at_once(
        *(lambda by=by: reply_to_customer(ticket=case, text="Vamos.", seen=seen, by=by, now=NOW) for by in agents)
    )
    refusals = [outcome.code for outcome in outcomes if isinstance(outcome, Refused)]
    assert refusals == ["newer_message"]
    assert (case.messages.count(), OutgoingMessage.objects.filter(kind="case_replied").count()) == (2, 1)


def test_ten_agents_take_a_case_and_the_ledger_tells_who_has_it():
    case, people = open_case(), [AgentFactory() for _ in range(10)]
    at_once(*(lambda p=p: assign_ticket(ticket=case, assignee=p, by=actor_of(p), now=NOW) for p in people))
    case.refresh_from_db()
    given = [event.data for event in case.events.filter(kind=EventKind.ASSIGNED).order_by("pk")]
    assert [line["from"] for line in given] == [None, *(line["to"] for line in given[:-1])]
    assert (len(given), case.assignee_id) == (10, given[-1]["to"])
    assert replayed(case) == case.status == Status.OPEN


@pytest.mark.parametrize("verb", [reply_to_customer, add_note, write_as_customer])
def test_photo_is_drawn_anew_while_the_case_is_free(verb, monkeypatch):
    case, agent, redraw, free = open_case(), actor_of(AgentFactory()), files.redraw, []

    def look_and_redraw(upload, name):
        def lock():
            with transaction.atomic():
                return Ticket.objects.select_for_update(nowait=True).get(pk=case.pk)

        free.extend(at_once(lock))
        return redraw(upload, name)

    monkeypatch.setattr(files, "redraw", look_and_redraw)
    verb(ticket=case, text="Mire.", files=[photo()], by=agent, now=NOW)
    assert free == [case]
