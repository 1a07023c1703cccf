"""The dashboard reads what it asks for, and not everything that ever was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.period import Period, Scope
from reports.queries.calls import calls
from reports.queries.today import today

pytestmark = pytest.mark.django_db


def plan_of(ask, table):
    """How PostgreSQL would read the table for what `ask` asks, when the table is big."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    [sql] = [query["sql"] for query in asked if f'FROM "{table}"' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_calls_of_a_period_are_read_by_when_they_are_due(now):
    scope = Scope(Period(now.date(), now.date()))
    assert "call_by_due" in plan_of(lambda: calls(scope, now), "followups_call")


def test_deliveries_that_did_not_arrive_are_read_by_their_promise(now):
    assert "delivery_awaited" in plan_of(lambda: today(now), "customers_delivery")
