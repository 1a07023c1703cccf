"""When a person said that a message that could not be sent is not to be sent any more."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("core", "0008_bulk_and_by_day")]

    operations = [
        migrations.AddField(
            "outgoingmessage",
            "given_up_at",
            models.DateTimeField(blank=True, null=True, verbose_name="given up"),
        ),
        migrations.AddConstraint(
            "outgoingmessage",
            models.CheckConstraint(condition=Q(given_up_at=None) | Q(status="failed"), name="outgoing_given_up_failed"),
        ),
        migrations.RemoveIndex("outgoingmessage", "outgoing_failed"),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(status="failed", given_up_at=None),
                name="outgoing_failed",
            ),
        ),
    ]
