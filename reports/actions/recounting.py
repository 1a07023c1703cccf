"""Counting days of a measure from its rows, and writing what was counted in place of what stood there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db import connection, transaction

from reports.measures._measure import COLUMNS, Measure
from reports.models import Tally
from reports.period import Period
from reports.states import Cut
from reports.stats.samples import NO_TIME, STEP

# The bucket of a length: see `reports.stats.samples.bucket`, which says the same. A clock that went back says no time.
_SECONDS = "extract(epoch FROM t_length)::double precision"
BUCKET_SQL = f"CASE WHEN {_SECONDS} <= 0 THEN {NO_TIME} ELSE floor(ln({_SECONDS}) / {STEP}) END::smallint"
_ONE_AT_A_TIME = 5002  # the class of our advisory locks; any number that nobody else uses
# Days that lie further apart than this are counted each by itself.
GAP = 3
MOST_DAYS = 92

_DIMENSIONS = ("by", "line", "channel", "country", "team")
_CUTS = {
    Cut.WHOLE: ("t_by", "0", "''", "''", "0"),
    Cut.PLACES: ("t_by", "0", "t_channel", "t_country", "t_team"),
    Cut.LINES: ("t_by", "t_line", "t_channel", "t_country", "t_team"),
}

_INSERT = """
WITH told AS MATERIALIZED (SELECT * FROM ({rows}) AS r ({columns})),
counted AS MATERIALIZED (
    SELECT t_item, t_day, t_by, t_line, t_channel, t_country, t_team, t_hit, coalesce(t_amount, 0) AS t_amount,
        CASE WHEN t_length IS NULL THEN NULL ELSE {bucket} END AS t_bucket,
        row_number() OVER (PARTITION BY t_item ORDER BY t_line) = 1 AS t_first
    FROM told WHERE t_day = ANY(%s)
),
parts AS ({parts})
INSERT INTO reports_tally (measure, day, cut, by, line, channel, country, team, n, hits, amount, buckets, counts)
SELECT %s, day, cut, by, line, channel, country, team, sum(n), sum(hits), sum(amount),
    coalesce(array_agg(bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{{}}'),
    coalesce(array_agg(n ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{{}}')
FROM parts GROUP BY day, cut, by, line, channel, country, team
"""
_PART = """
SELECT t_day AS day, {cut} AS cut, {by} AS by, {line}::bigint AS line, {channel} AS channel, {country} AS country,
    {team}::bigint AS team, t_bucket AS bucket, count(*) AS n, sum(t_hit) AS hits, sum(t_amount) AS amount
FROM counted {only} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


@transaction.atomic
def recount(*, measure: Measure, days: Collection[dt.date]) -> int:
    """Count these days of a measure from its rows; how many rows of the roll-up they have now.

    What stood there goes and what is there now comes in one transaction; two workers never count a measure at once.
    """
    wanted = sorted(set(days))
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_ONE_AT_A_TIME, measure.code])
    Tally.objects.filter(measure=measure.code, day__in=wanted).delete()
    return count_rows(measure, wanted)


def count_rows(measure: Measure, days: list[dt.date]) -> int:
    """Write what the rows of these days (in order) say; how many rows that made. Nothing may stand there."""
    return sum(_count(measure, run) for run in runs(days))


def _count(measure: Measure, run: list[dt.date]) -> int:
    rows = measure.columns(measure.within(measure.counted(), Period(run[0], run[-1])))
    sql, values = rows.query.sql_with_params()
    cuts = [cut for cut in Cut if cut != Cut.LINES or measure.places.line]
    parts = " UNION ALL ".join(_part(cut) for cut in cuts)
    statement = _INSERT.format(rows=sql, columns=", ".join(COLUMNS), bucket=BUCKET_SQL, parts=parts)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, run, measure.code])
        return cursor.rowcount


def _part(cut: Cut) -> str:
    """What is about two lines counts once where lines are not told apart."""
    only = "" if cut == Cut.LINES else "WHERE t_first"
    return _PART.format(cut=int(cut), only=only, **dict(zip(_DIMENSIONS, _CUTS[cut], strict=True)))


def runs(days: list[dt.date]) -> Iterator[list[dt.date]]:
    """Days in order, together as long as they lie close: one statement reads the rows of a stretch along its index."""
    run: list[dt.date] = []
    for day in days:
        if run and ((day - run[-1]).days > GAP or len(run) >= MOST_DAYS):
            yield run
            run = []
        run.append(day)
    if run:
        yield run
