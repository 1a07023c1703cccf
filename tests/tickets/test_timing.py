import datetime as dt

import pytest

from core.actors import SYSTEM, actor_of
from core.errors import Refused
from tests.factories import NOW, AgentFactory
from tests.tickets.rows import everything
from tests.tickets.test_concurrency import at_once
from tickets.actions.timing import spend_time
from tickets.models import TimeEntry
from tickets.states import EventKind

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def spend(case, minutes, by):
    return spend_time(ticket=case, minutes=minutes, by=by, now=LATER)


def test_time_adds_up_and_a_mistake_is_taken_off(case, ana, agent):
    entries = [spend(case, minutes, agent) for minutes in (1_440, 30, -1_440, -30)]
    assert [(entry.agent, entry.minutes, entry.at) for entry in entries[:2]] == [(ana, 1_440, LATER), (ana, 30, LATER)]
    told = [event.data for event in case.events.filter(kind=EventKind.TIME).order_by("pk")]
    assert told == [{"entry": entry.pk, "minutes": entry.minutes} for entry in entries]


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(0, "minutes_unfit"), (1_441, "minutes_unfit"), (-1_441, "minutes_unfit"), (-11, "minutes_below_zero")],
)
def test_time_that_cannot_be_is_refused(case, agent, minutes, code):
    spend(case, 10, agent)
    before = everything()
    with pytest.raises(Refused) as refusal:
        spend(case, minutes, agent)
    assert refusal.value.code == code
    assert everything() == before


def test_time_of_another_agent_is_not_taken_off(case, agent):
    spend(case, 10, agent)
    before = everything()
    with pytest.raises(Refused):
        spend(case, -5, actor_of(AgentFactory()))
    assert everything() == before


def test_time_of_nobody_is_refused(case):
    before = everything()
    with pytest.raises(Refused) as refusal:
        spend(case, 5, SYSTEM)
    assert refusal.value.code == "not_staff"
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_time_taken_off_at_once_never_ends_below_zero(case, agent):
    spend(case, 10, agent)
    outcomes = at_once(*[lambda: spend(case, -10, agent)] * 4)
    assert sum(isinstance(outcome, TimeEntry) for outcome in outcomes) == 1
    assert sum(TimeEntry.objects.values_list("minutes", flat=True)) == 0
