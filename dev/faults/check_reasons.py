"""Whether what was not done had the reason that its row says: who was left out without one was lost."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from dev.faults.facts import DAY, Month
from dev.faults.hours import days_after
from dev.faults.journal import Journal
from dev.faults.people import Someone
from dev.faults.rows import Asked, Called, Rows
from dev.faults.writing import QUARANTINE

# How long after it was due somebody may have looked at it, when everything was down.
LOOKED = 2 * DAY
CALL_WINDOW_DAYS = 14
STILL_DAYS = 5


def check_reasons(rows: Rows, month: Month, journal: Journal) -> Iterator[str]:
    sent = defaultdict(list)
    for one in rows.asked:
        # One that was taken back had counted as asked until then.
        sent[journal.people[one.customer].number] += [at for at in (one.sent_at, one.withdrawn_at) if at]
    tried = defaultdict(set)
    for attempt in rows.attempts:
        tried[attempt.call].add(attempt.outcome)
    cancelled = {call.delivery for call in rows.calls if "cancelled" in tried[call.id]}
    done = {call.delivery for call in rows.calls if call.state == "done"}
    for one in rows.asked:
        if one.reason and not _asked(one, journal.people[one.customer], rows, month, sent, done, cancelled):
            yield f"survey {one.id} was not sent: {one.reason}, which is not so"
    for call in rows.calls:
        if call.reason and not _called(call, journal.people[call.customer], rows, month, tried[call.id]):
            yield f"call {call.id} was not made: {call.reason}, which is not so"


def _asked(one: Asked, person: Someone, rows: Rows, month: Month, sent: dict, done: set, cancelled: set) -> bool:
    """Whether the reason holds of a survey."""
    case = month.cases.get(one.ticket)
    rest = max(QUARANTINE.values()) if one.relation else QUARANTINE["transaction_days"]
    match one.reason:
        case "asked_recently":
            return any(one.due_at - rest * DAY < at < one.due_at + LOOKED for at in sent[person.number])
        case "open_case":
            return _had_case(person, one.due_at, rows, month)
        case "called":
            return one.delivery in done
        case "cancelled":
            return one.delivery in cancelled
        case "sampled_out":
            return month.arrivals[one.delivery].channel == "other"
        case "reopened":
            return case is not None and len(case.open) > 1
        case "safety":
            return case is not None and case.safety
        case "opted_out":
            return person.not_asked_from is not None
        case "no_address":
            return not rows.people[one.customer].email
    return _of_both(one, person, rows)


def _called(call: Called, person: Someone, rows: Rows, month: Month, outcomes: set[str]) -> bool:
    """Whether the reason holds of a call."""
    channel = month.arrivals[call.delivery].channel if call.delivery else ""
    match call.reason:
        case "too_late":
            since = month.arrivals[call.delivery].said_at if call.delivery else None
            # Or no hour was left in the window: a week-end, Easter, or a country's one call a day.
            left = since and CALL_WINDOW_DAYS - days_after(since, call.finished_at, person.place.zone)
            return left is not None and left < STILL_DAYS
        case "held_out":
            return channel == "online" and call.delivery in rows.held_out
        case "capacity":
            return channel in ("online", "store", "phone")
        case "contacted_us" | "cancelled":
            return call.reason in outcomes or (call.reason == "contacted_us" and _answered(call, channel, rows))
        case "opted_out":
            return person.not_called_from is not None or person.number in rows.refused
        case "no_address":
            return len(rows.people[call.customer].phone) < 8
        case "open_case":
            return _had_case(person, call.due_at, rows, month)
    return _of_both(call, person, rows)


def _answered(call: Called, channel: str, rows: Rows) -> bool:
    """Whether they answered after all the survey for want of whose answer they were to be called."""
    begun = (one.started_at for one in rows.asked if one.delivery == call.delivery)
    return channel == "phone" and any(at is not None and at <= call.finished_at for at in begun)


def _of_both(one: Asked | Called, person: Someone, rows: Rows) -> bool:
    said = [rows.people[pk] for pk in person.records]
    holds = {
        "minor": any(record.minor for record in said),
        "deceased": any(record.deceased for record in said),
        "dispute": any(record.in_dispute for record in said),
        "not_delivered": one.delivery in rows.undone,
    }
    return holds.get(one.reason, False)


def _had_case(person: Someone, due_at: dt.datetime, rows: Rows, month: Month) -> bool:
    spans = [span for pk in person.records for span in rows.opened.get(pk, ())]
    spans += [span for pk in person.records for case in month.of_record.get(pk, ()) for span in case.open]
    return any(start < due_at + LOOKED and (until is None or until >= due_at) for start, until in spans)
