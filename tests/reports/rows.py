"""Rows to count, written straight into the tables: what was said is of no interest here, only when and how many."""

from __future__ import annotations

import datetime as dt
from itertools import count
from zoneinfo import ZoneInfo

from core.actors import ActorKind
from customers.models import Customer, Delivery, Unit
from followups.actions.lanes import lane_of
from followups.models import Answer, Call, CallAttempt, Invitation
from followups.queries import place_of
from followups.states import InvitationState, Source, SurveyKind
from tests.factories import AgentFactory, CustomerFactory, DeliveryFactory, PurchaseFactory, UnitFactory
from tests.followups.makers import questionnaire
from tickets.models import Ticket, TicketEvent
from tickets.states import EventKind, Resolution, Status

MADRID = ZoneInfo("Europe/Madrid")
_numbers = count(1)


def at(text: str) -> dt.datetime:
    """«03-17 10:30» in Madrid, in 2026; a year may come first."""
    text = text if len(text) > 11 else f"2026-{text}"
    return dt.datetime.fromisoformat(text).replace(tzinfo=MADRID)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def deliver(on: str | None, promised: str | None, line=None) -> Delivery:
    """A delivery of one unit, at noon of that day; on its way without one."""
    purchase = PurchaseFactory(purchased_at=at("2025-01-01 10:00"))
    delivery = DeliveryFactory(
        purchase=purchase,
        promised_on=day(promised) if promised else None,
        delivered_at=at(f"{day(on)} 12:00") if on else None,
        delivered_on=day(on) if on else None,
    )
    product = {"product__line": line} if line else {}
    UnitFactory(purchase=purchase, delivery=delivery, **product)
    delivery.refresh_from_db()
    return delivery


def ask(
    sent: str, *, answered: str | None = None, score: int | None = None, delivery=None, ticket=None, imported=False
) -> Invitation:
    """An invitation that was sent; a score alone (no `answered`) is a survey left half-way."""
    customer = ticket.customer if ticket else delivery.purchase.customer
    invitation = Invitation.objects.create(
        kind=SurveyKind.RESOLUTION if ticket else SurveyKind.DELIVERY,
        source=Source.IMPORTED if imported else Source.PLANNED,
        questionnaire=questionnaire(),
        expires_at=None if imported else at(sent) + dt.timedelta(days=60),
        customer=customer,
        purchase=delivery.purchase if delivery else None,
        delivery=delivery,
        ticket=ticket,
        state=InvitationState.ANSWERED if answered else InvitationState.SENT,
        due_at=at(sent),
        sent_at=at(sent),
        answered_at=at(answered) if answered else None,
        created_at=at(sent),
    )
    if score is not None:
        Answer.objects.create(invitation=invitation, question="csat", value=score, answered_at=at(answered or sent))
    return invitation


def plan_call(due: str, state: str, *, reason: str = "", outcomes: tuple[str, ...] = ()) -> Call:
    """A call with its attempts, one an hour from when it was due."""
    delivery = deliver("01-02", None)
    call = Call.objects.create(
        delivery=delivery,
        customer=delivery.purchase.customer,
        lane=lane_of(place=place_of(delivery.purchase.customer)),
        state=state,
        reason=reason,
        outcome=(outcomes or ("content",))[-1] if state in ("done", "no_contact") else "",
        due_at=at(due),
        created_at=at(due),
        finished_at=None if state == "planned" else at(due),
    )
    agent = AgentFactory() if outcomes else None
    for hours, outcome in enumerate(outcomes):
        CallAttempt.objects.create(call=call, at=at(due) + dt.timedelta(hours=hours), agent=agent, outcome=outcome)
    return call


def case(
    opened: str,
    *,
    replied: str | None = None,
    story: tuple[tuple[str, str], ...] = (),
    channel: str = "portal",
    unit: Unit | None = None,
    customer: Customer | None = None,
    aside: str = "",
) -> Ticket:
    """A case with its ledger; of spam, say, with `aside="spam"`.

    `story`: («resolved» | «closed» | «reopened» | «reopened by us», when), in order.
    """
    ticket = Ticket.objects.create(
        reference=f"PV-{next(_numbers):09d}",
        subject="x",
        status=Status.OPEN,
        channel=channel,
        language="es",
        customer=customer or (unit.purchase.customer if unit else CustomerFactory()),
        unit=unit,
        aside=aside,
        created_at=at(opened),
        turn_since=at(opened),
        last_message_at=at(opened),
        first_replied_at=at(replied) if replied else None,
    )
    _event(ticket, EventKind.OPENED, at(opened), "", Status.NEW)
    status = Status.OPEN
    for what, when in story:
        to = {"resolved": Status.RESOLVED, "closed": Status.CLOSED}.get(what, Status.OPEN)
        by = ActorKind.CUSTOMER if what == "reopened" else ActorKind.STAFF
        _event(ticket, EventKind.STATUS, at(when), status, to, by)
        status = to
        if to == Status.RESOLVED:
            ticket.resolved_at, ticket.resolution = at(when), Resolution.REPAIRED
        elif to == Status.OPEN:
            ticket.resolved_at, ticket.resolution = None, ""
    ticket.status = status
    ticket.save()
    return ticket


def _event(ticket, kind, when, before, to, by=ActorKind.STAFF) -> None:
    TicketEvent.objects.create(ticket=ticket, kind=kind, at=when, actor_kind=by, from_status=before, to_status=to)
