"""Letters are found by the cases that they mention: along an index, and not by reading everybody's letters.

The references are those of `tickets.rules.reference_of`; the index holds a word of twelve letters for most letters, and
nothing of those that mention no case.
"""

from django.db import migrations

REFERENCES = """
CREATE FUNCTION letter_references(subject text, said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT upper(found[1]) FROM regexp_matches(subject || ' ' || said, '(PV-[0-9A-Z]{4}-[0-9A-Z]{4})', 'gi') AS found
    )
$$;
"""

INDEX = "CREATE INDEX privacy_letters_by_case ON core_outgoingmessage USING gin (letter_references(subject, text))"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("core", "0006_letters_and_files_by_place")]

    operations = [
        migrations.RunSQL(REFERENCES, "DROP FUNCTION letter_references(text, text)"),
        migrations.RunSQL(INDEX, "DROP INDEX privacy_letters_by_case"),
    ]
