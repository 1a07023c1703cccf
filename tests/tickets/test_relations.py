import datetime as dt

import pytest

from core.actors import actor_of
from core.errors import Refused
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.tickets.rows import everything, unlike_ledger
from tests.tickets.test_concurrency import at_once
from tickets.actions.aside import mark_spam
from tickets.actions.merging import merge_tickets
from tickets.actions.relations import relate, set_parent, unrelate
from tickets.actions.status import resolve_ticket
from tickets.models import Relation, Ticket
from tickets.states import EventKind, RelationKind, Resolution, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def other(db):
    return open_case(now=LATER)


def hang(ticket, parent, agent):
    return set_parent(ticket=ticket, parent=parent, by=agent, now=LATER)


@pytest.mark.parametrize("turned", [False, True])
def test_relate_is_the_same_from_both_sides(case, other, agent, turned):
    one, two = (other, case) if turned else (case, other)
    relate(one=one, other=two, by=agent, now=LATER)
    relate(one=two, other=one, by=agent, now=LATER)
    assert list(Relation.objects.values_list("one", "other", "kind")) == [(case.pk, other.pk, RelationKind.RELATED)]
    told = {ticket.pk: [e.data for e in ticket.events.filter(kind=EventKind.RELATED)] for ticket in (case, other)}
    assert told == {
        case.pk: [{"case": other.pk, "kind": "related", "on": True}],
        other.pk: [{"case": case.pk, "kind": "related", "on": True}],
    }


def test_unrelate_takes_it_back_once(case, other, agent):
    relate(one=case, other=other, by=agent, now=LATER)
    for _ in range(2):
        unrelate(one=other, other=case, by=agent, now=LATER)
    assert Relation.objects.count() == 0
    assert [e.data["on"] for e in case.events.filter(kind=EventKind.RELATED).order_by("pk")] == [True, False]


def test_unrelate_leaves_where_a_case_came_from(case, other, agent):
    Relation.objects.create(one=case, other=other, kind=RelationKind.SPLIT)
    before = everything()
    unrelate(one=case, other=other, by=agent, now=LATER)
    assert everything() == before


@pytest.mark.parametrize("verb", [relate, unrelate])
def test_relate_a_case_to_itself_is_refused(case, agent, verb):
    before = everything()
    with pytest.raises(Refused) as refusal:
        verb(one=case, other=case, by=agent, now=LATER)
    assert refusal.value.code == "relate_self"
    assert everything() == before


def test_hang_on_a_main_case_and_take_off(case, other, agent):
    for parent in (other, other, None, None):
        hang(case, parent, agent)
    case.refresh_from_db()
    told = [event.data for event in case.events.filter(kind=EventKind.PARENT).order_by("pk")]
    assert told == [{"from": None, "to": other.pk}, {"from": other.pk, "to": None}]
    assert case.parent is None
    assert unlike_ledger(case, other) == {}


def test_resolve_a_main_case_leaves_those_that_hang_on_it(case, other, agent):
    hang(case, other, agent)
    resolve_ticket(ticket=other, resolution=Resolution.REPAIRED, text="", by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.parent) == (Status.NEW, other)


def test_hang_on_another_main_case_leaves_the_first(case, other, agent):
    third = open_case(now=LATER)
    hang(case, other, agent)
    hang(case, third, agent)
    assert (list(other.children.all()), list(third.children.all())) == ([], [case])


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_hang_in_a_circle_is_refused(case, agent, depth):
    last = case
    for _ in range(depth):
        child = open_case(now=LATER)
        hang(child, last, agent)
        last = child
    before = everything()
    with pytest.raises(Refused) as refusal:
        hang(case, last, agent)
    assert refusal.value.code == ("parent_circle" if depth else "parent_self")
    assert everything() == before


@pytest.mark.parametrize("how", ["merged", "spam"])
def test_hang_on_a_case_set_aside_is_refused(case, other, agent, how):
    if how == "spam":
        mark_spam(ticket=other, by=agent, now=LATER)
    else:
        into = open_case(other.customer, now=LATER)
        merge_tickets(ticket=other, into=into, by=agent, now=LATER)
    before = everything()
    with pytest.raises(Refused) as refusal:
        hang(case, other, agent)
    assert refusal.value.code == how
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_three_who_hang_cases_in_a_ring_at_once_leave_a_line():
    cases, by = [open_case() for _ in range(3)], actor_of(AgentFactory())
    for _ in range(5):
        outcomes = at_once(*(lambda n=n: hang(cases[n], cases[(n + 1) % 3], by) for n in range(3)))
        refused = [outcome.code for outcome in outcomes if isinstance(outcome, Refused)]
        assert refused == ["parent_circle"]
        assert Ticket.objects.filter(parent=None).count() == 1
        for one in cases:
            hang(one, None, by)
