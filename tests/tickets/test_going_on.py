import datetime as dt
import uuid

import pytest

from core.actors import customer_by_link
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW
from tests.tickets.rows import everything, rows_of, unlike_ledger
from tests.tickets.test_concurrency import at_once
from tests.uploads import photo
from tickets.actions.conversation import write_as_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.models import KindRules, Message, Relation, Ticket
from tickets.states import Channel, EventKind, RelationKind, Resolution, Status

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
IN_TIME, TOO_LATE = NOW + 14 * DAY, NOW + 14 * DAY + dt.timedelta(seconds=1)


@pytest.fixture
def over(case, agent):
    """Resolved at NOW, of a kind that opens again for fourteen days."""
    KindRules.objects.create(kind=case.kind, reopen_days=14)
    return resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)


def say(ticket, now, text="Vuelve a gotear.", **more):
    by = customer_by_link(ticket.customer.email)
    return write_as_customer(ticket=ticket, text=text, by=by, now=now, **more)


@pytest.mark.parametrize("closed", [False, True])
def test_words_in_time_open_the_case_again(over, agent, closed):
    if closed:
        change_status(ticket=over, to=Status.CLOSED, by=agent, now=NOW)
    said = say(over, IN_TIME)
    over.refresh_from_db()
    assert (said.ticket, over.status, Ticket.objects.count()) == (over, Status.OPEN, 1)


def test_words_open_the_case_again_whenever_nobody_said_how_long(case, agent):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    assert say(case, NOW + 3_000 * DAY).ticket == case


def test_late_words_open_a_case_that_goes_on_from_it(over):
    before, letters = rows_of(over), OutgoingMessage.objects.count()
    said = say(over, TOO_LATE, files=[photo()])
    new = said.ticket
    assert (new.customer, new.unit, new.kind, new.language) == (over.customer, over.unit, over.kind, over.language)
    assert (new.status, new.channel, new.created_at) == (Status.NEW, Channel.PORTAL, TOO_LATE)
    assert [(one.one, one.other, one.kind) for one in Relation.objects.all()] == [(over, new, RelationKind.CONTINUES)]
    assert rows_of(over) == before | {"Relation": rows_of(over)["Relation"]}
    assert [OutgoingMessage.objects.count(), OutgoingMessage.objects.latest("pk").kind] == [
        letters + 1,
        "case_received",
    ]
    told = {one: [e.data for e in one.events.filter(kind=EventKind.RELATED)] for one in (over, new)}
    assert told == {
        over: [{"case": new.pk, "kind": "continues", "on": True}],
        new: [{"case": over.pk, "kind": "continues", "on": True}],
    }
    assert said.attachments.count() == 1
    assert unlike_ledger(over, new) == {}


def test_late_words_sent_twice_open_one_case(over):
    once = uuid.uuid4()
    first = say(over, TOO_LATE, submission=once)
    before = everything()
    assert say(over, TOO_LATE, submission=once) == first
    assert everything() == before


def test_more_late_words_go_to_the_case_that_goes_on(over):
    new = say(over, TOO_LATE).ticket
    assert say(over, TOO_LATE + DAY, "¿Y bien?").ticket == new
    assert Ticket.objects.count() == 2


def test_late_words_after_late_words_open_a_third_case(over, agent):
    new = say(over, TOO_LATE).ticket
    resolve_ticket(ticket=new, resolution=Resolution.REPAIRED, text="", by=agent, now=TOO_LATE)
    third = say(over, TOO_LATE + 20 * DAY).ticket
    assert list(third.relations_in.values_list("one", "kind")) == [(new.pk, RelationKind.CONTINUES)]


def test_late_words_in_a_merged_case_go_on_from_where_it_went(over, agent):
    first = open_case(over.customer, over.unit, now=NOW)
    merge_tickets(ticket=first, into=over, by=agent, now=NOW)
    new = say(first, TOO_LATE).ticket
    assert new.relations_in.get().one == over


def test_late_words_come_to_an_end_when_what_went_on_was_merged_back(over, agent):
    new = say(over, TOO_LATE).ticket
    merge_tickets(ticket=new, into=over, by=agent, now=TOO_LATE)
    third = say(new, TOO_LATE + DAY).ticket
    assert third not in (over, new)
    assert third.relations_in.get().one == over
    assert say(over, TOO_LATE + DAY, "Otra cosa más.").ticket == third


def test_agents_open_a_case_again_whenever_they_like(over, agent):
    assert reopen_ticket(ticket=over, by=agent, now=NOW + 300 * DAY).status == Status.OPEN


def test_late_words_of_danger_are_urgent(over):
    new = say(over, TOO_LATE, "Ahora sale humo.").ticket
    assert new.safety


@pytest.mark.django_db(transaction=True)
def test_late_words_at_once_open_one_case(over):
    at_once(*[lambda n=n: say(over, TOO_LATE, f"Palabra {n}") for n in range(6)])
    assert Ticket.objects.count() == 2
    assert Message.objects.filter(ticket=Ticket.objects.latest("pk")).count() == 6
