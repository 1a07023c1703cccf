"""Units with terms of their own are found without reading the others."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_not_to_be_asked")]

    operations = [
        migrations.AddIndex(
            "unit",
            models.Index(
                fields=["delivery"],
                condition=Q(used_term_months__isnull=False) | Q(digital_supply_months__isnull=False),
                name="unit_of_own_terms",
            ),
        ),
    ]
