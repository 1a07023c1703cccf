from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from reports.states import Source


class Change(models.Model):
    """That a row which figures count was written, moved or taken away; waits until its days are counted again.

    Written by triggers of the database (migration 0002), in the transaction of the change itself, so that whoever
    writes, nothing is missed; read and taken away by `reports/actions/counting.py`.
    """

    source = models.CharField(max_length=12, choices=Source)
    item = models.BigIntegerField()
    # When the row was about before the change, so that the days that it leaves are counted again too.
    instants = ArrayField(models.DateTimeField(), default=list)
    days = ArrayField(models.DateField(), default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(source__in=Source.values), name="change_source_known")]

    def __str__(self) -> str:
        return f"{self.source} {self.item}"
