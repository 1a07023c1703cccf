"""A complaint that goes on in another case is owed its answer as before: by the day counted from its own opening."""

from __future__ import annotations

import datetime as dt

import pytest

from core.actors import customer_by_link
from core.richtext import Words
from tests.cases import open_case
from tests.factories import MADRID, NOW
from tests.law_rows import big_company, rule
from tests.tickets.clockwork import unlike_counted
from tickets.actions.completion import ask_to_complete, complete_request, withdraw_request
from tickets.actions.conversation import write_as_customer
from tickets.actions.fields import set_kind
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.status import reopen_ticket, resolve_ticket
from tickets.queries.law import owes_alternatives
from tickets.states import DeadlineEvent, Kind, Resolution

pytestmark = pytest.mark.django_db
BEFORE, LATER = NOW - dt.timedelta(days=10), NOW + dt.timedelta(hours=1)


def after(days):
    return NOW + dt.timedelta(days=days)


def end_of(month, day):
    return dt.datetime(2026, month, day, 23, 59, 59, tzinfo=MADRID)


@pytest.fixture
def law(db):
    """15 calendar days to answer, in force on every day of this file."""
    return rule()


@pytest.fixture
def older(law):
    """A complaint of 6 November: answered by the 21st."""
    return open_case(now=BEFORE)


@pytest.fixture
def newer(older):
    """One of 16 November by the same customer: answered by 1 December."""
    return open_case(older.customer, older.unit)


def merge(case, into, agent, now=LATER):
    return merge_tickets(ticket=case, into=into, by=agent, now=now)


def resolve(case, agent, now):
    return resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=now)


def terms(case):
    rows = case.clocks.filter(due="legal").exclude(state="off").order_by("pk")
    return [(row.anchor.split(":")[0], row.state, row.due_at) for row in rows]


def test_merge_of_an_older_complaint_keeps_its_day_and_unmerge_gives_back_the_other(older, newer, agent):
    before = terms(older), terms(newer)
    assert before == ([("opened", "running", end_of(11, 21))], [("opened", "running", end_of(12, 1))])
    merge(older, newer, agent)
    assert (terms(older), terms(newer)) == ([], before[0])
    newer.refresh_from_db()
    assert (newer.due_at, newer.due_kind) == (end_of(11, 21), "legal")
    assert unlike_counted(older, newer, now=after(1)) == {}
    unmerge_ticket(ticket=older, by=agent, now=LATER)
    assert (terms(older), terms(newer)) == before
    assert unlike_counted(older, newer, now=after(1)) == {}


def test_merge_of_a_newer_complaint_changes_nothing(older, newer, agent):
    before = terms(older)
    merge(newer, older, agent)
    assert (terms(older), terms(newer)) == (before, [])


def test_merge_through_another_case_keeps_the_oldest_day(older, newer, agent):
    newest = open_case(older.customer, older.unit, now=after(1))
    merge(older, newer, agent, now=after(1))
    merge(newer, newest, agent, now=after(2))
    assert terms(newest) == [("opened", "running", end_of(11, 21))]
    unmerge_ticket(ticket=older, by=agent, now=after(3))
    assert (terms(older), terms(newest)) == (
        [("opened", "running", end_of(11, 21))],
        [("opened", "running", end_of(12, 1))],
    )


def test_merge_of_a_complaint_into_a_question_brings_its_term_and_the_duty_to_name_alternatives(older, agent):
    question = open_case(older.customer, now=BEFORE - dt.timedelta(days=9))
    assert (terms(question), owes_alternatives(question)) == ([], False)
    merge(older, question, agent)
    assert terms(question) == [("opened", "running", end_of(11, 21))]
    assert owes_alternatives(question)
    unmerge_ticket(ticket=older, by=agent, now=LATER)
    assert (terms(question), owes_alternatives(question)) == ([], False)


def test_merge_of_what_was_a_complaint_counts_as_one(older, newer, agent):
    set_kind(ticket=older, kind=Kind.QUESTION, by=agent, now=NOW)
    merge(older, newer, agent)
    assert terms(newer) == [("opened", "running", end_of(11, 21))]


