"""The same deed on five hundred cases: its progress moves, a worker dies in the middle, each case is done once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import SYSTEM, actor_of
from tests.browser.desk import alive
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory
from tickets.actions.status import change_status, resolve_ticket
from tickets.models import BulkJob, Message, Ticket, TicketEvent
from tickets.queries.bulk import progress_of
from tickets.states import EventKind, Kind, MessageKind, Resolution, Status
from tickets.tasks import sweep_bulk

MANY = 500
# What the progress has shown, each value once, in order.
WATCH = """() => {
  window.shown = [];
  new MutationObserver(() => {
    const bar = document.querySelector("#bulk-said progress");
    if (bar && window.shown.at(-1) !== bar.value) window.shown.push(bar.value);
  }).observe(document.getElementById("bulk-said"), { childList: true, subtree: true });
}"""


@pytest.fixture
def cases(processes):
    """Five hundred open cases: one as customers open it, and copies of its rows."""
    now, customer = timezone.now() - dt.timedelta(hours=2), CustomerFactory()
    first = open_case(customer=customer, kind=Kind.QUESTION, now=now)
    fields = {name: value for name, value in Ticket.objects.values().get(pk=first.pk).items() if name != "id"}
    alphabet = "ACDEFGHJKMNPQRTUVWXY"
    copies = [
        Ticket(**fields | {
            "reference": f"PV-ZZ{alphabet[n // 20 % 20]}{alphabet[n % 20]}-2{alphabet[n // 400]}22",
            "created_at": now + dt.timedelta(seconds=n), "turn_since": now + dt.timedelta(seconds=n),
            "last_said_id": None, "submission": None,
        })
        for n in range(1, MANY)
    ]  # fmt: skip
    Ticket.objects.bulk_create(copies)
    opened = TicketEvent.objects.get(ticket=first, kind=EventKind.OPENED)
    words = first.messages.get()
    Message.objects.bulk_create(
        Message(ticket=one, kind=MessageKind.CUSTOMER, text=words.text, created_at=one.created_at) for one in copies
    )
    TicketEvent.objects.bulk_create(
        TicketEvent(ticket=one, kind=opened.kind, at=one.created_at, actor_kind=opened.actor_kind, data=opened.data)
        for one in copies
    )
    return list(Ticket.objects.order_by("turn_since"))


def test_five_hundred_cases_with_a_worker_that_dies(enter, shot, sound, cases, processes, wait_until):
    ana = AgentFactory(name="Ana Ruiz", language="en")
    dying = processes.worker()
    page = enter(ana, "/desk/", language="en")
    alive(page)
    page.evaluate(WATCH)
    # Resolved by somebody between the choice and the deed: closed cases wait for no part.
    closed = cases[-1]
    page.keyboard.press("Shift+X")
    page.get_by_role("button", name=f"Select all {MANY} in this view").click()
    page.get_by_text(f"All {MANY} of this view").wait_for()
    page.keyboard.press("s")
    page.locator(".bulk-menu [value='state:waiting_part']").click()
    page.locator("#bulk-said progress").wait_for()
    job = BulkJob.objects.get()
    resolve_ticket(ticket=closed, resolution=Resolution.EXPLAINED, text="", by=actor_of(ana), now=timezone.now())
    change_status(ticket=closed, to=Status.CLOSED, by=SYSTEM, now=timezone.now())
    processes.worker()
    wait_until(lambda: progress_of(job).past > 20, why="the worker never began")
    page.wait_for_function("() => window.shown.some((value) => value > 0)")
    dying.kill()
    assert progress_of(job).waiting > 0, "the first worker was done before it died"
    shot(page, "progress")
    sweep_bulk.delay()  # what beat does every ten seconds
    page.locator("[data-bulk-done]").wait_for(timeout=60_000)
    done = progress_of(job)
    assert (done.done, done.refused, done.waiting) == (MANY - 1, 1, 0)
    shown = page.evaluate("window.shown")
    assert len(shown) > 1
    assert shown == sorted(shown)
    assert page.locator("#bulk-said [data-bulk-words]").inner_text() == (
        f"Done in {MANY - 1} cases. 1 case could not be done."
    )
    refused = page.locator("#bulk-said .bulk-refused li")
    assert refused.count() == 1
    assert refused.inner_text().startswith(closed.reference)
    assert "cannot become «Waiting for a part»" in refused.inner_text()
    shot(page, "done")
    sound(page, "en")
    moved = TicketEvent.objects.filter(kind=EventKind.STATUS, to_status=Status.WAITING_PART)
    assert moved.count() == moved.values("ticket").distinct().count() == MANY - 1
    assert Ticket.objects.filter(status=Status.WAITING_PART).count() == MANY - 1
