import datetime as dt

import pytest

from core.actors import SYSTEM
from core.errors import Refused
from tests.cases import open_case
from tests.factories import NOW
from tests.law_rows import rule
from tests.tickets.rows import everything
from tickets.actions.aside import mark_spam
from tickets.actions.legal_starts import end_legal_start, say_legal_start, withdraw_legal_start
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.status import resolve_ticket
from tickets.states import DeadlineEvent, Resolution, TermUnit

pytestmark = pytest.mark.django_db
YESTERDAY, LATER = NOW - dt.timedelta(days=1), NOW + dt.timedelta(hours=1)


@pytest.fixture
def refund(db):
    """14 calendar days to return the money once the goods are back."""
    return rule("es-refund", event=DeadlineEvent.REFUND, amount=14, unit=TermUnit.CALENDAR_DAYS, kinds=[])


def say(case, agent, event=DeadlineEvent.REFUND, at=YESTERDAY, now=NOW, **given):
    return say_legal_start(ticket=case, event=event, at=at, by=agent, now=now, **given)


def clocks(case):
    return [(clock.anchor.split(":")[0], clock.state) for clock in case.clocks.filter(due="legal").order_by("pk")]


def test_say_a_date_starts_the_clock_of_the_law(case, agent, refund):
    start = say(case, agent, number=" 12 / 345 ")
    assert (start.number, start.said_at, start.said_by_id) == ("12 / 345", NOW, agent.user_id)
    (clock,) = case.clocks.filter(due="legal")
    assert (clock.anchor, clock.rule, clock.state, clock.starts_at) == (
        f"start:{start.pk}",
        refund,
        "running",
        YESTERDAY,
    )
    assert clock.due_at == dt.datetime(
        2026, 11, 29, 22, 59, 59, tzinfo=dt.UTC
    )  # 29 November in Madrid, its last second
    assert case.events.get(kind="legal").data == {"start": start.pk, "event": "refund", "to": "said"}


def test_say_the_same_date_again_is_the_same_row(case, agent, refund):
    start = say(case, agent)
    before = everything()
    assert say(case, agent, now=LATER) == start
    assert everything() == before


def test_say_a_date_of_which_no_rule_knows_is_written_down_and_no_clock_runs(case, agent):
    start = say(case, agent, event=DeadlineEvent.FORM)
    assert (case.legal_starts.get(), clocks(case)) == (start, [])


@pytest.mark.parametrize("verb", ["done", "withdrawn"])
def test_end_or_withdraw_ends_the_clock_once(case, agent, refund, verb):
    start = say(case, agent)
    act = {"done": end_legal_start, "withdrawn": withdraw_legal_start}[verb]
    act(start=start, by=agent, now=LATER)
    before = everything()
    assert getattr(act(start=start, by=agent, now=LATER), f"{verb}_at") == LATER
    assert everything() == before
    assert clocks(case) == [("start", {"done": "ended", "withdrawn": "off"}[verb])]
    assert [event.data["to"] for event in case.events.filter(kind="legal")] == ["said", verb]


def test_resolve_with_the_refund_ends_its_clock(case, agent, refund):
    say(case, agent)
    resolve_ticket(ticket=case, resolution=Resolution.REFUNDED, text="", by=agent, now=LATER)
    assert clocks(case) == [("start", "ended")]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"at": NOW + dt.timedelta(seconds=1)}, "in_future"),
        ({"at": NOW - dt.timedelta(days=4_000)}, "too_old"),
        ({"event": DeadlineEvent.ANSWER}, "begins_itself"),
        ({"event": DeadlineEvent.ALTERNATIVES}, "begins_itself"),
        ({"number": "9" * 41}, "number_long"),
    ],
)
def test_say_a_date_that_cannot_be_is_refused(case, agent, given, code):
    refused(code, lambda: say(case, agent, **given))


@pytest.mark.parametrize("code", ["not_staff", "spam"])
def test_say_a_date_by_a_stranger_or_in_spam_is_refused(case, agent, code):
    start = say(case, agent)
    if code == "spam":
        mark_spam(ticket=case, by=agent, now=NOW)
    by = SYSTEM if code == "not_staff" else agent
    refused(code, lambda: say(case, by, at=NOW))
    for verb in (end_legal_start, withdraw_legal_start):
        refused(code, lambda verb=verb: verb(start=start, by=by, now=NOW))


def test_withdraw_what_is_done_and_end_what_is_withdrawn_are_refused(case, agent):
    done = end_legal_start(start=say(case, agent), by=agent, now=NOW)
    refused("start_over", lambda: withdraw_legal_start(start=done, by=agent, now=NOW))
    gone = withdraw_legal_start(start=say(case, agent), by=agent, now=NOW)
    refused("start_over", lambda: end_legal_start(start=gone, by=agent, now=NOW))


def test_date_goes_with_a_case_that_is_merged_and_comes_back_with_it(case, agent, refund):
    start, into = say(case, agent), open_case(customer=case.customer, unit=case.unit)
    before = [list(one.clocks.order_by("pk").values()) for one in (case, into)]
    merge_tickets(ticket=case, into=into, by=agent, now=LATER)
    assert (into.legal_starts.get(), clocks(into), clocks(case)) == (start, [("start", "running")], [])
    unmerge_ticket(ticket=case, by=agent, now=LATER)
    assert [list(one.clocks.order_by("pk").values()) for one in (case, into)] == before


def refused(code, deed):
    before = everything()
    with pytest.raises(Refused) as refusal:
        deed()
    assert (refusal.value.code, everything()) == (code, before)
