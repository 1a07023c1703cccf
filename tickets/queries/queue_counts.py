"""How much waits in each view: counted up to a limit, along the indexes that the views walk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tickets.queries.queue import in_filters, in_view
from tickets.queues import Filters, View

CAP = 1000
# Nothing waits there.
UNCOUNTED = {View.RESOLVED, View.SPAM}
# To know who spoke last is to look at a message for each.
CAPS = {View.ANSWERED: 100}
# What somebody has narrowed is met by passing what they left out.
NARROWED = 100
# The places of the visitor and of the clock among the parameters of a statement.
SOMEBODY, SOME_TIME = -1, dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
Statement = tuple[str, tuple[Any, ...]]


def counts(views: Iterable[View], *, user_id: int, now: dt.datetime) -> dict[View, int]:
    """How many cases wait in each of these views, at most CAP or its own of CAPS, in one query."""
    asked = [view for view in views if view not in UNCOUNTED]
    return dict(zip(asked, counted([statement_of(view) for view in asked], user_id=user_id, now=now), strict=True))


def count_all(many: Iterable[Filters], *, user_id: int, now: dt.datetime, cap: int = CAP) -> list[int]:
    """How many cases fit each of these, at most the cap, in one query."""
    statements = [counting(in_filters(filters, user_id=user_id, now=now), cap) for filters in many]
    return counted(statements, user_id=user_id, now=now)


@lru_cache(len(View))
def statement_of(view: View) -> Statement:
    """The statement that counts a view for SOMEBODY: to have the ORM write ten of them takes longer than their work."""
    return counting(in_view(view, user_id=SOMEBODY, now=SOME_TIME), CAPS.get(view, CAP))


def counting(rows: QuerySet[Any], cap: int = CAP) -> Statement:
    """The statement that counts rows as far as the cap."""
    statement, parameters = rows.order_by().values("pk")[:cap].query.sql_with_params()
    return f"(SELECT count(*) FROM ({statement}) AS found)", parameters  # noqa: S608 (the ORM's own)


def counted(statements: list[Statement], *, user_id: int, now: dt.datetime) -> list[int]:
    """What each counts, with the visitor for SOMEBODY and now for SOME_TIME, in one query; none is asked for none."""
    if not statements:
        return []
    given: dict[Any, Any] = {SOMEBODY: user_id, SOME_TIME: now}
    parameters = [given.get(value, value) for _sql, values in statements for value in values]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(sql for sql, _values in statements), parameters)
        return list(cursor.fetchone())
