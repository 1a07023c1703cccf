"""Migrations are one line without forks, say all that the models say, and can be taken back."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = {"core", "catalog", "customers", "warranties", "remedies", "tickets", "followups", "privacy"}


def test_migrations_are_linear():
    loader = MigrationLoader(None)
    for app in OURS:
        assert len(loader.graph.leaf_nodes(app)) == 1, app
        own = [key for key in loader.graph.nodes if key[0] == app]
        for key in own:
            children = [child for child in loader.graph.node_map[key].children if child.key[0] == app]
            assert len(children) <= 1, f"two migrations follow {key}"


@pytest.mark.django_db
def test_migrations_say_all_that_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.timeout(400)  # the whole house down and up again
@pytest.mark.django_db(transaction=True)
def test_migrations_can_be_taken_back():
    try:
        call_command("migrate", "catalog", "zero", verbosity=0)  # what stands on it goes with it, which is all
        tables = connection.introspection.table_names()
        assert [t for t in tables if t.split("_")[0] in OURS - {"core"}] == []
    finally:
        call_command("migrate", verbosity=0)
