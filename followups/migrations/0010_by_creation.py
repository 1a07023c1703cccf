"""What was planned lately is counted by plan without reading what is old."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followups", "0009_attempts_by_instant")]

    operations = [
        migrations.AddIndex(
            "call",
            django.contrib.postgres.indexes.BrinIndex(fields=["created_at"], name="call_by_creation"),
        ),
        migrations.AddIndex(
            "invitation",
            django.contrib.postgres.indexes.BrinIndex(fields=["created_at"], name="invitation_by_creation"),
        ),
    ]
