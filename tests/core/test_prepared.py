"""A prepared statement answers as a plain one does."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from core import prepared
from core.models import Team

pytestmark = pytest.mark.django_db


def ask(statement, values=()):
    with connection.cursor() as cursor:
        prepared.execute(cursor, statement, values)
        return cursor.fetchall()


def known():
    """How many statements of ours this connection keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


def test_execute_takes_values_in_their_order():
    assert ask("SELECT left(%s, %s), 'Ten %% of ' || %s::text", ["Bruma", 3, "all"]) == [("Bru", "Ten % of all")]


def test_execute_takes_values_by_name_as_often_as_they_are_named():
    statement = "SELECT %(word)s::text, %(number)s::int, upper(%(word)s)"
    assert ask(statement, {"number": 7, "word": "Nieve", "unused": None}) == [("Nieve", 7, "NIEVE")]


def test_execute_takes_lists_and_nothing():
    assert ask("SELECT cardinality(%s::bigint[]), %s::text IS NULL", [[1, 2, 3], None]) == [(3, True)]
    assert ask("SELECT cardinality(%s::bigint[])", [[]]) == [(0,)]


def test_execute_reads_a_statement_once_and_runs_it_each_time(django_assert_num_queries):
    statement = "SELECT name FROM core_team WHERE id = %s"
    team = Team.objects.create(name="Prepared")
    before = known()
    with django_assert_num_queries(8):
        found = [ask(statement, [team.pk]) for _ in range(8)]
    assert (found, known()) == ([[("Prepared",)]] * 8, before + 1)


def test_execute_goes_on_after_a_rollback():
    statement = "SELECT %s::int + 41"
    with pytest.raises(DataError), transaction.atomic():
        ask("SELECT %s::int", ["no number"])
    with transaction.atomic():
        assert ask(statement, [1]) == [(42,)]
        transaction.set_rollback(True)
    assert ask(statement, [2]) == [(43,)]


def test_execute_raises_what_the_database_refuses():
    statement = "INSERT INTO core_team SELECT * FROM core_team WHERE id = %s"
    team = Team.objects.create(name="Once")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        prepared.execute(cursor, statement, [team.pk])


def test_execute_begins_anew_on_a_new_connection(transactional_db):
    statement = "SELECT %s::text"
    assert ask(statement, ["before"]) == [("before",)]
    connection.close()
    assert ask(statement, ["after"]) == [("after",)]
