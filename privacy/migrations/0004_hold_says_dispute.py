"""A hold knows whether the dispute that is written down of a customer goes with it; those before it wrote none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_holds")]

    operations = [
        migrations.AddField(
            "hold",
            "said_dispute",
            models.BooleanField(default=False, verbose_name="it is what says that they are in dispute"),
        ),
    ]
