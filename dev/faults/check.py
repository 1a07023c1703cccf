"""Counting again, at the end of a trial, what the rows and the sink say: nothing is taken on trust."""

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

from dev.faults.check_calls import check_calls
from dev.faults.check_reasons import check_reasons
from dev.faults.facts import BEFORE_PURCHASE, DAY, Month
from dev.faults.hours import days_after, is_by_day, shown
from dev.faults.journal import Journal
from dev.faults.rows import Asked, Letter, Rows
from dev.faults.sink import Came, MoodySink
from dev.faults.writing import QUARANTINE

ASK_AT = (10, 0)
DELAY_DAYS, WINDOW_DAYS, CASE_WINDOW_DAYS = 5, 30, 7
FACT_HOURS = dt.timedelta(hours=24)
REMIND_DAYS = 4


def check(month: Month, journal: Journal, sink: MoodySink, end: dt.datetime) -> list[str]:
    """What is wrong, a line each; none when all is well."""
    rows = Rows.read(month, journal.people, sink.came)
    wrong = [
        *_once(rows, month, end),
        *_letters(rows),
        *_hours(rows, month, journal),
        *_quarantine(rows, journal),
        *_not_wanted(rows, month, journal),
        *_came_unwanted(rows, month, journal),
        *_loops(rows),
        *check_calls(rows, month, journal, end),
        *check_reasons(rows, month, journal),
    ]
    return wrong


def counts(month: Month, journal: Journal, sink: MoodySink) -> dict[str, object]:
    """How much of everything there was."""
    rows = Rows.read(month, journal.people, sink.came)
    asked, calls = Counter(), Counter()
    for one in rows.asked:
        asked[one.reason or one.state] += 1
    for call in rows.calls:
        calls[call.reason or call.state] += 1
    came = Counter(message.message_id for message in sink.came)
    return {
        "deliveries": len(month.arrivals), "resolutions": len(month.cases), "surveys": dict(asked.most_common()),
        "reminders": sum(one.reminder is not None for one in rows.asked), "calls": dict(calls.most_common()),
        "attempts": len(rows.attempts), "loops": len(rows.loops), "letters": len(rows.letters),
        "letters that came": len(came), "came twice, on the wire when something broke": sum(came.values()) - len(came),
        "troubles": dict(Counter(kind for kind, _delivery in rows.troubles)),
    }  # fmt: skip


def _once(rows: Rows, month: Month, end: dt.datetime) -> Iterator[str]:
    """Every fact has its rows, and none has two of a kind."""
    calls = Counter(call.delivery for call in rows.calls if call.kind == "delivery")
    about = Counter(one.delivery for one in rows.asked if one.kind == "delivery")
    cases = Counter(one.ticket for one in rows.asked if one.kind == "resolution")
    noted = {delivery for kind, delivery in rows.troubles if kind == "before_sale"}
    for one in month.arrivals.values():
        found = (calls[one.id], about[one.id])
        if one.how == BEFORE_PURCHASE:
            if found != (0, 0) or one.id not in noted:
                yield f"delivery {one.id} is before its purchase: {found}, {one.id in noted}"
        elif one.id in rows.undone and found == (0, 0):
            pass  # undone before anybody planned it
        elif one.said_at < end and not _fits(one.channel, found):
            yield f"delivery {one.id} ({one.channel}) has {found} calls and surveys"
    for pk in month.cases:
        if pk in rows.resolved and cases[pk] != 1:
            yield f"case {pk} has {cases[pk]} surveys"
    for one in rows.asked:
        if one.state in ("planned", "stuck") and one.due_at < end - DAY:
            yield f"survey {one.id} is {one.state} since {one.due_at}"


def _fits(channel: str, found: tuple[int, int]) -> bool:
    expected = {
        "online": [(1, 1)],
        "store": [(1, 0), (1, 1), (0, 1)],
        "phone": [(0, 1), (1, 1)],
        "other": [(0, 1)],
    }
    return found in expected[channel]


def _letters(rows: Rows) -> Iterator[str]:
    """Each survey that went and each reminder is one letter, and each letter came; twice only where something broke."""
    came = Counter(message.message_id for message in rows.came)
    linked = Counter()
    for one in rows.asked:
        linked.update(pk for pk in (one.mail, one.reminder) if pk)
        if (one.mail is not None) != (one.sent_at is not None):
            yield f"survey {one.id} is {one.state} with the letter {one.mail}"
        if one.mail and rows.letters[one.mail].to != rows.people[one.customer].email:
            yield f"survey {one.id} went to {rows.letters[one.mail].to}"
    for letter in rows.letters.values():
        times = came.pop(letter.message_id, 0)
        if letter.kind.startswith("survey") and linked[letter.id] != 1:
            yield f"letter {letter.id} ({letter.kind}) is of {linked[letter.id]} surveys"
        if letter.status != "sent":
            yield f"letter {letter.id} is {letter.status} after {letter.attempts} attempts: {letter.last_error}"
        elif not 1 <= times <= letter.attempts:
            yield f"letter {letter.id} came {times} times in {letter.attempts} attempts"
    for message_id in came:
        yield f"a message came that nobody wrote: {message_id}"