def test_merge_of_an_older_question_changes_nothing(newer, agent):
    question = open_case(newer.customer, now=BEFORE)
    merge(question, newer, agent)
    assert terms(newer) == [("opened", "running", end_of(12, 1))]


def test_merge_of_a_complaint_that_was_answered_changes_nothing(older, newer, agent):
    resolve(older, agent, NOW)
    merge(older, newer, agent)
    assert terms(newer) == [("opened", "running", end_of(12, 1))]


def test_merge_of_a_complaint_opened_again_keeps_the_day_of_the_customers_words(older, agent):
    resolve(older, agent, NOW)
    write_as_customer(ticket=older, text="Sigue igual.", by=customer_by_link(older.customer.email), now=after(1))
    newest = open_case(older.customer, older.unit, now=after(3))
    merge(older, newest, agent, now=after(4))
    assert terms(newest) == [("opened", "running", end_of(12, 2))]


def test_merge_into_a_case_opened_again_goes_on_in_its_last_term(older, newer, agent):
    resolve(newer, agent, LATER)
    first = [("opened", "ended", end_of(12, 1))]
    write_as_customer(ticket=newer, text="Sigue igual.", by=customer_by_link(older.customer.email), now=after(1))
    merge(older, newer, agent, now=after(2))
    assert terms(newer) == [*first, ("said", "running", end_of(11, 21))]


def test_merge_into_a_resolved_case_waits_for_it_to_be_opened_again(older, newer, agent):
    resolve(newer, agent, LATER)
    merge(older, newer, agent, now=after(1))
    assert terms(newer) == [("opened", "ended", end_of(12, 1))]
    reopen_ticket(ticket=newer, by=agent, now=after(2))
    assert terms(newer) == [("opened", "running", end_of(11, 21))]


def test_resolving_the_receiving_case_after_the_older_day_is_late(older, newer, agent):
    merge(older, newer, agent)
    resolve(newer, agent, after(6))
    (clock,) = newer.clocks.filter(due="legal")
    assert (clock.state, clock.late_at) == ("ended", end_of(11, 21))


def test_merge_leaves_out_a_law_that_was_not_in_force_for_the_older(older, newer, law, agent):
    new = rule("es-new", event=DeadlineEvent.ALTERNATIVES, valid_from=NOW.date(), amount=30)
    merge(older, newer, agent)
    assert list(newer.clocks.filter(rule=new).values_list("state", "due_at")) == [("running", end_of(12, 16))]


def test_merge_is_not_delayed_by_what_the_customer_was_asked_before(agent):
    big_company()
    older = open_case(now=BEFORE)  # 15 working days from 6 November: the 27th
    newer = open_case(older.customer, older.unit)
    request = ask_to_complete(ticket=newer, words=Words("¿Y la factura?"), by=agent, now=NOW)
    complete_request(request=request, by=agent, now=after(2))
    assert terms(newer) == [("completion", "running", end_of(12, 11))]
    merge(older, newer, agent, now=after(3))
    assert terms(newer) == [("opened", "running", end_of(11, 27))]
    ask_to_complete(ticket=newer, words=Words("¿Y una foto?"), by=agent, now=after(4))
    assert terms(newer) == [("opened", "paused", None)]


def test_merge_counts_from_the_day_on_which_the_older_was_completed(agent):
    big_company()
    older = open_case(now=BEFORE)
    newer = open_case(older.customer, older.unit, now=after(5))
    request = ask_to_complete(ticket=older, words=Words("¿Y la factura?"), by=agent, now=NOW)
    complete_request(request=request, by=agent, now=after(2))
    merge(older, newer, agent, now=after(6))
    assert terms(newer) == [("opened", "running", end_of(12, 11))]


@pytest.fixture
def asked(agent):
    """A complaint of 6 November in 15 working days, whose customer was asked for the invoice on the 16th."""
    big_company()
    older = open_case(now=BEFORE)
    return ask_to_complete(ticket=older, words=Words("¿Y la factura?"), by=agent, now=NOW)


def answer(case, now):
    return write_as_customer(ticket=case, text="Aquí está.", by=customer_by_link(case.customer.email), now=now)


