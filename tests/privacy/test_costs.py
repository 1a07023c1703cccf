"""What is held of somebody is told with as many queries for a few rows as for many, and in a moment for thousands."""

import datetime as dt
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from privacy.holdings import HOLDINGS, files_of, gathered
from privacy.people import Person
from privacy.queries import their_letters
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CoverFactory, CustodyFactory, CustomerFactory, UnitFactory
from tests.uploads import photo
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.models import Message

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


def live(customer, agent):
    """A product with its plan and its stay, a case with a photo, a reply and a note."""
    unit = UnitFactory(purchase__customer=customer)
    CoverFactory(unit=unit)
    CustodyFactory(unit=unit, received_by=agent)
    case = open_case(unit=unit, files=[photo()])
    reply_to_customer(ticket=case, text="Vamos.", by=actor_of(agent), now=NOW)
    add_note(ticket=case, text="Nota", by=actor_of(agent), now=NOW)


@pytest.mark.parametrize("whole", [False, True])
def test_gather_costs_as_many_queries_for_one_case_as_for_thirty(whole, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    customer, agent, costs = CustomerFactory(), AgentFactory(), []
    for more in (1, 2, 27):
        for _ in range(more):
            live(customer, agent)
        person = Person.of(customer)
        with CaptureQueriesContext(connection) as asked:
            told, files = gathered(person, now=LATER, whole=whole), files_of(person, now=LATER, whole=whole)
        costs.append((len(told["cases"]), len(files), len(asked)))
    queries = costs[0][2]
    assert costs == [(1, 1, queries), (3, 3, queries), (30, 30, queries)]
    assert queries < 2 * len(HOLDINGS)


def test_gather_five_thousand_messages_takes_a_moment():
    customer, agent = CustomerFactory(), AgentFactory()
    case = open_case(customer)
    Message.objects.bulk_create(
        Message(ticket=case, kind="reply", text=f"Mensaje {n}", author=agent, created_at=NOW) for n in range(5_000)
    )
    person, begun = Person.of(customer), time.monotonic()
    with CaptureQueriesContext(connection) as asked:
        told = gathered(person, now=LATER, whole=True)
        their_letters(person).count()
    assert (len(told["messages"]), len(asked) < 2 * len(HOLDINGS)) == (5_001, True)
    assert time.monotonic() - begun < 10
