"""What is counted of cases and promises, each measure once more as a loop over all rows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reports.reckoning import Counted, House, Twin, day_of
from tickets.models import Clock, Promise, Ticket, TicketEvent

# Somebody of ours was speaking with the customer when these were opened.
SPOKEN = ("phone", "call", "counter")
OVER = ("resolved", "closed")


def counted_cases(house: House) -> list[Ticket]:
    return [ticket for ticket in house.tickets.values() if ticket.aside == ""]


def opened(house: House) -> Iterator[Counted]:
    for ticket in counted_cases(house):
        yield Counted(day_of(ticket.created_at), ticket.kind, hit=ticket.safety, **house.of_case(ticket))


def ledger(house: House) -> list[tuple[Ticket, list[TicketEvent]]]:
    """Each case that counts, with its lines in the order in which they were written."""
    lines: dict[int, list[TicketEvent]] = {}
    for event in sorted(house.events.values(), key=lambda event: event.pk):
        lines.setdefault(event.ticket_id, []).append(event)
    return [(ticket, lines.get(ticket.pk, [])) for ticket in counted_cases(house)]


def is_opening_again(event: TicketEvent) -> bool:
    return event.from_status in OVER and event.to_status == "open"


def resolved(house: House) -> Iterator[Counted]:
    for ticket, lines in ledger(house):
        for event in lines:
            if event.to_status == "resolved":
                yield Counted(day_of(event.at), **house.of_case(ticket))


def first_resolved(house: House) -> Iterator[Counted]:
    for ticket, lines in ledger(house):
        ends = [place for place, event in enumerate(lines) if event.to_status == "resolved"]
        if ends:
            afterwards = lines[ends[0] + 1 :]
            back = any(is_opening_again(event) and event.actor_kind == "customer" for event in afterwards)
            yield Counted(day_of(lines[ends[0]].at), hit=back, **house.of_case(ticket))


def reopened(house: House) -> Iterator[Counted]:
    for ticket, lines in ledger(house):
        for event in lines:
            if event.kind == "status" and is_opening_again(event):
                yield Counted(day_of(event.at), **house.of_case(ticket))


def first_response(house: House) -> Iterator[Counted]:
    for ticket in counted_cases(house):
        if ticket.channel not in SPOKEN and ticket.first_replied_at is not None:
            length = ticket.first_replied_at - ticket.created_at
            yield Counted(day_of(ticket.created_at), length=length, **house.of_case(ticket))


def unanswered(house: House) -> Iterator[Counted]:
    for ticket in counted_cases(house):
        if ticket.channel not in SPOKEN and ticket.first_replied_at is None and ticket.status not in OVER:
            yield Counted(day_of(ticket.created_at), **house.of_case(ticket))


def next_response(house: House) -> Iterator[Counted]:
    """From each message of the customer to the first reply of a person after it; not what nobody ever read."""
    for ticket in counted_cases(house):
        mine = [message for message in house.messages.values() if message.ticket_id == ticket.pk]
        replies = [
            message.created_at
            for message in mine
            if message.kind == "reply" and message.author_id is not None and message.taken_back_at is None
        ]
        for said in mine:
            answers = [when for when in replies if when > said.created_at]
            if said.kind == "customer" and said.copy_of_id is None and answers:
                length = min(answers) - said.created_at
                yield Counted(day_of(said.created_at), length=length, **house.of_case(ticket))


def resolution(house: House) -> Iterator[Counted]:
    """Only the last time that it was resolved, and only when it still is."""
    for ticket in counted_cases(house):
        if ticket.resolved_at is not None:
            length = ticket.resolved_at - ticket.created_at
            yield Counted(day_of(ticket.resolved_at), ticket.resolution, length=length, **house.of_case(ticket))


def causes(house: House) -> Iterator[Counted]:
    for ticket in counted_cases(house):
        if ticket.resolved_at is not None and ticket.kind == "complaint":
            why = str(ticket.cause_id) if ticket.cause_id else ""
            yield Counted(day_of(ticket.resolved_at), why, hit=why != "", **house.of_case(ticket))


def clocks(house: House) -> list[tuple[Ticket, Clock]]:
    found = [(house.tickets[clock.ticket_id], clock) for clock in house.clocks.values()]
    return [(ticket, clock) for ticket, clock in found if ticket.aside == ""]


def targets_met(house: House) -> Iterator[Counted]:
    for ticket, clock in clocks(house):
        if clock.ended_at is not None and clock.late_at is None:
            yield Counted(day_of(clock.ended_at), clock.due, **house.of_case(ticket))


def targets_missed(house: House) -> Iterator[Counted]:
    for ticket, clock in clocks(house):
        if clock.late_at is not None:
            yield Counted(day_of(clock.late_at), clock.due, **house.of_case(ticket))


def minutes(house: House) -> Iterator[Counted]:
    for entry in house.times.values():
        ticket = house.tickets[entry.ticket_id]
        if ticket.aside == "":
            yield Counted(day_of(entry.at), str(entry.agent_id), amount=entry.minutes, **house.of_case(ticket))


def settled(house: House) -> list[tuple[Ticket, Promise, str]]:
    """Promises that somebody read, with what came of them: one withdrawn after its moment was broken."""
    found = []
    for promise in house.promises.values():
        ticket = house.tickets[promise.ticket_id]
        letter = house.messages[promise.message_id] if promise.message_id else None
        if promise.settled_at is None or ticket.aside or (letter and letter.taken_back_at):
            continue
        too_late = promise.state == "withdrawn" and promise.settled_at >= promise.due_at
        found.append((ticket, promise, "broken" if too_late else promise.state))
    return found


def promises(house: House) -> Iterator[Counted]:
    for ticket, promise, end in settled(house):
        if end in ("kept", "broken"):
            yield Counted(day_of(promise.settled_at), promise.kind, hit=end == "kept", **house.of_case(ticket))


def promises_aside(house: House) -> Iterator[Counted]:
    for ticket, promise, end in settled(house):
        if end in ("moved", "withdrawn"):
            yield Counted(day_of(promise.settled_at), end, **house.of_case(ticket))


TWINS: dict[str, Twin] = {
    twin.__name__: twin
    for twin in (
        opened, resolved, first_resolved, reopened, first_response, unanswered, next_response, resolution, causes,
        targets_met, targets_missed, minutes, promises, promises_aside,
    )
}  # fmt: skip
