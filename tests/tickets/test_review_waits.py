"""A review of the clocks does not keep anybody from writing, whatever hangs."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.cases import open_case
from tests.factories import CustomerFactory
from tests.tickets.clockwork import make_policy
from tickets.actions.clocks import keep_clocks
from tickets.actions.conversation import write_as_customer
from tickets.actions.policies import ask_review
from tickets.actions.reviewing import review_clocks
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 4


def in_a_thread(deed):
    def run():
        try:
            deed()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_customer_writes_while_a_review_waits_for_a_transaction_that_hangs():
    """A worker whose machine was lost in the middle holds its one case; what others write must not wait for it."""
    from core.actors import customer_by_link

    make_policy()
    marta = CustomerFactory()
    one, other = (open_case(customer=marta, now=timezone.now()) for _ in range(2))
    counted, let_go, took = threading.Event(), threading.Event(), []

    def hangs():
        with transaction.atomic():
            keep_clocks(Ticket.objects.select_for_update().get(pk=one.pk), now=timezone.now())
            counted.set()
            let_go.wait(60)

    def writes():
        begun = time.monotonic()
        by = customer_by_link(marta.email)
        write_as_customer(ticket=other, text="¿Y bien?", by=by, now=timezone.now())
        took.append(time.monotonic() - begun)

    threads = [in_a_thread(hangs)]
    assert counted.wait(20)
    ask_review(now=timezone.now())
    threads.append(in_a_thread(lambda: review_clocks(clock=timezone.now)))
    time.sleep(1)
    threads.append(in_a_thread(writes))
    threads[-1].join(PATIENCE)
    waited = threads[-1].is_alive()
    let_go.set()
    for thread in threads:
        thread.join(60)
    assert not waited, f"the customer's words waited until the one who hung was gone: {took}"
