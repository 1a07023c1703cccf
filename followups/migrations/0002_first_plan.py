"""A company starts with the plan of the defaults; an administrator changes it."""

from django.db import migrations


def create_plan(apps, schema_editor):
    apps.get_model("followups", "Plan").objects.get_or_create(active=True)


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]

    operations = [migrations.RunPython(create_plan, migrations.RunPython.noop)]
