"""The text of a rule of law is never rewritten: decisions keep its code and version, and lean on what it said.

Whether a rule is confirmed, and whether it is the current one, may change.
"""

from django.db import migrations

TEXT = (
    *("id", "code", "version", "origin", "kind", "jurisdiction", "region"),
    *("contract_from", "contract_to", "source", "note", "terms", "cites"),
)
FUNCTION = """
CREATE FUNCTION refuse_change_of_rule_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the text of a rule is never rewritten: a change is a new row' USING ERRCODE = 'restrict_violation';
END $$;
"""


def row(of: str) -> str:
    return ", ".join(f"{of}.{name}" for name in TEXT)


class Migration(migrations.Migration):
    dependencies = [("warranties", "0004_part_names")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_change_of_rule_text()"),
        migrations.RunSQL(
            "CREATE TRIGGER warranties_guaranteerule_text_stays BEFORE UPDATE ON warranties_guaranteerule "
            f"FOR EACH ROW WHEN (({row('OLD')}) IS DISTINCT FROM ({row('NEW')})) "
            "EXECUTE FUNCTION refuse_change_of_rule_text()",
            "DROP TRIGGER warranties_guaranteerule_text_stays ON warranties_guaranteerule",
        ),
    ]
