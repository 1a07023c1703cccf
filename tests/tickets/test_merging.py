import datetime as dt

import pytest

from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory
from tests.tickets.rows import everything, rows_of, unlike_ledger
from tests.uploads import photo
from tickets.actions.aside import mark_spam
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.fields import set_kind, set_own_fields, set_subject, set_team
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.relations import relate, set_parent
from tickets.actions.status import change_status, resolve_ticket
from tickets.actions.tagging import add_tags
from tickets.models import Draft, Ticket, TicketEvent
from tickets.queries.families import end_of, family_ids, line_of
from tickets.states import Aside, EventKind, Kind, MessageKind, Priority, Resolution, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def other(case):
    """Another case of the same customer about the same unit."""
    return open_case(case.customer, case.unit, text="Y además hace ruido.", now=LATER)


def merge(ticket, into, agent):
    return merge_tickets(ticket=ticket, into=into, by=agent, now=LATER)


def lines(ticket, since=0):
    return [(event.kind, event.data) for event in ticket.events.filter(pk__gt=since).order_by("pk")]


def last_line():
    return TicketEvent.objects.latest("pk").pk


def test_merge_sets_one_aside_and_tells_both(case, other, agent):
    row, since, letters = Ticket.objects.values().get(pk=case.pk), last_line(), OutgoingMessage.objects.count()
    merged = merge(case, other, agent)
    aside = {"aside": Aside.MERGED, "merged_into_id": other.pk}
    assert Ticket.objects.values().get(pk=case.pk) == row | aside
    assert merged == case
    assert lines(case, since) == [("aside", {"from": "", "to": "merged", "into": other.pk})]
    assert lines(other, since) == [("merged", {"case": case.pk})]
    assert OutgoingMessage.objects.count() == letters
    assert unlike_ledger(case, other) == {}


def test_merge_twice_is_once(case, other, agent):
    merge(case, other, agent)
    before = everything()
    merge(case, other, agent)
    assert everything() == before


def test_merge_and_unmerge_give_both_back_as_they_were(case, other, ana, agent, customer):
    reply_to_customer(ticket=case, text="Mire.", html="<p><b>Mire</b>.</p>", files=[photo()], by=agent, now=LATER)
    add_tags(ticket=case, names=["fuga", "urgente"], by=agent, now=LATER)
    Draft.objects.create(ticket=case, author=ana, kind=MessageKind.NOTE, text="A medias", updated_at=LATER)
    relate(one=case, other=open_case(), by=agent, now=LATER)
    change_status(ticket=other, to=Status.WAITING_PART, by=agent, now=LATER)
    before = rows_of(case, other)
    merge(case, other, agent)
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    assert rows_of(case, other) == before
    assert unlike_ledger(case, other) == {}


def test_unmerge_leaves_what_was_written_meanwhile_where_it_was_written(case, other, agent, customer):
    mine = rows_of(case)
    merge(case, other, agent)
    words = write_as_customer(ticket=case, text="¿Sigue ahí?", by=customer, now=LATER)
    answer = reply_to_customer(ticket=other, text="Sí.", by=agent, now=LATER)
    theirs = rows_of(other)
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    assert (rows_of(case), rows_of(other)) == (mine, theirs)
    assert [words.ticket, answer.ticket] == [other, other]


def test_unmerge_twice_is_once(case, other, agent):
    merge(case, other, agent)
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    before = everything()
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    assert everything() == before


def test_merge_in_a_chain_is_one_family(case, other, agent):
    third = open_case(case.customer, now=LATER)
    merge(case, other, agent)
    merge(other, third, agent)
    assert family_ids(third) == [case.pk, other.pk, third.pk]
    assert family_ids(other) == [case.pk, other.pk]
    assert {end_of(one.pk) for one in (case, other, third)} == {third.pk}
    unmerge_ticket(ticket=other, by=agent, now=LATER)
    assert (family_ids(third), end_of(case.pk)) == ([third.pk], other.pk)


def test_family_is_one_query(case, other, agent, django_assert_num_queries):
    merge(case, other, agent)
    with django_assert_num_queries(1):
        family_ids(other)


@pytest.mark.parametrize("deed", ["self", "into_merged_into_it", "into_child", "into_parent", "into_grandchild"])
def test_merge_with_itself_or_its_own_is_refused(case, other, agent, deed):
    into, third = other, open_case(case.customer, now=LATER)
    match deed:
        case "self":
            into = case
        case "into_merged_into_it":
            merge(other, third, agent)
            merge(third, case, agent)
        case "into_child":
            set_parent(ticket=other, parent=case, by=agent, now=LATER)
        case "into_parent":
            set_parent(ticket=case, parent=other, by=agent, now=LATER)
        case "into_grandchild":
            set_parent(ticket=third, parent=case, by=agent, now=LATER)
            set_parent(ticket=other, parent=third, by=agent, now=LATER)
    before = everything()
    with pytest.raises(Refused) as refusal:
        merge(case, into, agent)
    assert refusal.value.code == ("merge_self" if deed == "self" else "merge_child")
    assert everything() == before


def test_merge_with_a_case_of_another_customer_is_refused(case, agent):
    theirs = open_case(CustomerFactory(), now=LATER)
    before = everything()
    with pytest.raises(Refused) as refusal:
        merge(case, theirs, agent)
    assert refusal.value.code == "merge_other_customer"
    assert everything() == before


