"""What was dialled today is counted by its instant: a team has so many calls in a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0008_dropped_loops")]

    operations = [
        migrations.AddIndex("callattempt", models.Index(fields=["at"], name="attempt_by_instant")),
    ]
