"""What is asked again and again is found along an index: it costs by what is due, and not by what there is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Unit
from followups import queries
from followups.actions.mended_phones import plan_mended_phones
from followups.queries.unit_days import units_that_may_end
from tests.factories import NOW, CustomerFactory
from tests.followups.makers import delivered, only_plan, planned_call
from warranties.calendar import add_months

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MANY = 20_000


def plan_of(ask, words):
    """How PostgreSQL reads what `ask` asks in the one statement with these words."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    [sql] = [query["sql"] for query in asked if words in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def fill(table, columns, select, **told):
    """Rows by SQL, with figures about them as they stand."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {select}", told)
        cursor.execute(f"ANALYZE {table}")


def many_units(unit):
    """Sold and delivered with that one, and without terms of their own."""
    fill(
        "customers_unit",
        "purchase_id, line, product_id, delivery_id, serial, lot, condition, currency",
        "purchase_id, 'more ' || n, product_id, delivery_id, '', '', 'new', '' "
        "FROM customers_unit, generate_series(1, %(many)s) n WHERE id = %(unit)s",
        many=MANY, unit=unit.pk,
    )  # fmt: skip


def many_calls(call, state, reason, due_at):
    """As that one is, about other days of a unit."""
    fill(
        "followups_call",
        "kind, plan_id, lane_id, customer_id, unit_id, about_on, state, rank, due_at, outcome, reason, created_at, "
        "finished_at",
        "'guarantee', plan_id, lane_id, customer_id, %(unit)s, date '2000-01-01' + n, %(state)s, 3, %(due)s, '', "
        "%(reason)s, created_at, CASE %(state)s WHEN 'planned' THEN NULL ELSE created_at END "
        "FROM followups_call, generate_series(1, %(many)s) n WHERE id = %(call)s",
        many=MANY, unit=call.delivery.units.get().pk, state=state, reason=reason, due=due_at, call=call.pk,
    )  # fmt: skip


def test_units_with_terms_of_their_own_are_found_among_many():
    unit = delivered(4, condition="used", used_term_months=17)
    many_units(unit)
    day = unit.delivery.delivered_on
    ends = add_months(day, 17)
    assert Unit.objects.count() == MANY + 1
    assert units_that_may_end(ends, ends) == {unit.pk}
    assert "unit_of_own_terms" in plan_of(lambda: units_that_may_end(ends, ends), "used_term_months IS NOT NULL")


def test_quiet_hours_are_asked_of_who_is_due_among_many():
    quiet = {"quiet_from": dt.time(9), "quiet_to": dt.time(13)}
    due = planned_call(delivered(4, customer=CustomerFactory(**quiet)))
    many_calls(due, "planned", "", NOW + DAY)
    assert "call_due" in plan_of(lambda: queries.in_quiet_hours(NOW), '"quiet_from"')


def test_calls_without_a_phone_are_found_among_many():
    call = planned_call(plan=only_plan(), state="suppressed", reason="no_address", finished_at=NOW - DAY)
    many_calls(call, "suppressed", "too_late", NOW - DAY)
    assert "call_without_phone" in plan_of(lambda: plan_mended_phones(now=NOW), "= 'no_address'")
    call.refresh_from_db()
    assert call.state == "planned"
