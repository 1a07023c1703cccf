"""The ledger of rules is append-only: the database itself refuses to change or delete its rows.

With a function of its own: that of the cases' ledgers lives on a floor above and may go away with it.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_change_of_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("warranties", "0002_promises")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_change_of_rules()"),
        migrations.RunSQL(
            "CREATE TRIGGER warranties_ruleevent_append_only BEFORE UPDATE OR DELETE ON warranties_ruleevent "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_rules()",
            "DROP TRIGGER warranties_ruleevent_append_only ON warranties_ruleevent",
        ),
    ]
