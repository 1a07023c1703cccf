"""What nobody waits for goes after the rest; what should wake nobody says by which clock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_paces")]

    operations = [
        migrations.AddField("outgoingmessage", "bulk", models.BooleanField(default=False)),
        migrations.AddField("outgoingmessage", "zone", models.CharField(blank=True, default="", max_length=60)),
        migrations.AlterField("outgoingmessage", "zone", models.CharField(blank=True, max_length=60)),
        migrations.RemoveIndex("outgoingmessage", "outgoing_due"),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(
                fields=["medium", "bulk", "next_try_at"],
                condition=models.Q(status="queued"),
                name="outgoing_due",
            ),
        ),
    ]
