"""A worker killed in the middle of sending loses nothing and sends nothing twice, beyond the one on the wire."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.models import OutgoingMessage
from core.tasks import reap_outbox, send_outbox
from customers.models import Customer, Delivery, Purchase
from followups.models import Invitation
from followups.tasks import send_due_surveys
from tests.followups.makers import the_plans

# Whatever the hour, it is day in one of them: by night nobody is asked.
ZONES = ("Europe/Madrid", "America/Mexico_City", "Pacific/Auckland", "Asia/Tokyo")
SURVEYS, SLOTS = 500, 2
ENOUGH, TOO_MANY = 50, 450


def prepare(now):
    """As many deliveries of a week ago as surveys, each due, each of another customer."""
    plan = the_plans()[0]
    zone = next(zone for zone in ZONES if 10 <= now.astimezone(ZoneInfo(zone)).hour < 19)
    week_ago = now - dt.timedelta(days=7)
    customers = Customer.objects.bulk_create(
        Customer(ref=f"K-{n}", name=f"Cliente {n}", email=f"k{n}@correo.example", timezone=zone) for n in range(SURVEYS)
    )
    purchases = Purchase.objects.bulk_create(
        Purchase(order_ref=f"K-{c.pk}", customer=c, purchased_at=week_ago, purchased_on=week_ago.date())
        for c in customers
    )
    day = week_ago.astimezone(ZoneInfo(zone)).date()
    deliveries = Delivery.objects.bulk_create(
        Delivery(purchase=purchase, delivered_at=week_ago, delivered_on=day) for purchase in purchases
    )
    Invitation.objects.bulk_create(
        Invitation(
            kind="delivery",
            plan=plan,
            questionnaire=plan.questionnaire,
            customer=delivery.purchase.customer,
            purchase=delivery.purchase,
            delivery=delivery,
            due_at=now,
            created_at=now,
        )
        for delivery in deliveries
    )


def sweep():
    """What beat would queue now; a sweep that found nothing yet is followed by another."""
    for task in (send_due_surveys, send_outbox, reap_outbox):
        task.delay()


def test_kill_worker_while_sending_ends_with_each_survey_sent_once(sink, processes, wait_until):
    prepare(timezone.now())

    def has_sent(number):
        sweep()
        return len(sink.deliveries) >= number

    worker = processes.worker(concurrency=SLOTS, OUTBOX_STUCK_SECONDS="2")
    wait_until(lambda: has_sent(ENOUGH), why="the worker sends")
    worker.kill()
    assert ENOUGH <= len(sink.deliveries) <= TOO_MANY

    second = processes.worker(concurrency=SLOTS, OUTBOX_STUCK_SECONDS="2")
    mails = OutgoingMessage.objects.filter(status="sent")
    wait_until(lambda: has_sent(SURVEYS) and mails.count() == SURVEYS, why="the second worker finishes")
    second.kill()  # all are sent, and what is still queued are sweeps that would find nothing

    states = Invitation.objects.values_list("state", "reason")
    assert (states.count(), set(states)) == (SURVEYS, {("sent", "")})
    assert OutgoingMessage.objects.count() == SURVEYS
    assert len(sink.messages) == SURVEYS
    assert {message["Message-ID"] for message in sink.messages} == set(mails.values_list("message_id", flat=True))
    again = len(sink.deliveries) - SURVEYS
    assert again <= SLOTS, "only what was on the wire when the worker died may come twice"
