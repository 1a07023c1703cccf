"""DESIGN §2: what may be in a column is held by PostgreSQL, not by forms alone."""

import pytest
from django.apps import apps
from django.db import connection, models

OURS = ["core", "catalog", "customers", "warranties", "remedies", "tickets", "followups", "privacy", "reports"]
ENUMERATIONS = [
    field
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    for field in model._meta.get_fields()
    if isinstance(field, models.Field) and field.choices
]


@pytest.mark.django_db
@pytest.mark.parametrize("field", ENUMERATIONS, ids=str)
def test_every_enumeration_is_held_by_the_database(field):
    """A check that names the column, and each of its words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
            [field.model._meta.db_table],
        )
        checks = [check for (check,) in cursor.fetchall()]
    words = [
        f"'{value}'" if isinstance(value, str) else f"{value}" for value, _label in field.flatchoices if value != ""
    ]
    assert [check for check in checks if field.column in check and all(word in check for word in words)]
