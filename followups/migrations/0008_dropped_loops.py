from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("followups", "0007_call_at")]

    operations = [
        migrations.AddField("loop", "dropped", models.BooleanField(default=False, verbose_name="nobody to speak with")),
        migrations.AddConstraint(
            "loop",
            models.CheckConstraint(condition=Q(dropped=False) | Q(closed_at__isnull=False), name="loop_dropped_closed"),
        ),
    ]
