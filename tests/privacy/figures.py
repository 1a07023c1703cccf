"""Every figure that managers read, over past periods: to compare before and after."""

from __future__ import annotations

import datetime as dt

from catalog.models import ProductLine
from followups.states import SurveyKind
from reports.period import Period, Scope, Step
from reports.queries import calls, cases, deliveries, flow, lines, promises, satisfaction
from tests.factories import NOW

PERIODS = [
    Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
    Period(dt.date(2026, 10, 1), NOW.date() - dt.timedelta(days=1)),
    Period(dt.date(2026, 1, 1), NOW.date()),
]


def figures() -> dict[str, object]:
    found: dict[str, object] = {}
    for period in PERIODS:
        for line in [None, *ProductLine.objects.order_by("pk").values_list("pk", flat=True)]:
            found |= {f"{period} {line} {name}": value for name, value in _of(Scope(period, line)).items()}
    return found


def _of(scope: Scope) -> dict[str, object]:
    kinds = {
        f"{name} {kind}": ask(scope, kind)
        for kind in SurveyKind
        for name, ask in (("csat", satisfaction.csat), ("response", satisfaction.response))
    }
    return kinds | {
        "opened": cases.opened(scope).count(),
        "first response": cases.first_response(scope),
        "resolution": cases.resolution(scope),
        "reopened": cases.reopened(scope),
        "on time": deliveries.on_time(scope),
        "on time by month": deliveries.on_time_trend(scope, Step.MONTH),
        "flow": flow.flow(scope),
        "flow by week": flow.flow_by_step(scope, Step.WEEK),
        "lines": lines.by_line(scope),
        "promises": promises.promises(scope),
        "by promise": satisfaction.csat_by_promise(scope),
        "csat by month": satisfaction.csat_trend(scope, SurveyKind.DELIVERY, Step.MONTH),
        "calls": calls.calls(scope, NOW),
    }
