"""Due surveys, each with its letter: claimed, looked at again and committed by two workers at once."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import time

from dev.bench import Figures, bench
from dev.bench.stage import Stage

DUE = 4_000
WORKERS = 2
DAY = dt.timedelta(days=1)


@bench("dispatch")
def dispatch(stage: Stage) -> Figures:
    """`size` is how many were sent long ago, of other people; DUE surveys are due at each size."""
    from django.db import connection

    from followups.models import Invitation

    now = dt.datetime.now(dt.UTC).replace(hour=11)
    sizes = sorted({10_000, stage.size or 10_000})
    before = 0
    for size in sizes:
        make(f"old{size}", size - before, now - 400 * DAY, now, sent=True)
        before = size
        make(f"due{size}", DUE, now - 6 * DAY, now, sent=False)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        stage.calm_down()
        took, spent = in_processes(now)
        sent = Invitation.objects.filter(sent_at=now).count()
        if sent != DUE:
            raise RuntimeError(f"{sent} of {DUE} surveys were sent")
        Invitation.objects.filter(sent_at=now).update(sent_at=now - 400 * DAY)
        yield {
            "size": size,
            "what": f"due surveys, {WORKERS} workers",
            "per_s": round(DUE / took, 1),
            "worker_cpu_ms_each": round(spent / DUE * 1000, 2),
        }


def make(name: str, count: int, delivered_at: dt.datetime, now: dt.datetime, *, sent: bool) -> None:
    """So many deliveries with a survey each, due now or sent long ago."""
    from customers.models import Delivery
    from dev.bench.rows import make_deliveries
    from followups.models import Invitation, Plan

    deliveries = make_deliveries(count, days=30, name=name)
    ids = [delivery.pk for delivery in deliveries]
    Delivery.objects.filter(pk__in=ids).update(delivered_at=delivered_at, delivered_on=delivered_at.date())
    plan = Plan.objects.live().get(trigger="delivered").live
    said = {"state": "sent", "sent_at": delivered_at + 5 * DAY, "expires_at": delivered_at + 65 * DAY} if sent else {}
    Invitation.objects.bulk_create(
        (
            Invitation(
                kind="delivery",
                plan=plan,
                questionnaire_id=plan.questionnaire_id,
                customer_id=delivery.purchase.customer_id,
                purchase_id=delivery.purchase_id,
                delivery=delivery,
                due_at=delivered_at + 5 * DAY if sent else now - dt.timedelta(minutes=5),
                created_at=delivered_at,
                **said,
            )
            for delivery in deliveries
        ),
        batch_size=5000,
    )


def in_processes(now: dt.datetime) -> tuple[float, float]:
    """The seconds until nothing is due any more, and those of processor that the workers took."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    ready, spent = context.Barrier(WORKERS + 1), context.Queue()
    workers = [context.Process(target=work, args=(now, ready, spent)) for _number in range(WORKERS)]
    for worker in workers:
        worker.start()
    ready.wait()
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start, sum(spent.get() for _worker in workers)


def work(now: dt.datetime, ready, spent) -> None:
    """What a worker does, without its broker."""
    from django.db import connection

    from followups.actions.dispatch import dispatch_due

    connection.ensure_connection()
    dispatch_due(now=now - 900 * DAY)  # nothing is due then: the statements and the code are there afterwards
    ready.wait()
    before = os.times()
    while dispatch_due(now=now).seen:
        pass
    after = os.times()
    spent.put(after.user + after.system - before.user - before.system)
