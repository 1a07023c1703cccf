"""People are told of an unhappy customer who waits too long."""

from django.db import migrations, models

KINDS = {
    "warning": "Time is running out",
    "late": "Time ran out",
    "promise": "Promise",
    "assigned": "A case for you",
    "completion": "The customer has not completed it",
    "rule": "Told by a rule",
    "rule_stopped": "A rule was stopped",
    "answered": "A proposal was answered",
    "appeal": "A supervisor was asked for",
    "loop": "An unhappy customer waits too long",
}


class Migration(migrations.Migration):
    dependencies = [("tickets", "0013_notices")]

    operations = [
        migrations.RemoveConstraint("notice", "notice_kind_known"),
        migrations.AlterField(
            "notice", "kind", models.CharField(choices=list(KINDS.items()), max_length=12, verbose_name="why")
        ),
        migrations.AddConstraint(
            "notice", models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="notice_kind_known")
        ),
    ]
