"""Random cases with their ledger, and what hangs on them: messages, promises, clocks, time."""

from __future__ import annotations

import datetime as dt
import random
from itertools import count

from core.actors import ActorKind
from tests.reports.more_rows import Stock, later, moment, some
from tickets.models import Clock, Message, Promise, Ticket, TicketEvent, TimeEntry
from tickets.models.ticket import RESOLVED_STATES
from tickets.states import (
    TRANSITIONS,
    Channel,
    ClockState,
    Due,
    EventKind,
    Kind,
    MessageKind,
    PromiseKind,
    PromiseState,
    Resolution,
    Status,
)

_numbers = count(1)
MINUTE = dt.timedelta(minutes=1)
DUES = [Due.FIRST, Due.NEXT, Due.RESOLUTION, Due.COMPLETION]
SAID = [MessageKind.CUSTOMER, MessageKind.CUSTOMER, MessageKind.REPLY, MessageKind.REPLY, *MessageKind]


def make_cases(rng: random.Random, stock: Stock, number: int = 24) -> None:
    for _ in range(number):
        ticket = make_case(rng, stock)
        stock.messages += make_messages(rng, ticket, stock)
        for _promise in range(rng.randrange(3)):
            make_promise(rng, ticket, stock)
        for _clock in range(rng.randrange(3)):
            make_clock(rng, ticket)
        for _entry in range(rng.randrange(3)):
            make_time(rng, ticket, stock)


def make_case(rng: random.Random, stock: Stock) -> Ticket:
    opened = moment(rng)
    story = _story(rng, opened)
    status = Status(story[-1].to_status)
    unit, into = some(rng, stock.units), some(rng, stock.tickets, 0.1)
    resolved = [event.at for event in story if event.to_status == Status.RESOLVED]
    ticket = Ticket.objects.create(
        reference=f"PV-{next(_numbers):09d}",
        subject="x",
        kind=rng.choice(list(Kind)),
        channel=rng.choice(list(Channel)),
        language="es",
        customer=unit.purchase.customer if unit else rng.choice(stock.customers),
        unit=unit,
        team=some(rng, stock.teams),
        cause=some(rng, stock.causes, 0.5),
        safety=rng.random() < 0.3,
        aside="merged" if into else rng.choice(["", "", "", "", "", "spam"]),
        merged_into=into,
        created_at=opened,
        turn_since=opened,
        last_message_at=opened,
        first_replied_at=later(rng, opened) if rng.random() < 0.7 else None,
        status=status,
        resolved_at=resolved[-1] if status in RESOLVED_STATES else None,
        resolution=rng.choice(list(Resolution)) if status in RESOLVED_STATES else "",
    )
    for event in story:
        event.ticket = ticket
    TicketEvent.objects.bulk_create(story)
    stock.tickets.append(ticket)
    return ticket


def _story(rng: random.Random, opened: dt.datetime) -> list[TicketEvent]:
    """A walk through the states, now and then at one moment, with lines between that change none."""
    when, story = opened, [event_at(opened, EventKind.OPENED, "", Status.NEW, ActorKind.CUSTOMER)]
    status = Status.NEW
    for _ in range(rng.randrange(7)):
        when = later(rng, when)
        # Resolved twice as often as by chance, else few come so far.
        to = rng.choice([to for to in Status if to in TRANSITIONS[status] for _times in range(1 + (to == "resolved"))])
        story.append(event_at(when, EventKind.STATUS, status, to, rng.choice(list(ActorKind))))
        status = to
    between = event_at(when, EventKind.TAGGED, "", "", ActorKind.STAFF)
    return [*story[:-1], between, story[-1]] if rng.random() < 0.3 else story


def event_at(when: dt.datetime, kind: EventKind, before: str, to: str, by: ActorKind) -> TicketEvent:
    return TicketEvent(kind=kind, at=when, actor_kind=by, from_status=before, to_status=to)


def make_messages(rng: random.Random, ticket: Ticket, stock: Stock) -> list[Message]:
    """Several, sometimes at one moment, and not written down in the order in which they were said."""
    when, said = ticket.created_at, []
    for _ in range(rng.randrange(6)):
        kind = rng.choice(SAID)
        ours = kind != MessageKind.CUSTOMER and rng.random() < 0.8  # what the program says by itself has no author
        said.append(
            Message(
                ticket=ticket,
                kind=kind,
                author=rng.choice(stock.agents) if ours else None,
                text="x",
                created_at=when,
                taken_back_at=when if kind == MessageKind.REPLY and rng.random() < 0.25 else None,
                copy_of=some(rng, stock.messages, 0.15),
            )
        )
        when = later(rng, when)
    return Message.objects.bulk_create(rng.sample(said, len(said)))


def make_promise(rng: random.Random, ticket: Ticket, stock: Stock) -> Promise:
    made = moment(rng)
    due = later(rng, made) + MINUTE
    state = rng.choice(list(PromiseState))
    aside = rng.choice([due - MINUTE / 2, due, due + MINUTE, later(rng, due)])  # withdrawn in time or too late
    settled = {PromiseState.OPEN: None, PromiseState.BROKEN: due, PromiseState.WITHDRAWN: aside}.get(state, made)
    return Promise.objects.create(
        ticket=ticket,
        kind=rng.choice(list(PromiseKind)),
        what="x",
        owner=rng.choice(stock.agents),
        made_by=rng.choice(stock.agents),
        message=some(rng, [said for said in stock.messages if said.ticket_id == ticket.pk], 0.5),
        made_at=made,
        due_at=due,
        state=state,
        settled_at=settled,
        done_at=made if state == PromiseState.KEPT else None,
    )


def make_clock(rng: random.Random, ticket: Ticket) -> Clock:
    starts = moment(rng)
    due = later(rng, starts)
    state = rng.choice([*ClockState, ClockState.ENDED])
    late = rng.random() < 0.4
    return Clock.objects.create(
        ticket=ticket,
        due=rng.choice(DUES),
        anchor=f"said:{next(_numbers)}",
        state=state,
        starts_at=starts,
        due_at=due,
        late_at=due if late else None,
        ended_at=(later(rng, due) if late else starts) if state == ClockState.ENDED else None,
    )


def make_time(rng: random.Random, ticket: Ticket, stock: Stock) -> TimeEntry:
    minutes = rng.choice([-30, -5, 1, 5, 20, 600])
    return TimeEntry.objects.create(ticket=ticket, agent=rng.choice(stock.agents), minutes=minutes, at=moment(rng))
