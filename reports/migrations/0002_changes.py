"""Whatever figures count notes that it changed: by triggers, so that nobody who writes can forget it (ADR 26)."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION reports_note() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV: the source, the column of its key, and the columns that say when it was about.
DECLARE
    was jsonb;
    is_now jsonb;
    said text;
    moments timestamptz[] := '{}';
    dates date[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD);
        FOR at IN 2..TG_NARGS - 1 LOOP
            said := was ->> TG_ARGV[at];
            IF length(said) = 10 THEN
                dates := dates || said::date;
            ELSIF said IS NOT NULL THEN
                moments := moments || said::timestamptz;
            END IF;
        END LOOP;
        IF was ->> TG_ARGV[1] IS NOT NULL THEN
            INSERT INTO reports_change (source, item, instants, days)
                VALUES (TG_ARGV[0], (was ->> TG_ARGV[1])::bigint, moments, dates);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        is_now := to_jsonb(NEW);
        IF is_now ->> TG_ARGV[1] IS DISTINCT FROM was ->> TG_ARGV[1] AND is_now ->> TG_ARGV[1] IS NOT NULL THEN
            INSERT INTO reports_change (source, item, instants, days)
                VALUES (TG_ARGV[0], (is_now ->> TG_ARGV[1])::bigint, '{}', '{}');
        END IF;
    END IF;
    RETURN NULL;
END $$
"""

# Table; source; the column of its key; when it is about; what else of it is counted: every column that a measure reads. A
# row that does not fulfil the last is counted nowhere yet: a clock that runs, a survey that waits. What counts only in
# the figures of another row has the key of that one, so that it is found even when the row itself is gone or elsewhere.
SOURCES = [
    ("tickets_ticket", "ticket", "id", "created_at first_replied_at resolved_at",
     "aside team_id unit_id customer_id channel kind safety cause_id resolution", ""),
    ("tickets_ticketevent", "ticket", "ticket_id", "at", "",
     "({row}.to_status = 'resolved' OR {row}.from_status IN ('resolved', 'closed'))"),
    ("tickets_message", "message", "ticket_id", "created_at", "taken_back_at kind author_id copy_of_id",
     "{row}.kind IN ('customer', 'reply')"),
    ("tickets_promise", "promise", "id", "settled_at", "state due_at kind message_id ticket_id",
     "{row}.settled_at IS NOT NULL"),
    ("tickets_clock", "clock", "id", "ended_at late_at", "state due due_at ticket_id",
     "({row}.ended_at IS NOT NULL OR {row}.late_at IS NOT NULL)"),
    ("tickets_timeentry", "time", "id", "at", "minutes agent_id ticket_id", ""),
    ("customers_delivery", "delivery", "id", "delivered_on",
     "promised_on installed_at visits carrier purchase_id", "{row}.delivered_on IS NOT NULL"),
    ("customers_unit", "unit", "id", "", "product_id purchase_id delivery_id", ""),
    ("customers_unit", "delivery", "delivery_id", "", "product_id", ""),
    ("catalog_product", "product", "id", "", "line_id", "INSERT"),
    ("customers_purchase", "purchase", "id", "", "customer_id channel", "INSERT"),
    ("customers_customer", "customer", "id", "", "country", "INSERT"),
    ("followups_invitation", "invitation", "id", "sent_at created_at",
     "state reason answered_at source kind customer_id purchase_id delivery_id ticket_id unit_id",
     "{row}.state <> 'planned'"),
    ("followups_answer", "answer", "id", "answered_at", "value question invitation_id", ""),
    ("followups_call", "call", "id", "due_at", "state reason kind customer_id delivery_id", ""),
    ("followups_callattempt", "attempt", "call_id", "at", "outcome", ""),
    ("followups_loop", "loop", "id", "due_at", "closed_at dropped invitation_id", ""),
    ("warranties_custody", "custody", "id", "handed_in_at returned_at", "paid outcome unit_id", ""),
]  # fmt: skip


def triggers(table, source, key, when, also, only):
    """The statements that make and drop the triggers of one source; `only`: «INSERT» for no note of new rows."""
    name = f"{table}_note_{source}"
    run = (
        "FOR EACH ROW {when} EXECUTE FUNCTION reports_note("
        + ", ".join(f"'{word}'" for word in [source, key, *when.split()])
        + ")"
    )
    watched = [word for word in [key, *when.split(), *also.split()] if word != "id"]
    changed = " OR ".join(f"OLD.{word} IS DISTINCT FROM NEW.{word}" for word in watched)
    counts = only if only != "INSERT" else ""
    update = f"({changed}) AND ({counts.format(row='OLD')} OR {counts.format(row='NEW')})" if counts else changed
    make = [f"CREATE TRIGGER {name}_u AFTER UPDATE ON {table} " + run.format(when=f"WHEN ({update})")]
    if only != "INSERT":
        born = f"WHEN ({counts.format(row='NEW')})" if counts else ""
        make.append(f"CREATE TRIGGER {name}_i AFTER INSERT ON {table} " + run.format(when=born))
    gone = f"WHEN ({counts.format(row='OLD')})" if counts else ""
    make.append(f"CREATE TRIGGER {name}_d AFTER DELETE ON {table} " + run.format(when=gone))
    drop = [f"DROP TRIGGER IF EXISTS {name}_{end} ON {table}" for end in "uid"]
    return make, drop


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("catalog", "0005_first_versions"),
        ("customers", "0005_own_terms"),
        ("warranties", "0005_rule_text_stays"),
        ("tickets", "0015_for_figures"),
        ("followups", "0014_for_figures"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION reports_note()"),
        *[migrations.RunSQL(*triggers(*row)) for row in SOURCES],
    ]
