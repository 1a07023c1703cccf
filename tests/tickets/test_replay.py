import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.cases import open_case
from tests.factories import NOW, UnitFactory
from tests.tickets.rows import unlike_ledger
from tickets.actions.assignment import assign_ticket
from tickets.actions.conversation import reply_to_customer, write_as_customer
from tickets.actions.status import resolve_ticket
from tickets.actions.taking_back import take_back
from tickets.actions.unit import set_unit
from tickets.models import Ticket, TicketEvent
from tickets.queries.ledgers import compare_all
from tickets.replay import Line, State, differences, replay
from tickets.states import EventKind, Kind, Priority, Resolution, Status

LATER = NOW + dt.timedelta(hours=1)
OPENED = {"channel": "portal", "kind": "complaint", "priority": 2, "safety": False, "unit": 7}


def line(event, at=NOW, *, was="", to="", data=None):
    return Line(1, event, at, was, to, data or {}, None)


BEGUN = line(EventKind.OPENED, to=Status.NEW, data=OPENED)
FRESH = State(turn_since=NOW, kind=Kind.COMPLAINT, unit=7)


def test_opened_is_what_it_was_opened_with():
    assert replay([BEGUN]) == FRESH


@pytest.mark.parametrize(
    ("kind", "data", "now"),
    [
        (EventKind.ASSIGNED, {"from": None, "to": 3}, {"assignee": 3}),
        (EventKind.PRIORITY, {"from": 2, "to": 4}, {"priority": 4}),
        (EventKind.UNIT, {"from": 7, "to": 8}, {"unit": 8}),
        (EventKind.TEAM, {"from": None, "to": 5}, {"team": 5}),
        (EventKind.KIND, {"from": "complaint", "to": "question"}, {"kind": "question"}),
        (EventKind.PARENT, {"from": None, "to": 9}, {"parent": 9}),
        (EventKind.CAUSE, {"from": None, "to": 2}, {"cause": 2}),
        (EventKind.SAFETY, {"to": True}, {"safety": True}),
        (EventKind.TAGGED, {"added": [1, 2], "removed": []}, {"tags": frozenset({1, 2})}),
        (EventKind.CONFIRMED, {"decision": 6}, {"confirmed_decision": 6}),
        (EventKind.ASIDE, {"from": "", "to": "spam", "into": None}, {"aside": "spam"}),
        (EventKind.ASIDE, {"from": "", "to": "merged", "into": 4}, {"aside": "merged", "merged_into": 4}),
        (EventKind.MERGED, {"case": 4, "safety": False}, {}),
        (EventKind.RELATED, {"case": 4, "kind": "related", "on": True}, {}),
        (EventKind.TIME, {"entry": 4, "minutes": 5}, {}),
    ],
)
def test_line_changes_what_it_says_and_nothing_else(kind, data, now):
    assert differences(replay([BEGUN, line(kind, LATER, data=data)]), FRESH) == {
        name: (value, getattr(FRESH, name)) for name, value in now.items()
    }


def test_state_that_changes_whose_turn_it_is_begins_a_turn():
    opened = line(EventKind.STATUS, LATER, was=Status.NEW, to=Status.OPEN)
    waits = line(EventKind.STATUS, LATER, was=Status.OPEN, to=Status.WAITING_PART)
    assert replay([BEGUN, opened]).turn_since == NOW
    assert replay([BEGUN, opened, waits]).turn_since == LATER


def test_what_an_old_ledger_does_not_say_is_what_was_changed_or_what_is():
    old = line(EventKind.OPENED, to=Status.NEW, data={"channel": "portal"})
    urgent = line(EventKind.PRIORITY, LATER, data={"from": 3, "to": 4})
    danger = line(EventKind.SAFETY, LATER)
    told = replay([old, danger, urgent], otherwise={"kind": "question", "priority": 4, "safety": True, "unit": 7})
    assert (told.kind, told.unit, told.priority, told.safety) == (Kind.QUESTION, 7, Priority.URGENT, True)


@pytest.mark.django_db
def test_story_of_a_case_is_told_as_it_is_stored(case, ana, agent, customer):
    assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
    said = reply_to_customer(ticket=case, text="Mire.", hold=True, by=agent, now=LATER)
    assert unlike_ledger(case) == {}
    take_back(message=said, by=agent, now=LATER)
    assert unlike_ledger(case) == {}
    reply_to_customer(ticket=case, text="Mire.", by=agent, now=LATER)
    write_as_customer(ticket=case, text="Sale humo.", by=customer, now=LATER)
    set_unit(ticket=case, unit=UnitFactory(purchase__customer=case.customer), by=agent, now=LATER)
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Ya.", by=agent, now=LATER)
    assert unlike_ledger(case) == {}


def check(*args):
    out = StringIO()
    call_command("check_ledgers", *args, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_check_finds_nothing_in_whole_ledgers(case):
    open_case()
    assert check() == ["cases compared: 2; that differ: 0"]


@pytest.mark.django_db
def test_check_names_what_differs(case):
    open_case()
    Ticket.objects.filter(pk=case.pk).update(priority=4, aside="spam")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_ledgers", stdout=out)
    assert out.getvalue().splitlines() == [
        f"{case.reference}: priority is 4, and the ledger tells 2",
        f"{case.reference}: aside is spam, and the ledger tells empty",
        "cases compared: 2; that differ: 1",
    ]


@pytest.mark.django_db
def test_check_says_how_many_ledgers_are_old(case):
    made = {name: getattr(case, name) for name in ("customer", "channel", "language", "kind", "priority", "unit")}
    old = Ticket.objects.create(
        reference="PV-2222-2222", subject="De antes", created_at=NOW, turn_since=NOW, last_message_at=NOW, **made
    )
    TicketEvent.objects.create(
        ticket=old,
        kind=EventKind.OPENED,
        at=NOW,
        actor_kind="customer",
        to_status=Status.NEW,
        data={"channel": "portal"},
    )
    found = check()
    assert (found[0], len(found), found[1][:2]) == ("cases compared: 2; that differ: 0", 2, "1 ")


@pytest.mark.django_db
def test_check_since_a_day_leaves_out_what_was_quiet(case):
    assert check("--since", "2026-11-16")[0] == "cases compared: 1; that differ: 0"
    assert check("--since", "2026-11-17")[0] == "cases compared: 0; that differ: 0"


@pytest.mark.django_db
def test_check_of_a_day_that_is_none_is_refused():
    with pytest.raises(CommandError, match="is no day"):
        check("--since", "ayer")


@pytest.mark.django_db
def test_check_costs_the_same_queries_for_one_case_and_for_thirty(case, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert len(list(compare_all())) == 1
    for _ in range(29):
        open_case(case.customer, case.unit)
    with django_assert_num_queries(5):
        assert len(list(compare_all())) == 30
