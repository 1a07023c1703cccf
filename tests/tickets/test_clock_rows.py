"""Clocks through the verbs that change what they depend on. NOW is a Monday at ten, and hours go from nine to six."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tests.tickets.clockwork import at, clocks_of, make_policy, make_step, rows_of_clocks, unlike_counted
from tickets.actions import conversation, opening
from tickets.actions.aside import mark_spam, take_out_of_spam
from tickets.actions.assignment import change_priority
from tickets.actions.clocks import keep_clocks
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.fields import set_kind
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.splitting import split_message
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.actions.taking_back import take_back
from tickets.models import Clock, Ticket
from tickets.states import Channel, ClockState, Kind, MessageKind, Priority, Resolution, Status

pytestmark = pytest.mark.django_db
FIRST, WHOLE = "first_reply opened", "resolution opened"


@pytest.fixture(autouse=True)
def policy(db):
    return make_policy()


def reply(case, agent, when, **given):
    return reply_to_customer(ticket=case, text="Vamos.", by=agent, now=at(when), **given)


def said(case, customer, when):
    return write_as_customer(ticket=case, text="¿Y bien?", by=customer, now=at(when))


def told(case):
    return {name: (clock.state, clock.due_at) for name, clock in clocks_of(case).items()}


def assert_counted(*cases):
    """What is stored is what would be counted, and each says its nearest moment."""
    assert unlike_counted(*cases, now=at("sun2 23:00")) == {}
    for case in cases:
        case.refresh_from_db()
        running = case.clocks.filter(state=ClockState.RUNNING).order_by("due_at").first()
        assert (case.due_at, case.due_kind) == ((running.due_at, running.due) if running else (None, ""))


def test_open_case_starts_the_clocks_of_its_policy(case, policy):
    first, whole = clocks_of(case).values()
    assert (first.due, first.state, first.due_at, first.wakes_at) == ("first_reply", "running", *[at("mon 18:00")] * 2)
    assert (whole.due, whole.state, whole.due_at, whole.target_minutes) == (
        "resolution", "running", at("mon2 10:00"), 2700,
    )  # fmt: skip
    assert {clock.policy_id for clock in (first, whole)} == {policy.pk}
    assert (first.spells, first.late_at, first.fired) == ([[NOW.isoformat(), None]], None, [])
    assert_counted(case)
    assert (case.due_at, case.due_kind) == (at("mon 18:00"), "first_reply")


def test_open_case_without_a_policy_has_no_clocks(policy):
    policy.active = False
    policy.save()
    case = open_case()
    assert (case.clocks.count(), case.due_at, case.due_kind) == (0, None, "")


def test_policy_is_the_first_that_fits(policy):
    company = CustomerFactory(kind="company")
    loyal = CustomerFactory()
    policy.position = 9
    policy.save()
    urgent = make_policy("Urgentes", priorities=[Priority.URGENT], position=1, first_reply=60)
    firms = make_policy("Empresas", customer_kind="company", position=2, first_reply=120)
    chosen = make_policy("De siempre", position=3, first_reply=180)
    chosen.customers.add(loyal)
    questions = make_policy("Preguntas", kinds=["question"], position=4, first_reply=240)
    make_policy("Apagada", position=0, active=False)
    cases = [
        open_case(text="Sale humo."), open_case(company), open_case(loyal), open_case(CustomerFactory()), open_case(),
    ]  # fmt: skip
    assert [clocks_of(one)[FIRST].policy_id for one in cases] == [
        urgent.pk, firms.pk, chosen.pk, questions.pk, policy.pk,
    ]  # fmt: skip


def test_reply_ends_the_first_and_pauses_the_rest(case, agent):
    reply(case, agent, "mon 12:00")
    first, whole = clocks_of(case).values()
    assert (first.state, first.ended_at, first.due_at, first.late_at) == (
        "ended",
        at("mon 12:00"),
        at("mon 18:00"),
        None,
    )
    assert (whole.state, whole.due_at, whole.wakes_at) == ("paused", None, None)
    assert whole.spells == [[NOW.isoformat(), at("mon 12:00").isoformat()]]
    assert_counted(case)


def test_round_of_the_customer_is_a_clock_until_we_answer(case, agent, customer):
    reply(case, agent, "mon 12:00")
    words = said(case, customer, "wed 09:00")
    assert told(case)[f"next_reply said:{words.pk}"] == ("running", at("wed 17:00"))
    said(case, customer, "wed 10:00")
    assert case.clocks.count() == 3
    assert_counted(case)
    add_note(ticket=case, text="Le llamo.", kind=MessageKind.PHONE, by=agent, now=at("wed 11:00"))
    assert told(case)[f"next_reply said:{words.pk}"] == ("ended", at("wed 17:00"))
    assert told(case)[WHOLE] == ("running", at("tue2 16:00"))
    assert_counted(case)


def test_note_among_us_counts_nothing(case, agent):
    before = rows_of_clocks(case)
    with CaptureQueriesContext(connection) as seen:
        add_note(ticket=case, text="Ojo.", by=agent, now=at("mon 12:00"))
    assert rows_of_clocks(case) == before
    assert not [query for query in seen.captured_queries if "tickets_clock" in query["sql"]]


def test_take_back_leaves_the_clocks_as_they_were(case, agent):
    before = rows_of_clocks(case)
    message = reply(case, agent, "mon 12:00", hold=True)
    assert rows_of_clocks(case) != before
    take_back(message=message, by=agent, now=at("mon 12:00"))
    assert rows_of_clocks(case) == before
    assert_counted(case)


def test_late_reply_is_noted_once_and_can_be_taken_back(case, agent):
    message = reply(case, agent, "mon 18:01", hold=True)
    first = clocks_of(case)[FIRST]
    late = case.events.get(kind="late")
    assert (first.late_at, late.data) == (at("mon 18:00"), {"clock": first.pk, "due": "first_reply"})
    take_back(message=message, by=agent, now=at("mon 18:01"))
    assert (clocks_of(case)[FIRST].state, clocks_of(case)[FIRST].late_at) == ("running", at("mon 18:00"))
    reply(case, agent, "mon 18:05")
    assert (clocks_of(case)[FIRST].state, case.events.filter(kind="late").count()) == ("ended", 1)
    assert_counted(case)


def test_pause_after_its_time_is_late(case, agent):
    change_status(ticket=case, to=Status.WAITING_CUSTOMER, by=agent, now=at("tue 10:00"))
    first, whole = clocks_of(case).values()
    assert [(it.state, it.due_at, it.late_at) for it in (first, whole)] == [
        ("paused", at("mon 18:00"), at("mon 18:00")), ("paused", None, None),
    ]  # fmt: skip
    assert [event.data["due"] for event in case.events.filter(kind="late")] == ["first_reply"]
    assert_counted(case)


def test_resolve_and_open_again_goes_on_in_the_same_clock(case, agent, customer):
    whole = clocks_of(case)[WHOLE].pk
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Hecho.", by=agent, now=at("mon 12:00"))
    assert {clock.state for clock in clocks_of(case).values()} == {"ended"}
    assert_counted(case)
    assert case.due_at is None
    reopen_ticket(ticket=case, by=agent, now=at("wed 09:00"))
    again = clocks_of(case)[WHOLE]
    assert (again.pk, again.state, again.due_at, again.ended_at) == (whole, "running", at("tue2 16:00"), None)
    assert_counted(case)
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=at("wed 10:00"))
    words = said(case, customer, "thu 09:00")
    assert told(case)[f"next_reply said:{words.pk}"] == ("running", at("thu 17:00"))
    assert told(case)[WHOLE] == ("running", at("wed2 15:00"))
    assert_counted(case)


def test_merge_switches_off_and_unmerge_gives_back_every_byte(case, agent, policy):
    make_step(policy, "resolution", 50)
    other = open_case(case.customer, case.unit)
    reply(case, agent, "mon 12:00", then=Status.OPEN)
    before = rows_of_clocks(case, other)
    merge_tickets(ticket=case, into=other, by=agent, now=at("mon 13:00"))
    assert told(case) == {FIRST: ("ended", at("mon 18:00")), WHOLE: ("off", at("mon2 10:00"))}
    assert_counted(case, other)
    unmerge_ticket(ticket=case, by=agent, now=at("tue 13:00"))
    assert rows_of_clocks(case, other) == before
    assert_counted(case, other)


def test_merge_of_danger_counts_both_by_what_they_are_now(agent, policy):
    case = open_case()
    make_policy("Urgentes", priorities=[Priority.URGENT], first_reply=60)
    policy.position = 9
    policy.save()
    danger = open_case(case.customer, case.unit, text="Sale humo.")
    merge_tickets(ticket=danger, into=case, by=agent, now=at("mon 11:00"))
    assert told(case)[FIRST] == ("running", at("mon 11:00"))
    unmerge_ticket(ticket=danger, by=agent, now=at("mon 11:00"))
    assert told(case)[FIRST] == ("running", at("mon 18:00"))
    assert_counted(case, danger)


def test_spam_switches_off_and_gives_back_every_byte(case, agent):
    before = rows_of_clocks(case)
    mark_spam(ticket=case, by=agent, now=at("mon 11:00"))
    assert {clock.state for clock in clocks_of(case).values()} == {"off"}
    assert_counted(case)
    take_out_of_spam(ticket=case, by=agent, now=at("mon 12:00"))
    assert rows_of_clocks(case) == before


def test_priority_counts_by_the_policy_that_fits_now(case, agent, policy):
    policy.position = 9
    policy.save()
    urgent = make_policy("Urgentes", priorities=[Priority.URGENT], first_reply=60)
    change_priority(ticket=case, priority=Priority.URGENT, by=agent, now=at("mon 10:30"))
    first = clocks_of(case)[FIRST]
    assert (first.policy_id, first.target_minutes, first.due_at) == (urgent.pk, 60, at("mon 11:00"))
    change_priority(ticket=case, priority=Priority.NORMAL, by=agent, now=at("mon 10:31"))
    assert told(case)[FIRST] == ("running", at("mon 18:00"))
    assert_counted(case)


def test_kind_counts_by_the_policy_that_fits_now(case, agent, policy):
    policy.position = 9
    policy.save()
    make_policy("Técnicos", kinds=["technical"], first_reply=60, resolution=None)
    set_kind(ticket=case, kind=Kind.TECHNICAL, by=agent, now=at("mon 10:30"))
    assert told(case) == {FIRST: ("running", at("mon 11:00")), WHOLE: ("off", at("mon2 10:00"))}
    assert_counted(case)


def test_change_of_policy_while_paused_keeps_what_was_worked(case, agent, policy):
    """Two of its hours had passed when it was paused: with ten of them, eight are left, whatever the target was."""
    reply(case, agent, "mon 12:00")
    policy.resolution, policy.first_reply = 600, 60
    policy.save()
    keep_clocks(Ticket.objects.get(pk=case.pk), now=at("tue 09:00"))
    first, whole = clocks_of(case).values()
    assert (first.target_minutes, first.due_at, first.late_at) == (480, at("mon 18:00"), None)
    assert (whole.state, whole.target_minutes, whole.due_at) == ("paused", 600, None)
    change_status(ticket=case, to=Status.OPEN, by=agent, now=at("wed 09:00"))
    assert told(case)[WHOLE] == ("running", at("wed 17:00"))
    assert_counted(case)


def test_policy_that_comes_later_does_not_judge_what_was_done_before(agent, policy):
    policy.active = False
    policy.save()
    case = open_case()
    reply(case, agent, "fri 12:00", then=Status.OPEN)
    policy.active = True
    policy.save()
    keep_clocks(Ticket.objects.get(pk=case.pk), now=at("fri 13:00"))
    assert told(case) == {WHOLE: ("running", at("mon2 10:00"))}
    assert case.events.filter(kind="late").count() == 0


def test_split_case_counts_from_when_it_was_said(case, agent, customer):
    reply(case, agent, "mon 11:00")
    words = said(case, customer, "mon 12:00")
    split = split_message(message=words, by=agent, now=at("tue 12:00"))
    first = clocks_of(split)[FIRST]
    assert (first.starts_at, first.due_at, first.spells) == (
        at("mon 12:00"), at("tue 11:00"), [[at("mon 12:00").isoformat(), None]],
    )  # fmt: skip
    assert_counted(case, split)


def test_case_opened_by_phone_has_no_first_reply():
    unit = UnitFactory()
    case = open_case(unit=unit, channel=Channel.PHONE, message_kind=MessageKind.PHONE)
    assert list(told(case)) == [WHOLE]


def test_keep_twice_writes_nothing_the_second_time(case, django_assert_num_queries):
    ticket = Ticket.objects.select_related("customer").get(pk=case.pk)
    keep_clocks(ticket, now=at("mon 10:00"))
    with django_assert_num_queries(1):
        keep_clocks(ticket, now=at("mon 10:00"))


def test_reply_costs_the_clocks_two_statements(case, agent, monkeypatch):
    """One that reads and one that writes; the case says what is due next with what else is written of it."""
    keep_clocks(Ticket.objects.select_related("customer").get(pk=case.pk), now=NOW)
    with CaptureQueriesContext(connection) as counted:
        reply(case, agent, "mon 12:00")
    monkeypatch.setattr(conversation, "keep_clocks", lambda ticket, now: None)
    other = open_case()
    with CaptureQueriesContext(connection) as bare:
        reply(other, agent, "mon 12:00")
    assert len(counted) - len(bare) == 2


def test_case_without_a_ledger_has_no_clocks(case):
    Clock.objects.all().delete()
    bare = Ticket.objects.get(pk=case.pk)
    bare.pk, bare.reference = None, "PV-BARE-CASE"
    bare.save()
    keep_clocks(bare, now=NOW)
    assert bare.clocks.count() == 0


def test_calendar_that_changes_counts_the_same_spells_again(case, agent, policy):
    policy.calendar.hours.update(ends=840)  # until two o'clock
    keep_clocks(Ticket.objects.get(pk=case.pk), now=at("mon 10:01"))
    assert told(case)[FIRST] == ("running", at("tue 13:00"))
    policy.calendar.hours.all().delete()
    keep_clocks(Ticket.objects.get(pk=case.pk), now=at("mon 10:02"))
    assert {clock.state for clock in clocks_of(case).values()} == {"off"}
    assert_counted(case)


def test_open_costs_the_clocks_two_statements_and_the_case_none(policy, monkeypatch):
    unit = UnitFactory()
    open_case(unit=unit)
    with CaptureQueriesContext(connection) as counted:
        open_case(unit=unit)
    monkeypatch.setattr(opening, "foresee_clocks", lambda ticket, said, now: [])
    monkeypatch.setattr(opening, "start_clocks", lambda ticket, rows: None)
    with CaptureQueriesContext(connection) as bare:
        open_case(unit=unit)
    assert len(counted) - len(bare) == 2


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("kind", [MessageKind.CUSTOMER, MessageKind.PHONE, MessageKind.NOTE])
def test_open_by_every_way_starts_what_would_be_counted(channel, kind, policy):
    make_step(policy, "first_reply", 50)
    case = open_case(channel=channel, message_kind=kind)
    assert_counted(case)
    assert list(told(case)) == ([FIRST] if case.clocks.count() == 2 else []) + [WHOLE]


def test_two_writers_with_older_clocks_leave_what_is_counted(case, agent, customer):
    """Who waits for the case writes an earlier time than who came before."""
    reply(case, agent, "mon 12:00")
    write_as_customer(ticket=case, text="¿Y bien?", by=customer, now=at("mon 12:00") - dt.timedelta(seconds=2))
    assert_counted(case)
    assert told(case)[WHOLE][0] == "running"
