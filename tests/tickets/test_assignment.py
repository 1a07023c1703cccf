import datetime as dt

import pytest

from core.errors import Refused
from tests.factories import NOW, AgentFactory, CustomerUserFactory
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.states import EventKind, Priority, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=5)


def lines(case):
    return list(case.events.filter(at=LATER).values_list("kind", flat=True))


def test_take_a_new_case_opens_it(case, agent, ana):
    assign_ticket(ticket=case, assignee=ana, by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.assignee, case.status) == (ana, Status.OPEN)
    assert lines(case) == [EventKind.ASSIGNED, EventKind.STATUS]


def test_take_what_one_has_already_writes_nothing(case, agent, ana):
    assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
    assign_ticket(ticket=case, assignee=ana, by=agent, now=LATER)
    assert lines(case) == []


def test_give_to_nobody_leaves_it_open(case, agent, ana):
    assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
    assign_ticket(ticket=case, assignee=None, by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.assignee, case.status) == (None, Status.OPEN)
    assert case.events.get(at=LATER).data == {"from": ana.pk, "to": None}


@pytest.mark.parametrize("unfit", [lambda: CustomerUserFactory(), lambda: AgentFactory(is_active=False)])
def test_give_to_somebody_who_does_not_work_here_is_refused(case, agent, unfit):
    with pytest.raises(Refused) as refusal:
        assign_ticket(ticket=case, assignee=unfit(), by=agent, now=LATER)
    case.refresh_from_db()
    assert (refusal.value.code, case.assignee, lines(case)) == ("not_an_agent", None, [])


def test_change_priority_keeps_both_ends(case, agent):
    change_priority(ticket=case, priority=Priority.HIGH, by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.priority, case.events.get(at=LATER).data) == (Priority.HIGH, {"from": 2, "to": 3})


def test_change_priority_to_the_same_writes_nothing(case, agent):
    change_priority(ticket=case, priority=Priority.NORMAL, by=agent, now=LATER)
    assert lines(case) == []
