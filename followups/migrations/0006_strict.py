"""What every row has now; what is published, moved or given to an arm is never changed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

NEVER_CHANGED = """
CREATE FUNCTION followups_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER questionnaire_published BEFORE UPDATE ON followups_questionnaire
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION followups_is_fixed();
CREATE TRIGGER plan_version_fixed BEFORE UPDATE ON followups_planversion
    FOR EACH ROW EXECUTE FUNCTION followups_is_fixed();
CREATE TRIGGER arm_fixed BEFORE UPDATE ON followups_arm FOR EACH ROW EXECUTE FUNCTION followups_is_fixed();
CREATE TRIGGER call_move_fixed BEFORE UPDATE ON followups_callmove FOR EACH ROW EXECUTE FUNCTION followups_is_fixed();
"""
MAY_CHANGE = """
DROP TRIGGER call_move_fixed ON followups_callmove;
DROP TRIGGER arm_fixed ON followups_arm;
DROP TRIGGER plan_version_fixed ON followups_planversion;
DROP TRIGGER questionnaire_published ON followups_questionnaire;
DROP FUNCTION followups_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("followups", "0005_first_plans")]

    operations = [
        migrations.RemoveField("invitation", "asked"),
        migrations.DeleteModel("OldPlan"),
        migrations.AlterField(
            "call",
            "lane",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="followups.lane",
                verbose_name="lane",
            ),
        ),
        migrations.AlterField(
            "invitation",
            "questionnaire",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followups.questionnaire",
                verbose_name="questionnaire",
            ),
        ),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(source="imported") | Q(expires_at__isnull=False),
                name="invitation_sent_expires",
            ),
        ),
        migrations.RunSQL(NEVER_CHANGED, MAY_CHANGE),
    ]
