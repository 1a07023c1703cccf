"""Random surveys with their answers, calls with their attempts, and unhappy answers that somebody has to close."""

from __future__ import annotations

import datetime as dt
import random
from itertools import count
from typing import Any

from customers.models import Delivery, Unit
from followups.actions.lanes import lane_of
from followups.models import Answer, Call, CallAttempt, Invitation, Lane, Loop
from followups.queries import place_of
from followups.states import CallKind, CallState, InvitationState, Outcome, Reason, Source, SurveyKind
from tests.followups.makers import questionnaire
from tests.reports.more_case_rows import make_cases
from tests.reports.more_rows import DAYS, INSTANT, Stock, later, make_stock, moment, some
from tickets.models import Ticket

_numbers = count(1)
SENT = (InvitationState.SENT, InvitationState.ANSWERED)
SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
SOME_REASONS = [Reason.TOO_LATE, Reason.CAPACITY, Reason.OPTED_OUT, Reason.OPEN_CASE]


def make_everything(rng: random.Random) -> Stock:
    """A small company's few days, with something of all that is counted."""
    stock = make_stock(rng)
    make_cases(rng, stock)
    make_surveys(rng, stock)
    make_calls(rng, stock)
    return stock


def make_surveys(rng: random.Random, stock: Stock) -> None:
    for delivery in stock.deliveries:
        if rng.random() < 0.9:
            about_delivery(rng, stock, delivery)
        if rng.random() < 0.4:
            about_delivery(rng, stock, some(rng, [delivery]), imported=True, purchase=delivery.purchase)
    for ticket in rng.sample(stock.tickets, len(stock.tickets) * 3 // 4):
        about_case(rng, stock, ticket)
    for unit in rng.sample(stock.units, len(stock.units) // 4):
        about_unit(rng, stock, unit)


def about_delivery(rng: random.Random, stock: Stock, delivery: Delivery | None, **more: Any) -> Invitation:
    """Of a delivery or, imported, of an order of which nobody knows the delivery."""
    purchase = more.pop("purchase", None) or (delivery and delivery.purchase)
    given = {"kind": SurveyKind.DELIVERY, "delivery": delivery, "purchase": purchase}
    return invite(rng, stock, customer=purchase.customer, **given, **more)


def about_case(rng: random.Random, stock: Stock, ticket: Ticket) -> Invitation:
    imported = rng.random() < 0.2
    return invite(rng, stock, kind=SurveyKind.RESOLUTION, ticket=ticket, customer=ticket.customer, imported=imported)


def about_unit(rng: random.Random, stock: Stock, unit: Unit) -> Invitation:
    customer = rng.choice(stock.customers)
    return invite(rng, stock, kind=SurveyKind.GUARANTEE, unit=unit, about_on=DAYS[0], customer=customer)


def invite(rng: random.Random, stock: Stock, *, imported: bool = False, **about: Any) -> Invitation:
    state = InvitationState.ANSWERED if imported else rng.choice([*InvitationState, *SENT, *SENT])
    created = moment(rng)
    sent = later(rng, created) if state in SENT else None
    invitation = Invitation.objects.create(
        source=Source.IMPORTED if imported else Source.PLANNED,
        questionnaire=questionnaire(),
        state=state,
        reason=rng.choice(SOME_REASONS) if state == InvitationState.SUPPRESSED else "",
        created_at=created,
        due_at=later(rng, created),
        sent_at=sent,
        expires_at=sent and sent + dt.timedelta(days=60),
        answered_at=_once(later(rng, sent)) if sent and state == InvitationState.ANSWERED else None,
        **about,
    )
    if sent:
        answer(rng, invitation=invitation)
        if rng.random() < 0.4:
            make_loop(rng, stock, invitation)
    return invitation


def _once(when: dt.datetime) -> dt.datetime:
    """The same, and never twice: of one order nothing is imported twice."""
    return when + next(_numbers) * INSTANT


def answer(rng: random.Random, **of: Any) -> None:
    """Some of the questions: who stopped half-way answered some too."""
    for question, (low, high) in SCALES.items():
        if rng.random() < 0.6:
            Answer.objects.create(question=question, value=rng.randint(low, high), answered_at=moment(rng), **of)
    if rng.random() < 0.2:
        Answer.objects.create(question="comment", text="x", answered_at=moment(rng), **of)


def make_loop(rng: random.Random, stock: Stock, invitation: Invitation) -> Loop:
    """Open, closed in time, to the instant or late; dropped in time or late."""
    opened = moment(rng)
    due = later(rng, opened)
    closed = rng.choice([None, opened, due, due + dt.timedelta(seconds=1)])
    dropped = closed is not None and rng.random() < 0.4
    ticket = rng.choice(stock.tickets)
    rows = {"opened_at": opened, "due_at": due, "closed_at": closed, "dropped": dropped}
    return Loop.objects.create(invitation=invitation, question="csat", score=1, ticket=ticket, **rows)


def make_calls(rng: random.Random, stock: Stock) -> None:
    lane = lane_of(place=place_of(stock.customers[0]))
    for delivery in stock.deliveries:
        if rng.random() < 0.8:
            call(rng, stock, lane, kind=CallKind.DELIVERY, delivery=delivery)
    for ticket in rng.sample(stock.tickets, len(stock.tickets) // 5):
        call(rng, stock, lane, kind=CallKind.RESOLUTION, ticket=ticket)


def call(rng: random.Random, stock: Stock, lane: Lane, **about: Any) -> Call:
    state = rng.choice(list(CallState))
    made = Call.objects.create(
        lane=lane,
        customer=rng.choice(stock.customers),
        state=state,
        reason=rng.choice(SOME_REASONS) if state == CallState.SUPPRESSED else "",
        outcome=rng.choice(list(Outcome)) if state in (CallState.DONE, CallState.NO_CONTACT) else "",
        due_at=moment(rng),
        created_at=moment(rng),
        finished_at=None if state == CallState.PLANNED else moment(rng),
        **about,
    )
    for _ in range(rng.randrange(3)):
        attempt(rng, stock, made)
    if rng.random() < 0.3:
        answer(rng, call=made)
    return made


def attempt(rng: random.Random, stock: Stock, made: Call) -> CallAttempt:
    outcome = rng.choice(list(Outcome))
    return CallAttempt.objects.create(call=made, at=moment(rng), agent=rng.choice(stock.agents), outcome=outcome)
