"""A person who is forgotten leaves no words in traces: one transaction that says so may change these rows, never delete."""

from django.db import migrations

EMPTIES = """
CREATE OR REPLACE FUNCTION refuse_change_of_traces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_auditentry' AND current_setting('postventa.empties', true) = 'on' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
NEVER = """
CREATE OR REPLACE FUNCTION refuse_change_of_traces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_files_prepared")]

    operations = [migrations.RunSQL(EMPTIES, NEVER)]
