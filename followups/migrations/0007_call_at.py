"""Of a survey, else a call: when the call follows. Of those that were sent, counted from then."""

from django.db import migrations, models

FILL = """
UPDATE followups_invitation i SET call_at = i.sent_at + v.fallback_days * interval '1 day'
FROM followups_planversion v
WHERE v.id = i.plan_id AND v.means = 'survey_call' AND i.state = 'sent' AND i.started_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("followups", "0006_strict")]

    operations = [
        migrations.AddField(
            "invitation",
            "call_at",
            models.DateTimeField(blank=True, null=True, verbose_name="else to be called"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "invitation",
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="invitation_to_call"),
        ),
    ]
