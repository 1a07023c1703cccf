from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from reports.states import Cut


class Tally(models.Model):
    """What one measure counted on one day, cut in one of three ways.

    `n` rows, of which `hits`; `amount` is the sum of what is summed (minutes, scores). Lengths of time are a histogram:
    the `buckets` of `reports.stats.samples`, and how many fell into each.
    """

    measure = models.CharField(max_length=24)
    day = models.DateField()
    cut = models.PositiveSmallIntegerField(choices=Cut)
    by = models.CharField(max_length=120, blank=True)
    line = models.BigIntegerField(default=0)
    channel = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=2, blank=True)
    team = models.BigIntegerField(default=0)
    n = models.BigIntegerField()
    hits = models.BigIntegerField()
    amount = models.BigIntegerField()
    buckets = ArrayField(models.SmallIntegerField(), default=list)
    counts = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "cut", "day", "by", "line", "channel", "country", "team"], name="tally_once"
            ),
            models.CheckConstraint(condition=Q(cut__in=Cut.values), name="tally_cut_known"),
            models.CheckConstraint(condition=Q(n__gt=0, hits__gte=0, hits__lte=models.F("n")), name="tally_counts_add"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.cut}"
