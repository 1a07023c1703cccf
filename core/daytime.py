"""Hours at which a message wakes nobody. Pure."""

from __future__ import annotations

import datetime as dt

from core.worktime import first_instant
from core.zones import zone_of

BY_DAY_FROM, BY_DAY_UNTIL = dt.time(9, 0), dt.time(21, 0)
DAY = dt.timedelta(days=1)


def next_by_day(moment: dt.datetime, zone: str) -> dt.datetime:
    """The first moment (UTC), from that one on, at which the clock of a zone shows the day."""
    local = moment.astimezone(zone_of(zone))
    if BY_DAY_FROM <= local.time() < BY_DAY_UNTIL:
        return moment.astimezone(dt.UTC)
    day = local.date() + (local.time() >= BY_DAY_FROM) * DAY
    return first_instant(dt.datetime.combine(day, BY_DAY_FROM), zone_of(zone))
