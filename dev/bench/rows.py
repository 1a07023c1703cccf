"""Rows for the benches of pages, many at once: a plausible shop, without its actions, which would take minutes."""

import datetime as dt

from django.db import connection
from django.utils import timezone


def make_deliveries(count: int, *, days: int, name: str) -> list:
    """`count` orders of one unit each, delivered one after the other over the last `days` days, one in five late."""
    from catalog.models import Product, ProductLine
    from customers.models import Customer, Delivery, Purchase, Unit

    lines = ProductLine.objects.bulk_create(ProductLine(name=f"{name} {number}") for number in range(12))
    products = Product.objects.bulk_create(
        Product(sku=f"{name}-{number}", name=f"Lavadora {number}", line=lines[number % 12]) for number in range(200)
    )
    customers = Customer.objects.bulk_create(
        (
            Customer(
                ref=f"{name}-{number}",
                name=f"Marta Cliente {number}",
                email=f"{name}{number}@correo.example",
                country="ES",
            )
            for number in range(count)
        ),
        batch_size=5000,
    )
    arrivals = [timezone.now() - dt.timedelta(days=days) * (1 - number / count) for number in range(count)]
    purchases = Purchase.objects.bulk_create(
        (
            Purchase(order_ref=f"{name}-{number}", customer=customer, purchased_at=at, purchased_on=at.date())
            for number, (customer, at) in enumerate(
                zip(customers, (at - dt.timedelta(days=4) for at in arrivals), strict=True)
            )
        ),
        batch_size=5000,
    )
    deliveries = Delivery.objects.bulk_create(
        (
            Delivery(
                purchase=purchase,
                delivered_at=at,
                delivered_on=at.date(),
                promised_on=at.date() + dt.timedelta(days=-1 if number % 5 == 0 else 1),
            )
            for number, (purchase, at) in enumerate(zip(purchases, arrivals, strict=True))
        ),
        batch_size=5000,
    )
    Unit.objects.bulk_create(
        (
            Unit(purchase=purchase, line="1", product=products[number % 200], delivery=delivery)
            for number, (purchase, delivery) in enumerate(zip(purchases, deliveries, strict=True))
        ),
        batch_size=5000,
    )
    return deliveries


