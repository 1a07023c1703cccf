"""The managers' front page, over a year of a shop that delivers 50,000 orders in it."""

from dev.bench import Figures, bench
from dev.bench.stage import Stage

SIZE = 50_000


@bench("overview")
def overview(stage: Stage) -> Figures:
    """`size` is the number of deliveries; one in ten has a case. The page of the usual period, and that of the year."""
    from dev.bench.rows import make_cases, make_deliveries, make_follow_ups, settle

    deliveries = make_deliveries(SIZE, days=360, name="overview")
    make_follow_ups(deliveries, stage.user)
    make_cases(deliveries[::10], resolved=True)
    settle()
    return [
        {"size": SIZE, **stage.measure_http("/dashboards/", requests=50, warm_up=5)},
        {"size": SIZE, "period": "12m", **stage.measure_http("/dashboards/?period=12m", requests=20, warm_up=3)},
    ]
