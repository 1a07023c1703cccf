from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from remedies.states import VisitKind


class SlotQuerySet(models.QuerySet["Slot"]):
    def open(self, now: dt.datetime) -> SlotQuerySet:
        """Still to come and not closed; whether it is full is for who books to see."""
        return self.filter(closed=False, starts_at__gt=now)


class Slot(models.Model):
    """An hour that the house offers: a technician's, a van's, a counter's. `room` bookings fit into it."""

    kind = models.CharField(_("kind"), max_length=12, choices=VisitKind)
    who = models.CharField(_("who"), max_length=80, help_text=_("The technician, the van or the counter."))
    centre = models.ForeignKey(
        "warranties.ServiceCentre", models.PROTECT, related_name="slots", null=True, blank=True,
        verbose_name=_("service centre"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.PositiveSmallIntegerField(_("bookings that fit"), default=1)
    closed = models.BooleanField(_("closed"), default=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "who", "id"]
        verbose_name = _("hour for a visit")
        verbose_name_plural = _("hours for visits")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VisitKind.values), name="slot_kind_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(room__gte=1), name="slot_has_room"),
            # Nobody is in two places at once. What was closed is not in the way.
            ExclusionConstraint(
                name="slots_of_one_apart",
                expressions=[
                    (Func(F("who"), function="UPPER", output_field=models.CharField()), RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(closed=False),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], condition=Q(closed=False), name="slot_open")]

    def __str__(self) -> str:
        return f"{self.who} {self.starts_at:%Y-%m-%d %H:%M}"
