"""Keeping the roll-ups true: what was noted as changed is read, its days are counted again, and the note goes."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from reports.actions.recounting import recount
from reports.measures import MEASURES
from reports.measures._measure import Measure
from reports.models import Change
from reports.states import Source

# Many at once: what was imported touches the same days again and again.
BATCH = 100_000
PATIENCE = 0.2  # seconds
_ONE_AT_A_TIME = 5003  # our advisory lock; any number that nobody else uses

_TAKE = """
DELETE FROM reports_change WHERE id IN (
    SELECT id FROM reports_change ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING source, item, instants, days
"""


@dataclass
class Noted:
    """Which rows of one source changed, and the days on which they were before."""

    items: set[int] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)


@transaction.atomic
def count_changes(*, limit: int = BATCH) -> int:
    """Count again the days that the oldest `limit` changes touch; how many changes that were (0 while another counts).

    The notes go in the same transaction as what was counted comes: a worker that dies leaves both as they were.
    """
    if not _is_alone():
        return 0
    taken = _take(limit)
    if taken:
        reached = _Reached(_together(taken))
        for measure in MEASURES:
            recount(measure=measure, days=reached.days_of(measure))
    return len(taken)


def count_all_changes() -> None:
    """Come back when all that was noted until now is counted, by whomever."""
    last = Change.objects.aggregate(last=Max("pk"))["last"]
    while last is not None and Change.objects.filter(pk__lte=last).exists():
        if not count_changes():
            time.sleep(PATIENCE)


def _is_alone() -> bool:
    """Whoever finds somebody counting leaves it to them: no worker stands in a queue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [_ONE_AT_A_TIME])
        return cursor.fetchone()[0]


def _take(limit: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [limit])
        return cursor.fetchall()


def _together(taken: Iterable[tuple]) -> dict[Source, Noted]:
    zone = timezone.get_default_timezone()
    found: dict[Source, Noted] = defaultdict(Noted)
    for source, item, instants, days in taken:
        noted = found[Source(source)]
        noted.items.add(item)
        noted.days.update(days)
        noted.days.update(timezone.localdate(instant, zone) for instant in instants)
    return found


class _Reached:
    """The days that noted rows reach. Measures of the same rows ask the same: each is asked once."""

    def __init__(self, noted: Mapping[Source, Noted]) -> None:
        self.noted = noted
        self._known: dict[tuple, set[dt.date]] = {}

    def days_of(self, measure: Measure) -> set[dt.date]:
        """Where its touched rows are now, and where its own rows were."""
        days: set[dt.date] = set()
        for source, paths in measure.touched.items():
            if told := self.noted.get(source):
                days.update(*(self._along(measure, source, path) for path in paths))
                if source == measure.subject:
                    days |= told.days
        return days

    def _along(self, measure: Measure, source: Source, path: str) -> set[dt.date]:
        key = (measure.model, measure.on, source, path)
        if key not in self._known:
            self._known[key] = measure.reached_by(path, sorted(self.noted[source].items))
        return self._known[key]
