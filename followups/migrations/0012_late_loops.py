"""Whoever is responsible for a loop that is late is told once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0011_without_phone")]

    operations = [
        migrations.AddField(
            "loop", "told_at", models.DateTimeField(blank=True, null=True, verbose_name="told that it is late")
        ),
        migrations.AddIndex(
            "loop",
            models.Index(fields=["due_at"], condition=models.Q(closed_at=None, told_at=None), name="loop_to_tell"),
        ),
    ]
