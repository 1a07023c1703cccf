"""A reply is taken back with what it brought about itself, and never with what somebody did after it."""

import datetime as dt

import pytest

from core.errors import Refused
from tests.factories import NOW
from tickets.actions.conversation import reply_to_customer
from tickets.actions.status import change_status, resolve_ticket
from tickets.actions.taking_back import take_back
from tickets.states import Resolution, Status

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def held(case, agent):
    """A second reply while it is the customer's turn already: it moves nothing."""
    reply_to_customer(ticket=case, text="Ahora.", by=agent, now=NOW)
    return reply_to_customer(ticket=case, text="Y esto.", hold=True, by=agent, now=NOW + 60 * SECOND)


def test_reply_is_not_taken_back_after_the_case_was_resolved(case, agent, held):
    """It was an IntegrityError, a page of error 500: waiting for the customer, with a resolution."""
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW + 61 * SECOND)
    with pytest.raises(Refused) as refusal:
        take_back(message=held, by=agent, now=NOW + 62 * SECOND)
    assert refusal.value.code == "changed_since"
    case.refresh_from_db()
    assert (case.status, case.resolution) == (Status.RESOLVED, Resolution.REPAIRED)


def test_reply_is_not_taken_back_after_somebody_moved_the_case(case, agent, held):
    """What a colleague, a rule or a step said of the case was undone without a word."""
    change_status(ticket=case, to=Status.WAITING_PART, by=agent, now=NOW + 61 * SECOND)
    with pytest.raises(Refused) as refusal:
        take_back(message=held, by=agent, now=NOW + 62 * SECOND)
    assert refusal.value.code == "changed_since"
    case.refresh_from_db()
    assert case.status == Status.WAITING_PART
