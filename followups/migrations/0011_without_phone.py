"""Calls given up for want of a phone are looked at again; and the law of a country says when a day has had enough."""

from django.db import migrations, models
from django.db.models import Q

WHYS = {
    "agreed": "The customer asked for that hour",
    "missed": "Not reached",
    "quiet": "The customer wants quiet at that hour",
    "day_limit": "The law of their country allows no more calls on that day",
    "open_case": "Has an open case",
    "capacity": "More calls than the team can make that day",
    "later": "The delivery was completed later",
}


class Migration(migrations.Migration):
    dependencies = [("followups", "0010_by_creation")]

    operations = [
        migrations.AddIndex(
            "call",
            models.Index(
                fields=["due_at"], condition=Q(state="suppressed", reason="no_address"), name="call_without_phone"
            ),
        ),
        migrations.AlterField(
            "callmove", "why", models.CharField(choices=list(WHYS.items()), max_length=12, verbose_name="why")
        ),
        migrations.RemoveConstraint("callmove", "call_move_why_known"),
        migrations.AddConstraint(
            "callmove", models.CheckConstraint(condition=Q(why__in=list(WHYS)), name="call_move_why_known")
        ),
    ]
