"""The roll-ups of the managers' figures: a day on which everything happened 5,000 times, and reading a quarter."""

import time

from dev.bench import Figures, bench
from dev.bench.stage import Stage

SIZE = 5_000
READS = 20


@bench("rollups")
def rollups(stage: Stage) -> Figures:
    """`size` deliveries of one day, each with its surveys and calls, and a case; what that day costs to count."""
    import datetime as dt

    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from dev.bench.rows import make_cases, make_deliveries, make_follow_ups, settle
    from reports.actions.counting import count_changes
    from reports.models import Change, Tally
    from reports.period import Period, Scope
    from reports.queries.catalogue import figures

    size = stage.size or SIZE
    deliveries = make_deliveries(size, days=1, name="rollups")
    make_follow_ups(deliveries, stage.user)
    make_cases(deliveries, resolved=True)
    settle()
    noted, started = Change.objects.count(), time.perf_counter()
    while count_changes():
        pass
    yield {
        "size": size,
        "noted": noted,
        "seconds": round(time.perf_counter() - started, 2),
        "rows": Tally.objects.count(),
    }
    today = timezone.localdate()
    quarter = Scope(Period(today - dt.timedelta(days=91), today))
    with CaptureQueriesContext(connection) as queries:
        figures(quarter)
    started = time.perf_counter()
    for _number in range(READS):
        figures(quarter)
    taken = (time.perf_counter() - started) / READS
    yield {"size": size, "read": "92 days", "ms": round(1000 * taken, 1), "queries": len(queries)}