def make_cases(deliveries: list, *, resolved: bool) -> list:
    """A case about each delivery, opened two days after it: what the customer wrote, our reply, and their events."""
    from tickets.models import Message, Ticket
    from tickets.rules import REFERENCE_ALPHABET, reference_of
    from tickets.states import Channel, MessageKind, Priority, Resolution, Status

    def reference(number: int) -> str:
        digits = [number // 30**place % 30 for place in range(8)]
        return reference_of("".join(REFERENCE_ALPHABET[digit] for digit in digits))

    first = Ticket.objects.count()
    active = [Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_PART]
    tickets = []
    for number, delivery in enumerate(deliveries):
        opened = delivery.delivered_at + dt.timedelta(days=2)
        tickets.append(
            Ticket(
                reference=reference(first + number),
                subject="Al centrifugar se mueve por toda la cocina",
                status=Status.RESOLVED if resolved else active[number % 4],
                priority=Priority.NORMAL,
                channel=Channel.PORTAL,
                language="es",
                customer=delivery.purchase.customer,
                unit=delivery.units.all()[0],
                created_at=opened,
                turn_since=opened + dt.timedelta(hours=1),
                last_message_at=opened + dt.timedelta(hours=5),
                first_replied_at=opened + dt.timedelta(hours=5),
                resolved_at=opened + dt.timedelta(days=1 + number % 9) if resolved else None,
                resolution=Resolution.REPAIRED if resolved else "",
            )
        )
    Ticket.objects.bulk_create(tickets, batch_size=5000)
    said = [(MessageKind.CUSTOMER, "Al centrifugar se mueve por toda la cocina. " * 8, 0)]
    said += [(MessageKind.REPLY, "Mañana pasa un técnico entre las 9 y las 11. " * 4, 5)]
    messages = [
        Message(ticket=ticket, kind=kind, text=text, created_at=ticket.created_at + dt.timedelta(hours=hours))
        for kind, text, hours in said
        for ticket in tickets
    ]
    Message.objects.bulk_create(messages, batch_size=5000)
    make_events(tickets, messages)
    return tickets


def make_events(tickets: list, messages: list) -> None:
    """The ledger of these cases: opened, each message, and resolved where they are."""
    from core.actors import ActorKind
    from tickets.models import TicketEvent
    from tickets.states import EventKind, Status

    system = ActorKind.SYSTEM
    events = [
        TicketEvent(ticket=ticket, kind=EventKind.OPENED, at=ticket.created_at, actor_kind=system) for ticket in tickets
    ]
    events += [
        TicketEvent(
            ticket=message.ticket, kind=EventKind.MESSAGE, at=message.created_at, actor_kind=system, message=message
        )
        for message in messages
    ]
    events += [
        TicketEvent(
            ticket=ticket,
            kind=EventKind.STATUS,
            at=ticket.resolved_at,
            actor_kind=system,
            from_status=Status.OPEN,
            to_status=Status.RESOLVED,
            data={"resolution": ticket.resolution},
        )
        for ticket in tickets
        if ticket.resolved_at
    ]
    TicketEvent.objects.bulk_create(events, batch_size=5000)


def make_follow_ups(deliveries: list, agent) -> None:
    """A call and a survey after each delivery: every other call was made, one survey in three answered."""
    from followups.actions.lanes import lane_of
    from followups.models import Answer, Call, CallAttempt, Invitation, Questionnaire
    from followups.queries import place_of
    from followups.states import CallState, InvitationState, Outcome, SurveyKind

    week, day = dt.timedelta(days=7), dt.timedelta(days=1)
    asked = Questionnaire.objects.get(code="delivery", version=1)
    places = {place_of(delivery.purchase.customer) for delivery in deliveries}
    lanes = {place: lane_of(place=place) for place in places}
    calls = Call.objects.bulk_create(
        (
            Call(
                delivery=delivery,
                customer=delivery.purchase.customer,
                lane=lanes[place_of(delivery.purchase.customer)],
                state=CallState.PLANNED if number % 2 else CallState.DONE,
                outcome="" if number % 2 else Outcome.CONTENT,
                due_at=delivery.delivered_at + week,
                created_at=delivery.delivered_at,
                finished_at=None if number % 2 else delivery.delivered_at + week,
            )
            for number, delivery in enumerate(deliveries)
        ),
        batch_size=5000,
    )
    CallAttempt.objects.bulk_create(
        (CallAttempt(call=call, at=call.due_at, agent=agent, outcome=call.outcome) for call in calls if call.outcome),
        batch_size=5000,
    )
    invitations = Invitation.objects.bulk_create(
        (
            Invitation(
                kind=SurveyKind.DELIVERY,
                questionnaire=asked,
                customer=delivery.purchase.customer,
                purchase=delivery.purchase,
                delivery=delivery,
                state=InvitationState.SENT if number % 3 else InvitationState.ANSWERED,
                due_at=delivery.delivered_at + day,
                sent_at=delivery.delivered_at + day,
                expires_at=delivery.delivered_at + 60 * day,
                answered_at=None if number % 3 else delivery.delivered_at + 2 * day,
                created_at=delivery.delivered_at,
            )
            for number, delivery in enumerate(deliveries)
        ),
        batch_size=5000,
    )
    Answer.objects.bulk_create(
        (
            Answer(
                invitation=invitation,
                question="csat",
                value=1 + number % 5,
                answered_at=invitation.answered_at,
            )
            for number, invitation in enumerate(invitations)
            if invitation.answered_at
        ),
        batch_size=5000,
    )


def settle() -> None:
    """Let the planner know what the tables hold now, as autovacuum does in a shop that has been open for a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