def told_of(case):
    return [line.data["to"] for line in case.events.filter(kind="completion").order_by("pk")]


def rows_of(*cases):
    return [list(case.clocks.order_by("pk").values()) for case in cases]


def test_merge_takes_the_open_request_along_and_the_customer_completes_it_there(asked, agent):
    older = asked.ticket
    question = open_case(older.customer, now=BEFORE)
    merge(older, question, agent)
    assert (question.completions.get(), terms(question)) == (asked, [("opened", "paused", None)])
    assert question.clocks.get(due="completion").state == "running"
    answer(question, after(2))
    asked.refresh_from_db()
    assert (asked.completed_at, told_of(question)) == (after(2), ["completed"])
    # 15 working days after Wednesday 18 November: 7 and 8 December rest.
    assert [row for row in terms(question) if row[1] == "running"] == [("completion", "running", end_of(12, 11))]
    assert unlike_counted(older, question, now=after(3)) == {}


def test_merged_request_does_not_stop_the_term_of_the_receiving_case(asked, agent):
    newer = open_case(asked.ticket.customer, asked.ticket.unit)
    before = terms(newer)
    merge(asked.ticket, newer, agent)
    assert (before, terms(newer)) == ([("opened", "running", end_of(12, 9))],) * 2
    answer(newer, after(2))
    assert terms(newer) == before
    assert "stopped" not in newer.events.get(kind="completion").data


def test_unmerge_gives_the_open_request_back_as_it_was(asked, agent):
    older = asked.ticket
    question = open_case(older.customer, now=BEFORE)
    before = rows_of(older, question)
    merge(older, question, agent)
    unmerge_ticket(ticket=older, by=agent, now=LATER)
    assert (older.completions.get(), question.completions.exists()) == (asked, False)
    older_rows, question_rows = rows_of(older, question)
    assert older_rows == before[0]
    assert {row["state"] for row in question_rows} <= {"off"}


def test_unmerge_after_it_was_completed_there_begins_the_term_anew(asked, agent):
    older = asked.ticket
    question = open_case(older.customer, now=BEFORE)
    merge(older, question, agent)
    answer(question, after(2))
    unmerge_ticket(ticket=older, by=agent, now=after(3))
    assert (terms(older), terms(question)) == ([("completion", "running", end_of(12, 11))], [])
    assert unlike_counted(older, question, now=after(3)) == {}


def test_merge_through_another_case_takes_the_request_to_the_last(asked, agent):
    older = asked.ticket
    question, last = (open_case(older.customer, now=BEFORE) for _ in range(2))
    merge(older, question, agent)
    merge(question, last, agent)
    assert (last.completions.get(), terms(last)) == (asked, [("opened", "paused", None)])
    unmerge_ticket(ticket=older, by=agent, now=LATER)
    assert (older.completions.get(), terms(older), terms(last)) == (asked, [("opened", "paused", None)], [])


def test_merge_into_a_case_that_was_asked_too_completes_both_at_once(asked, agent):
    newer = open_case(asked.ticket.customer, asked.ticket.unit)
    second = ask_to_complete(ticket=newer, words=Words("¿Y una foto?"), by=agent, now=NOW)
    merge(asked.ticket, newer, agent)
    assert (newer.completions.get(), terms(newer)) == (second, [("opened", "paused", None)])
    answer(newer, after(2))
    asked.refresh_from_db()
    assert (asked.completed_at, asked.ticket_id) == (after(2), asked.ticket.pk)
    assert terms(newer)[-1] == ("completion", "running", end_of(12, 11))


def test_request_left_behind_takes_the_place_of_one_that_is_withdrawn(asked, agent):
    newer = open_case(asked.ticket.customer, asked.ticket.unit)
    second = ask_to_complete(ticket=newer, words=Words("¿Y una foto?"), by=agent, now=NOW)
    merge(asked.ticket, newer, agent)
    withdraw_request(request=second, by=agent, now=after(1))
    assert newer.completions.get(withdrawn_at=None) == asked
    answer(newer, after(2))
    asked.refresh_from_db()
    assert asked.completed_at == after(2)
