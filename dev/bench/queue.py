"""The agents' queue: its first page and one far into it."""

from dev.bench import Figures, bench
from dev.bench.stage import Stage

SIZE = 10_000


@bench("queue")
def queue(stage: Stage) -> Figures:
    """`size` is the number of cases that wait for something; a page shows thirty."""
    from urllib.parse import urlencode

    from core.pages import Mark
    from dev.bench.rows import make_cases, make_deliveries, settle

    tickets = make_cases(make_deliveries(SIZE, days=30, name="queue"), resolved=False)
    settle()
    middle = tickets[SIZE // 2]
    deep = urlencode({"view": "open", "after": Mark(middle.turn_since, middle.pk)})
    return [
        {"size": SIZE, **stage.measure_http("/desk/")},
        {"size": SIZE, "page": "middle", **stage.measure_http(f"/desk/?{deep}")},
    ]
