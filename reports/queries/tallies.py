"""Reading the roll-ups: two queries for any number of measures, whose cost grows with the days that are looked at."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import models
from django.db.models import Q, QuerySet, Sum

from reports.figures import Counted
from reports.measures import Measure
from reports.models import Tally
from reports.period import Scope, Step, start_of
from reports.states import Cut

# Measure; what its rows are told apart by (None for all of them together); the step (None for the whole period).
Key = tuple[str, str | None, dt.date | None]


def counted(
    measures: Iterable[Measure], scope: Scope, *, step: Step | None = None, apart: Collection[Measure] = ()
) -> dict[Key, Counted]:
    """What was counted in a scope: in all, or by steps.

    The measures of `apart` also by what tells their rows apart. What counted nothing is not in it.
    """
    found: dict[Key, Counted] = defaultdict(Counted)
    cut = Cut.WHOLE if scope.is_whole else Cut.LINES if scope.line is not None else Cut.PLACES
    rows = _rows(measures, scope, cut)
    told = {measure.code for measure in apart}
    days = ["day"] if step else []
    sums = rows.values("measure", "by", *days).annotate(n=Sum("n"), hits=Sum("hits"), amount=Sum("amount"))
    for row in sums.order_by():
        for key in _keys(row, told, step):
            found[key].n += row["n"]
            found[key].hits += row["hits"]
            found[key].amount += row["amount"]
    for row in _lengths(rows, days):
        for key in _keys(row, told, step):
            found[key].lengths[row["bucket"]] += row["count"]
    return dict(found)


def _rows(measures: Iterable[Measure], scope: Scope, cut: Cut) -> QuerySet[Tally]:
    codes = [measure.code for measure in measures]
    period = scope.period
    rows = Tally.objects.filter(measure__in=codes, cut=cut, day__range=(period.first, period.last))
    return rows.filter(_of(scope))


def _of(scope: Scope) -> Q:
    wanted = {"line": scope.line, "channel": scope.channel or None, "country": scope.country or None}
    wanted["team"] = scope.team
    return Q(**{name: value for name, value in wanted.items() if value is not None})


class _Unnest(models.Func):
    function = "unnest"
    set_returning = True


def _lengths(rows: QuerySet[Tally], days: list[str]) -> Iterable[dict]:
    """The buckets of all rows; both arrays of a row are unrolled side by side."""
    return (
        rows.exclude(buckets=[])
        .values("measure", "by", *days)
        .annotate(
            bucket=_Unnest("buckets", output_field=models.IntegerField()),
            count=_Unnest("counts", output_field=models.IntegerField()),
        )
        .order_by()
    )


def _keys(row: dict, told: Collection[str], step: Step | None) -> list[Key]:
    """Where a row counts: among all of its measure, and among those like it where these are asked for."""
    code, start = row["measure"], start_of(row["day"], step) if step else None
    whole: Key = (code, None, start)
    return [whole, (code, row["by"], start)] if code in told else [whole]
