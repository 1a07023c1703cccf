"""Counting the calls again: who was rung when, by whom, and that it was nobody's who is not to be rung."""

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

from dev.faults.facts import DAY, Month
from dev.faults.hours import may_ring, there
from dev.faults.journal import Hold, Journal
from dev.faults.people import QUIET
from dev.faults.rows import Called, Rows, Tried

MOST, SPACING = 4, dt.timedelta(minutes=180)
STILL = 5 * DAY  # a week-end and an Easter


def check_calls(rows: Rows, month: Month, journal: Journal, end: dt.datetime) -> Iterator[str]:
    tried = defaultdict(list)
    for one in sorted(rows.attempts, key=lambda one: one.at):
        tried[one.call].append(one)
    for call in rows.calls:
        yield from _attempts(call, tried[call.id], rows, month, journal)
        if call.state == "planned" and call.due_at < end - STILL:
            yield f"call {call.id} waits since {call.due_at}"
        if call.delivery in rows.held_out and call.kind == "delivery" and call.reason != "held_out":
            yield f"call {call.id} is of somebody who was held out: {call.state} {call.reason}"
    yield from _written(rows, journal)
    yield from _one_hand(journal)
    yield from _else(rows, month, end)


def _attempts(call: Called, tried: list[Tried], rows: Rows, month: Month, journal: Journal) -> Iterator[str]:
    person = journal.people[call.customer]
    quiet = rows.people[call.customer].quiet_from is not None
    if sum(one.outcome != "call_back" for one in tried) > MOST:
        yield f"call {call.id} was tried {len(tried)} times"
    before = None
    for one in tried:
        agreed = any(other.outcome == "call_back" for other in tried if other.at < one.at)
        if not may_ring(one.at, person.place, agreed=agreed):
            yield f"call {call.id} rang at {one.at} in {person.place.zone}"
        if quiet and not agreed and QUIET[0] <= there(one.at, person.place.zone).time() < QUIET[1]:
            yield f"call {call.id} rang at {one.at} in hours of quiet"
        if before and not agreed and one.at - before.at < SPACING:
            yield f"call {call.id} rang at {before.at} and {one.at}"
        if person.not_called_from and person.not_called_from < one.at:
            yield f"call {call.id} rang at {one.at}; they wanted none since {person.not_called_from}"
        if call.kind != "loop" and rows.was_open(person, one.at, month):
            yield f"call {call.id} rang at {one.at}, with an open case"
        if call.delivery and call.kind == "delivery" and journal.undone.get(call.delivery, one.at) < one.at:
            yield f"call {call.id} rang at {one.at}, of a delivery that was undone"
        before = one
    if person.place.country == "CO":
        # An hour that they named themselves is theirs to ask for.
        named = min((one.at for one in tried if one.outcome == "call_back"), default=None)
        days = Counter(there(one.at, person.place.zone).date() for one in tried if not named or one.at <= named)
        yield from (f"call {call.id} rang {n} times on {day}" for day, n in days.items() if n > 1)


def _written(rows: Rows, journal: Journal) -> Iterator[str]:
    """Every attempt that an agent wrote down is there once; besides them only some that broke off at the commit."""
    written = Counter((one.call, one.agent, one.at, one.outcome) for one in rows.attempts)
    noted = Counter(journal.attempts)
    for one in noted - written:
        yield f"an attempt was written down and is not there: {one}"
    unknown = sum((written - noted).values())
    if unknown > sum(journal.unsure.values()):
        yield f"{unknown} attempts are there that nobody wrote down"


def _one_hand(journal: Journal) -> Iterator[str]:
    """No call is in two hands at once, nor is a person rung by two."""
    if lost := journal.unsure["refused: call_held"]:
        yield f"{lost} times an agent had a call in hand that was a colleague's by then"
    by_call, by_person = defaultdict(list), defaultdict(list)
    for hold in journal.holds:
        by_call[hold.call].append(hold)
        by_person[journal.people[hold.customer].number].append(hold)
    for kind, groups in (("call", by_call), ("person", by_person)):
        for key, holds in groups.items():
            holds.sort(key=lambda hold: hold.taken)
            for one, other in itertools.pairwise(holds):
                if one.agent != other.agent and other.taken < _over(one, journal):
                    yield f"{kind} {key} was given to the agents {one.agent} and {other.agent} at once"


def _over(hold: Hold, journal: Journal) -> float:
    """When it was in nobody's hand any more, by the trial's machine; who broke off has it until they take another."""
    if hold.given_back is not None:
        return hold.given_back
    if hold.until is None:
        return hold.taken
    return next((began for began, instant in journal.ticks if instant >= hold.until), float("inf"))


def _else(rows: Rows, month: Month, end: dt.datetime) -> Iterator[str]:
    """Where the call reached nobody a survey goes instead, and a call after a survey without an answer."""
    instead = {one.instead_of for one in rows.asked if one.instead_of}
    called = {call.delivery for call in rows.calls if call.kind == "delivery"}
    asked = {one.delivery for one in rows.asked}
    for call in rows.calls:
        if call.kind == "delivery" and month.arrivals[call.delivery].channel == "store":
            reached_nobody = call.state == "no_contact" or call.reason == "capacity"
            if reached_nobody and call.id not in instead and call.delivery not in asked:
                yield f"call {call.id} reached nobody, and no survey went instead"
    for one in rows.asked:
        phone = one.delivery and month.arrivals[one.delivery].channel == "phone"
        waited = phone and one.state == "sent" and one.started_at is None and one.sent_at < end - 5 * DAY
        if waited and one.delivery not in called:
            yield f"survey {one.id} of {one.sent_at} has no answer, and no call follows"
