"""The clocks of a company's own targets, from ledgers. Hours are from nine to six UTC, Monday to Friday."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.worktime import Calendar, spent
from tests.tickets.clockwork import MINUTES, at, ledger
from tickets.clocks import Policy, Settled, Told, history_of, own_targets
from tickets.states import ClockState, Due, Status, Turn

OFFICE = Calendar(ZoneInfo("UTC"), (((540, 1080),),) * 5 + ((), ()))
POLICY = Policy(pk=1, calendar=OFFICE, targets=MINUTES)
FIRST, NEXT, WHOLE = "first_reply opened", "next_reply said:", "resolution opened"

# What happened, and each clock: its state, its moment, when it ended.
TABLE = {
    "new": ("mon 10:00 open portal", {
        FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
    }),
    "opened in the night": ("sat 23:00 open email", {
        FIRST: "running mon2 17:00", WHOLE: "running fri2 18:00",
    }),
    "first reply in time": ("mon 10:00 open portal; mon 12:00 reply > waiting_customer", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "paused -",
    }),
    "first reply too late": ("mon 10:00 open portal; tue 09:01 reply > waiting_customer", {
        FIRST: "ended mon 18:00 tue 09:01", WHOLE: "paused -",
    }),
    "a reply that leaves it with us does not pause": ("mon 10:00 open portal; mon 12:00 reply > open", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "running mon2 10:00",
    }),
    "a call is a reply": ("mon 10:00 open portal; mon 12:00 phone", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "running mon2 10:00",
    }),
    "a note is none": ("mon 10:00 open portal; mon 12:00 note", {
        FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
    }),
    "resolved without a word ends the first reply": ("mon 10:00 open portal; mon 12:00 to resolved", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "ended mon2 10:00 mon 12:00",
    }),
    "opened by phone": ("mon 10:00 open phone phone", {WHOLE: "running mon2 10:00"}),
    "opened at the counter": ("mon 10:00 open counter", {WHOLE: "running mon2 10:00"}),
    "opened in a follow-up call": ("mon 10:00 open call", {WHOLE: "running mon2 10:00"}),
    "opened by an unhappy survey": ("mon 10:00 open survey", {
        FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
    }),
    "who was spoken to and writes then waits for an answer": ("mon 10:00 open phone; tue 10:00 customer", {
        NEXT + "2": "running tue 18:00", WHOLE: "running mon2 10:00",
    }),
    "words before the first reply are no round of their own": ("mon 10:00 open portal; mon 11:00 customer", {
        FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
    }),
    # Two hours on Monday; the other 43, from Wednesday at nine: Wed 9, Thu 9, Fri 9, Mon 9, Tue 7.
    "the customer's turn pauses over nights": (
        "mon 10:00 open portal; mon 12:00 reply > waiting_customer; wed 09:00 customer > open", {
            FIRST: "ended mon 18:00 mon 12:00", NEXT + "3": "running wed 17:00", WHOLE: "running tue2 16:00",
        }),
    "the round counts from the first words": (
        "mon 10:00 open portal; mon 12:00 reply > waiting_customer; wed 09:00 customer > open; wed 11:00 customer", {
            FIRST: "ended mon 18:00 mon 12:00", NEXT + "3": "running wed 17:00", WHOLE: "running tue2 16:00",
        }),
    "each round is a clock": (
        "mon 10:00 open portal; mon 12:00 reply > waiting_customer; wed 09:00 customer > open;"
        "wed 10:00 reply > waiting_customer; thu 10:00 customer > open", {
            FIRST: "ended mon 18:00 mon 12:00", NEXT + "3": "ended wed 17:00 wed 10:00",
            NEXT + "5": "running thu 18:00", WHOLE: "running wed2 16:00",
        }),
    "a part that we wait for does not pause": ("mon 10:00 open portal; mon 12:00 to waiting_part", {
        FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
    }),
    "left to the customer without a word pauses both": ("mon 10:00 open portal; mon 12:00 to waiting_customer", {
        FIRST: "paused -", WHOLE: "paused -",
    }),
    # Six hours were left on Monday at noon: Wednesday from 13:00 to 18:00, and one hour on Thursday.
    "and goes on where it was": (
        "mon 10:00 open portal; mon 12:00 to waiting_customer; wed 13:00 to open", {
            FIRST: "running thu 10:00", WHOLE: "running wed2 11:00",
        }),
    "paused when its time was over is late": ("mon 10:00 open portal; tue 10:00 to waiting_customer", {
        FIRST: "paused mon 18:00", WHOLE: "paused -",
    }),
    "resolved": ("mon 10:00 open portal; mon 12:00 reply > resolved", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "ended mon2 10:00 mon 12:00",
    }),
    "closed is still resolved": ("mon 10:00 open portal; mon 12:00 reply > resolved; fri 12:00 to closed", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "ended mon2 10:00 mon 12:00",
    }),
    "opened again by the customer": (
        "mon 10:00 open portal; mon 12:00 reply > resolved; wed 09:00 customer > open", {
            FIRST: "ended mon 18:00 mon 12:00", NEXT + "3": "running wed 17:00", WHOLE: "running tue2 16:00",
        }),
    "opened again by us": ("mon 10:00 open portal; mon 12:00 reply > resolved; wed 09:00 to open", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "running tue2 16:00",
    }),
    "opened again and resolved again": (
        "mon 10:00 open portal; mon 12:00 to resolved; wed 09:00 customer > open; wed 12:00 to resolved", {
            FIRST: "ended mon 18:00 mon 12:00", NEXT + "2": "ended wed 17:00 wed 12:00",
            WHOLE: "ended tue2 16:00 wed 12:00",
        }),
    "a reply that was taken back": (
        "mon 10:00 open portal; mon 12:00 reply > waiting_customer; mon 12:00 undo", {
            FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
        }),
    "a reply taken back that moved nothing": (
        "mon 10:00 open portal; mon 11:00 to open; mon 12:00 reply; mon 12:00 undo", {
            FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
        }),
    "a second reply taken back leaves the round open": (
        "mon 10:00 open portal; mon 12:00 reply > waiting_customer; wed 09:00 customer > open;"
        "wed 10:00 reply > waiting_customer; wed 10:00 undo", {
            FIRST: "ended mon 18:00 mon 12:00", NEXT + "3": "running wed 17:00", WHOLE: "running tue2 16:00",
        }),
    "spam": ("mon 10:00 open portal; mon 12:00 spam", {FIRST: "off mon 18:00", WHOLE: "off mon2 10:00"}),
    "no spam after all, as if it had run on": ("mon 10:00 open portal; mon 12:00 spam; tue 12:00 back", {
        FIRST: "running mon 18:00", WHOLE: "running mon2 10:00",
    }),
    "merged after the first reply": ("mon 10:00 open portal; mon 12:00 reply > open; mon 13:00 merged", {
        FIRST: "ended mon 18:00 mon 12:00", WHOLE: "off mon2 10:00",
    }),
    "all in one moment": (
        "mon 10:00 open portal; mon 10:00 reply > resolved; mon 10:00 customer > open; mon 10:00 reply > open;"
        "mon 10:00 customer", {
            FIRST: "ended mon 18:00 mon 10:00", NEXT + "3": "ended mon 18:00 mon 10:00",
            NEXT + "5": "running mon 18:00", WHOLE: "running mon2 10:00",
        }),
}  # fmt: skip


def told(clocks):
    def day(moment):
        if moment is None:
            return "-"
        days = (moment.date() - at("mon 00:00").date()).days
        return f"{moment:%a}".lower() + ("" if days < 7 else str(days // 7 + 1)) + f" {moment:%H:%M}"

    return {
        f"{it.due} {it.anchor}": f"{it.state} {day(it.due_at)}" + (f" {day(it.ended_at)}" if it.ended_at else "")
        for it in clocks
    }


@pytest.mark.parametrize(("script", "expected"), TABLE.values(), ids=TABLE)
def test_own_targets_are_as_counted_by_hand(script, expected):
    assert told(own_targets(history_of(ledger(script)), POLICY)) == expected


def test_late_is_what_ended_after_its_moment():
    found = own_targets(history_of(ledger("mon 10:00 open portal; tue 09:01 reply > resolved")), POLICY)
    assert [clock.late_at for clock in found] == [at("mon 18:00"), None]
    found = own_targets(history_of(ledger("mon 10:00 open portal; mon 18:00 phone")), POLICY)
    assert [clock.late_at for clock in found] == [None, None]


def test_change_of_policy_while_paused_counts_the_same_spells_again():
    script = "mon 10:00 open portal; mon 12:00 to waiting_customer; wed 13:00 to open"
    half = replace(POLICY, pk=2, targets={"first_reply": 240, "resolution": 600})
    night = replace(POLICY, pk=3, calendar=Calendar(ZoneInfo("UTC"), (((0, 1440),),) * 7))
    history = history_of(ledger(script))
    assert told(own_targets(history, half)) == {FIRST: "running wed 15:00", WHOLE: "running thu 12:00"}
    assert told(own_targets(history, night)) == {FIRST: "running wed 19:00", WHOLE: "running fri 08:00"}
    assert told(own_targets(history_of(ledger(script[: script.rindex(";")])), half)) == {
        FIRST: "paused -", WHOLE: "paused -",
    }  # fmt: skip


def test_ended_clock_keeps_what_it_had_and_one_that_goes_on_does_not():
    new = replace(POLICY, pk=2, targets={"first_reply": 60, "resolution": 60})
    kept = {("first_reply", "opened"): Settled(at("mon 12:00"), 1, 480, at("mon 18:00"))}
    script = "mon 10:00 open portal; mon 12:00 reply > open"
    first, whole = own_targets(history_of(ledger(script)), new, kept)
    assert (first.policy, first.target_minutes, first.due_at) == (1, 480, at("mon 18:00"))
    assert (whole.policy, whole.due_at) == (2, at("mon 11:00"))
    first, _whole = own_targets(history_of(ledger(script + "; mon 12:00 undo")), new, kept)
    assert (first.policy, first.state, first.due_at) == (2, ClockState.RUNNING, at("mon 11:00"))
    assert [clock.due for clock in own_targets(history_of(ledger(script)), None, kept)] == [Due.FIRST]


def test_points_are_shares_of_the_target_in_the_hours_of_the_calendar():
    policy = replace(POLICY, steps={"first_reply": ((100, 7), (50, 5), (200, 9))})
    first, whole = own_targets(history_of(ledger("mon 10:00 open portal")), policy)
    assert first.points == ((at("mon 14:00"), 5), (at("mon 18:00"), 7), (at("tue 17:00"), 9))
    assert whole.points == ()


def test_calendar_that_lost_its_hours_has_no_clocks():
    idle = replace(POLICY, calendar=Calendar(ZoneInfo("UTC"), ((),) * 7))
    assert own_targets(history_of(ledger("mon 10:00 open portal")), idle) == []


def test_split_case_begins_when_its_words_were_said():
    line = ledger("wed 10:00 open portal")[0]
    since = at("mon 10:00")
    history = history_of([line._replace(data=line.data | {"turn_since": since.isoformat()})])
    assert (history.opened_at, history.changes[0].at, history.said[0].at) == (since, since, since)


def test_history_tells_who_brought_each_change_about():
    history = history_of(ledger(
        "mon 10:00 open portal; mon 11:00 customer; mon 12:00 to waiting_customer; tue 09:00 customer > open;"
        "wed 09:00 to resolved; thu 09:00 to open; thu 10:00 kind complaint technical"
    ))  # fmt: skip
    assert [(one.turn, one.by_customer, one.message, one.resolution) for one in history.changes] == [
        (Turn.US, True, 1, ""), (Turn.CUSTOMER, False, None, ""), (Turn.US, True, 3, ""),
        (Turn.NOBODY, False, None, "repaired"), (Turn.US, False, None, ""),
    ]  # fmt: skip
    assert history.kinds == ("complaint", "technical")


def test_line_of_who_waited_for_the_case_is_not_earlier_than_the_one_before():
    lines = ledger("mon 10:00 open portal; mon 12:00 reply > waiting_customer; mon 11:59 customer > open")
    assert [change.at for change in history_of(lines).changes] == [at("mon 10:00"), at("mon 12:00"), at("mon 12:00")]


def test_case_that_nobody_opened_has_no_history():
    assert history_of([]) is None
    assert history_of([Told("message", at("mon 10:00"), "staff", "", 1, "note", {})]) is None


UNRESOLVED = [Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_PART]
STATES = st.lists(st.tuples(st.integers(1, 3 * 24 * 60), st.sampled_from(UNRESOLVED)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(STATES, st.integers(0, 20 * 24 * 60), st.integers(1, 5000))
def test_pausing_never_shortens_the_time_left(moves, gap, target):
    """The same life with a pause more is due no earlier, and what was worked of it is never more than the target."""
    lines, now = ledger("mon 10:00 open portal"), at("mon 10:00")
    for minutes, to in moves:
        now += dt.timedelta(minutes=minutes)
        lines.append(Told("status", now, "staff", to, None, None, {}))
    policy = replace(POLICY, targets={"resolution": target})
    end = now + dt.timedelta(minutes=1)
    running = [*lines, Told("status", end, "staff", Status.OPEN, None, None, {})]
    paused = [
        *lines, Told("status", now, "staff", Status.WAITING_CUSTOMER, None, None, {}),
        Told("status", end + dt.timedelta(minutes=gap), "staff", Status.OPEN, None, None, {}),
    ]  # fmt: skip
    (one,), (other,) = (own_targets(history_of(each), policy) for each in (running, paused))
    assert one.due_at <= other.due_at
    for clock in (one, other):
        assert spent(OFFICE, clock.spells, clock.due_at) == dt.timedelta(minutes=target)
