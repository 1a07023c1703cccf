"""Clocks that come to a point: at ten thousand cases, and at as many as SIZE asks for; as many are due at each."""

from __future__ import annotations

import itertools

from dev.bench import Figures, bench
from dev.bench.desk import SMALL, make
from dev.bench.stage import Stage

DUE = 100  # clocks that wake
OPEN = 5_000  # cases that wait for something, at most


@bench("clocks")
def clocks(stage: Stage) -> Figures:
    """`size` is the number of cases, of which two of a hundred and at most OPEN wait for something.

    A sweep that finds nothing; one that finds DUE clocks at a point of theirs, with their notices and letters, for each
    of them; counting the clocks of a case again, as every reply does.
    """
    from django.utils import timezone

    from tickets.actions.clocks import keep_clocks
    from tickets.actions.waking import wake_clocks
    from tickets.models import Clock, Ticket

    for size in sorted({SMALL, stage.size or SMALL}):
        make(size)
        waiting = leave_open()
        stage.calm_down()
        now = timezone.now()
        wake_clocks(now=now, limit=waiting * 5)  # what became due while the rows were written
        empty = stage.measure_call(lambda now=now: wake_clocks(now=now), repeat=200)
        yield {"size": size, "what": "sweep that finds nothing", "open": waiting, **empty}
        cases = list(Ticket.objects.active().select_related("customer").order_by("pk")[:DUE])
        again = itertools.cycle(cases)
        counted = stage.measure_call(lambda now=now, again=again: keep_clocks(next(again), now=now), repeat=DUE)
        yield {"size": size, "what": "a case counted again", "open": waiting, **counted}
        wakes = Clock.objects.filter(wakes_at__isnull=False).order_by("wakes_at").values_list("wakes_at", flat=True)
        then = wakes[DUE - 1]
        woken = stage.measure_rate(lambda then=then: wake_clocks(now=then, limit=DUE), DUE)
        each = round(1000 / woken["per_s"], 2)
        yield {**woken, "size": size, "what": "clock that comes to a point", "open": waiting, "ms_each": each}


def leave_open() -> int:
    """Leave so many cases waiting, of all ages, and set the others aside; how many there are."""
    from django.db import connection

    from tickets.models import Ticket

    ids = list(Ticket.objects.active().order_by("pk").values_list("pk", flat=True))
    step = max(len(ids) / OPEN, 1)
    kept = {ids[int(number * step)] for number in range(min(OPEN, len(ids)))}
    spare = [pk for pk in ids if pk not in kept]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticket SET aside = 'spam' WHERE id = ANY(%s)", [spare])
        cursor.execute(
            "UPDATE tickets_clock SET state = 'off', wakes_at = NULL WHERE state <> 'ended' AND ticket_id = ANY(%s)",
            [spare],
        )
        cursor.execute("VACUUM (ANALYZE) tickets_ticket, tickets_clock")
    return len(kept)