def _hours(rows: Rows, month: Month, journal: Journal) -> Iterator[str]:
    """By their own clock: not at night, not before the delay is over, not after the window."""
    by_id = {letter.message_id: letter for letter in rows.letters.values()}
    of_letter = {pk: one for one in rows.asked for pk in (one.mail, one.reminder) if pk}
    for message in rows.came:
        letter = by_id.get(message.message_id)
        if letter and letter.id in of_letter:
            yield from _by_day(letter, message, rows.zone(of_letter[letter.id].customer), journal)
    for one in rows.asked:
        zone = rows.zone(one.customer)
        for what, at in (("sent", one.sent_at), ("reminded", one.reminded_at)):
            if at and not is_by_day(at, zone):
                yield f"survey {one.id} was {what} at {at}, {shown(at, zone)} there"
        if one.sent_at:
            yield from _in_time(one, rows, month, zone)
        if one.reminded_at and days_after(one.sent_at, one.reminded_at, zone) < REMIND_DAYS:
            yield f"survey {one.id} of {one.sent_at} was reminded at {one.reminded_at}"


def _by_day(letter: Letter, message: Came, zone: str, journal: Journal) -> Iterator[str]:
    """A worker takes a letter by day, and it comes then; or a step later, when the clock went on while it was sent."""
    if letter.paced_at is None or not is_by_day(letter.paced_at, zone):
        yield f"letter {letter.id} was taken at {letter.paced_at}, at night in {zone}"
    if not any(is_by_day(at, zone) for at in journal.until(message.at)):
        yield f"letter {letter.id} came at {message.at}, {shown(message.at, zone)} there"


def _in_time(one: Asked, rows: Rows, month: Month, zone: str) -> Iterator[str]:
    if one.kind == "resolution":
        resolved = [at for _from, at in month.cases[one.ticket].open if at <= one.sent_at]
        early = not resolved or one.sent_at < resolved[-1] + FACT_HOURS
        late = resolved and days_after(resolved[-1], one.sent_at, zone) > CASE_WINDOW_DAYS
    else:
        delivered = month.arrivals[one.delivery].said_at
        days = days_after(delivered, one.sent_at, zone)
        early = days < DELAY_DAYS or (days == DELAY_DAYS and shown(one.sent_at, zone) < ASK_AT)
        early = early and one.instead_of is None
        late = days > WINDOW_DAYS
    if early or late:
        yield f"survey {one.id} went at {one.sent_at}, too {'early' if early else 'late'}"


def _quarantine(rows: Rows, journal: Journal) -> Iterator[str]:
    """Nobody is asked twice within the days of quiet, under whatever record."""
    sent = defaultdict(list)
    for one in rows.asked:
        if one.sent_at:
            sent[journal.people[one.customer].number].append((one.sent_at, one.relation, one.id))
    for person, times in sent.items():
        times.sort()
        about_us = [time for time in times if time[1]]
        for some, days in ((times, "transaction_days"), (about_us, "relation_days")):
            for before, after in itertools.pairwise(some):
                if after[0] < before[0] + QUARANTINE[days] * DAY:
                    yield f"person {person} was asked at {before[0]} (survey {before[2]}) and {after[0]} ({after[2]})"


def _not_wanted(rows: Rows, month: Month, journal: Journal) -> Iterator[str]:
    """Nobody is asked or reminded who said that they do not want it, has an open case, or gave the piece back."""
    for one in rows.asked:
        person = journal.people[one.customer]
        for what, at in (("sent", one.sent_at), ("reminded", one.reminded_at)):
            if at is None:
                continue
            if person.not_asked_from and person.not_asked_from < at:
                yield f"survey {one.id} was {what} at {at}; they wanted none since {person.not_asked_from}"
            if rows.was_open(person, at, month):
                yield f"survey {one.id} was {what} at {at}, with an open case"
            if one.delivery and journal.undone.get(one.delivery, at) < at:
                yield f"survey {one.id} was {what} at {at}, of a delivery that was undone"


def _came_unwanted(rows: Rows, month: Month, journal: Journal) -> Iterator[str]:
    """No letter leaves long after it was last looked at whether it is wanted, but one that was tried already."""
    of_letter = {pk: one for one in rows.asked for pk in (one.mail, one.reminder) if pk}
    for letter in rows.letters.values():
        one = of_letter.get(letter.id)
        if one and letter.paced_at and letter.attempts == 1:
            earlier = journal.until(letter.paced_at, steps=8)[0]  # a step of hours passes in a second or two
            person = journal.people[one.customer]
            if all(rows.was_open(person, at, month) for at in (earlier, letter.paced_at)):
                yield f"letter {letter.id} of survey {one.id} left at {letter.paced_at}, with a case open since long"


def _loops(rows: Rows) -> Iterator[str]:
    """Each unhappy answer has one loop, and no other has any."""
    loops = Counter(rows.loops)
    for one in rows.asked:
        if one.state == "answered" and loops[one.id] != one.unhappy:
            yield f"survey {one.id} has {loops[one.id]} loops, unhappy: {one.unhappy}"
