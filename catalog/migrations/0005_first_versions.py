"""What stands now is the first version of each article; versions are append-only."""

from django.db import migrations
from django.db.models import F


def keep_first(apps, schema_editor):
    article, version = apps.get_model("catalog", "Article"), apps.get_model("catalog", "ArticleVersion")
    rows = article.objects.annotate(since=F("updated_at")).values_list("pk", "title", "html", "since")
    version.objects.bulk_create(
        version(article_id=pk, number=1, title=title, html=html, at=since) for pk, title, html, since in rows
    )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait when the table gets its trigger


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_knowledge"), ("core", "0002_audit")]

    operations = [
        migrations.RunPython(keep_first, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE TRIGGER catalog_articleversion_append_only BEFORE UPDATE OR DELETE ON catalog_articleversion "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_traces()",
            "DROP TRIGGER catalog_articleversion_append_only ON catalog_articleversion",
        ),
    ]
