"""The dashboard reads what it asks for, and not everything that ever was."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.period import Period, Scope
from reports.queries.calls import calls
from reports.queries.promises import promises
from reports.queries.today import today
from tests.cases import open_case
from tests.factories import AgentFactory
from tests.followups.makers import planned_call
from tickets.models import Promise
from tickets.states import PromiseKind, PromiseState

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
    for number in range(120):
        planned_call(due_at=now - dt.timedelta(days=2 + number))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followups_call")
    scope = Scope(Period(now.date(), now.date()))
    assert "call_by_due" in plan_of(lambda: calls(scope, now), "followups_call")


def test_promises_of_a_period_are_read_by_when_they_were_settled(now):
    case, agent, day = open_case(now=now), AgentFactory(), dt.timedelta(days=1)
    given = {"ticket": case, "owner": agent, "made_by": agent, "kind": PromiseKind.CALL, "what": "Llamar"}
    past = [now - number * day for number in range(2, 402)]
    Promise.objects.bulk_create(
        Promise(**given, made_at=at - day, due_at=at, state=PromiseState.BROKEN, settled_at=at, done_at=at)
        for at in past
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_promise")
    scope = Scope(Period(now.date(), now.date()))
    assert "promise_by_settled" in plan_of(lambda: promises(scope), "tickets_promise")


def test_deliveries_that_did_not_arrive_are_read_by_their_promise(now):
    assert "delivery_awaited" in plan_of(lambda: today(now), "customers_delivery")
