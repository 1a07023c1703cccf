"""The words by which cases are found: how a text becomes words, and those of the cases that are there already.

The database makes the words, so that a page, a command and a copy of a million rows make the same ones.
"""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

CONFIGURATIONS = {"desk_es": ("spanish", "spanish_stem"), "desk_en": ("english", "english_stem"), "desk_plain": ("simple", "simple")}

MAPPING = """
CREATE TEXT SEARCH CONFIGURATION {name} (COPY = {model});
ALTER TEXT SEARCH CONFIGURATION {name}
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, {stem};
"""

# What was said, in the language of the case. A language that nobody prepared is read as Spanish.
SAID = """
CREATE FUNCTION said_words(said text, language text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT setweight(
        to_tsvector(CASE WHEN language LIKE 'en%' THEN 'desk_en'::regconfig ELSE 'desk_es'::regconfig END, said), 'C')
$$;
"""

# Subject, numbers and product first, the customer next, then what was said: at most a quarter of a million characters
# of it, for PostgreSQL takes no more than a megabyte of words.
CASE = """
CREATE FUNCTION case_words(case_id bigint) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT setweight(said_words(concat_ws(' ', t.subject, p.name), t.language), 'A')
        || array_to_tsvector(array_remove(ARRAY[
            lower(t.reference), coalesce(lower(u.serial), ''), coalesce(lower(b.order_ref), ''), coalesce(lower(p.sku), '')
        ], ''))
        || setweight(to_tsvector('desk_plain', concat_ws(' ', c.name, p.brand)), 'B')
        || said_words(coalesce((
            SELECT left(string_agg(m.text, E'\\n' ORDER BY m.id), 250000)
            FROM tickets_message m WHERE m.ticket_id = t.id AND m.taken_back_at IS NULL
        ), ''), t.language)
    FROM tickets_ticket t
    JOIN customers_customer c ON c.id = t.customer_id
    LEFT JOIN customers_unit u ON u.id = t.unit_id
    LEFT JOIN customers_purchase b ON b.id = u.purchase_id
    LEFT JOIN catalog_product p ON p.id = u.product_id
    WHERE t.id = case_id
$$;
"""

BACKFILL = """
INSERT INTO tickets_searchtext (ticket_id, product_id, words)
    SELECT t.id, u.product_id, case_words(t.id) FROM tickets_ticket t LEFT JOIN customers_unit u ON u.id = t.unit_id;
UPDATE tickets_ticket t SET last_said_id = (
    SELECT m.id FROM tickets_message m WHERE m.ticket_id = t.id AND m.kind <> 'note'
    ORDER BY m.created_at DESC, m.id DESC LIMIT 1
);
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_desk"), ("customers", "0002_promises"), ("catalog", "0003_desk")]

    operations = [
        UnaccentExtension(),
        *[
            migrations.RunSQL(
                MAPPING.format(name=name, model=model, stem=stem), f"DROP TEXT SEARCH CONFIGURATION {name}"
            )
            for name, (model, stem) in CONFIGURATIONS.items()
        ],
        migrations.RunSQL(SAID, "DROP FUNCTION said_words(text, text)"),
        migrations.RunSQL(CASE, "DROP FUNCTION case_words(bigint)"),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