@pytest.mark.parametrize("which", ["target_merged", "target_spam", "source_merged", "source_spam"])
def test_merge_of_cases_set_aside_is_refused(case, other, agent, which):
    third = open_case(case.customer, now=LATER)
    aside = other if which.startswith("target") else case
    if which.endswith("spam"):
        mark_spam(ticket=aside, by=agent, now=LATER)
    else:
        merge(aside, third, agent)
    before = everything()
    with pytest.raises(Refused) as refusal:
        merge(case, other, agent)
    code = {"target_merged": "merge_aside", "target_spam": "merge_aside", "source_merged": "merged"}
    assert refusal.value.code == code.get(which, "spam")
    assert everything() == before


VERBS = {
    "reply": lambda t, agent: reply_to_customer(ticket=t, text="Hola", by=agent, now=LATER),
    "note": lambda t, agent: add_note(ticket=t, text="Hola", by=agent, now=LATER),
    "state": lambda t, agent: change_status(ticket=t, to=Status.OPEN, by=agent, now=LATER),
    "resolve": lambda t, agent: resolve_ticket(ticket=t, resolution=Resolution.REPAIRED, text="", by=agent, now=LATER),
    "assign": lambda t, agent: assign_ticket(ticket=t, assignee=None, by=agent, now=LATER),
    "priority": lambda t, agent: change_priority(ticket=t, priority=Priority.HIGH, by=agent, now=LATER),
    "tag": lambda t, agent: add_tags(ticket=t, names=["x"], by=agent, now=LATER),
    "kind": lambda t, agent: set_kind(ticket=t, kind=Kind.TECHNICAL, by=agent, now=LATER),
    "team": lambda t, agent: set_team(ticket=t, team=None, by=agent, now=LATER),
    "subject": lambda t, agent: set_subject(ticket=t, subject="Otra cosa", by=agent, now=LATER),
    "fields": lambda t, agent: set_own_fields(ticket=t, values={}, by=agent, now=LATER),
    "spam": lambda t, agent: mark_spam(ticket=t, by=agent, now=LATER),
    "parent": lambda t, agent: set_parent(ticket=t, parent=None, by=agent, now=LATER),
    "relate": lambda t, agent: relate(one=t, other=open_case(), by=agent, now=LATER),
}


@pytest.mark.parametrize("verb", VERBS)
def test_write_in_a_merged_case_is_refused(case, other, agent, verb):
    merge(case, other, agent)
    before = rows_of(case)
    with pytest.raises(Refused) as refusal:
        VERBS[verb](case, agent)
    assert refusal.value.code == "merged"
    assert other.reference in str(refusal.value)
    assert rows_of(case) == before


def test_danger_is_lent_and_given_back(case, other, agent, customer):
    write_as_customer(ticket=case, text="Sale humo.", by=customer, now=LATER)
    before = rows_of(other)
    merge(case, other, agent)
    other.refresh_from_db()
    assert (other.safety, other.priority) == (True, Priority.URGENT)
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    assert rows_of(other) == before
    assert unlike_ledger(case, other) == {}


def test_danger_of_two_cases_goes_with_the_last(case, other, agent, customer):
    third = open_case(case.customer, text="Echa chispas.", now=LATER)
    write_as_customer(ticket=case, text="Sale humo.", by=customer, now=LATER)
    before = rows_of(other)
    for one in (case, third):
        merge(one, other, agent)
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    other.refresh_from_db()
    assert other.safety
    unmerge_ticket(ticket=third, by=agent, now=LATER)
    assert rows_of(other) == before


def test_danger_stays_when_its_customer_spoke_of_it_since(case, other, agent, customer):
    write_as_customer(ticket=case, text="Sale humo.", by=customer, now=LATER)
    merge(case, other, agent)
    write_as_customer(ticket=other, text="Ahora también sale humo de aquí.", by=customer, now=LATER)
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    other.refresh_from_db()
    assert (other.safety, other.priority) == (True, Priority.URGENT)


def test_priority_that_somebody_set_since_stays(case, other, agent, customer):
    write_as_customer(ticket=case, text="Sale humo.", by=customer, now=LATER)
    merge(case, other, agent)
    change_priority(ticket=other, priority=Priority.LOW, by=agent, now=LATER)
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    other.refresh_from_db()
    assert (other.safety, other.priority) == (False, Priority.LOW)
    assert other.events.filter(kind=EventKind.SAFETY).count() == 2


def test_words_in_a_chain_of_merges_reach_its_end(case, other, agent, customer):
    third = open_case(case.customer, now=LATER)
    change_status(ticket=third, to=Status.WAITING_PART, by=agent, now=LATER)
    merge(case, other, agent)
    merge(other, third, agent)
    said = write_as_customer(ticket=case, text="¿Hola?", by=customer, now=LATER)
    third.refresh_from_db()
    assert (said.ticket, third.status) == (third, Status.OPEN)


def test_line_begins_with_the_case_itself(case, other, agent):
    set_parent(ticket=case, parent=other, by=agent, now=LATER)
    assert (line_of(case.pk), line_of(other.pk)) == ([case.pk, other.pk], [other.pk])
