"""The plan of before steps aside for plans with versions; what a call opened is named as in a survey."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0002_first_plan")]

    operations = [
        migrations.RemoveConstraint("plan", "plan_one_active"),
        migrations.RemoveConstraint("plan", "plan_calls_at_least_once"),
        migrations.RemoveConstraint("plan", "plan_survey_window_open"),
        migrations.RemoveConstraint("plan", "plan_case_survey_window_open"),
        migrations.RenameModel("Plan", "OldPlan"),
        migrations.RenameField("invitation", "questionnaire", "asked"),
        migrations.AlterField("invitation", "asked", models.CharField(max_length=20, null=True)),
        migrations.RenameField("call", "ticket", "opened_ticket"),
    ]
