from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def anchored(self) -> DeliveryQuerySet:
        """Something besides its units hangs on it: a call, a survey, whatever a higher floor knows of."""
        others = [relation.name for relation in Delivery._meta.related_objects if relation.name != "units"]
        return self.filter(reduce(or_, (Q(**{f"{name}__isnull": False}) for name in others), Q(pk__in=[]))).distinct()


class Delivery(models.Model):
    """What arrived together: one or more units of a purchase. The first promised date is kept."""

    purchase = models.ForeignKey(
        "customers.Purchase", models.CASCADE, related_name="deliveries", verbose_name=_("purchase")
    )
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    delivered_on = models.DateField(
        _("delivery date"), null=True, blank=True, help_text=_("Local date of the customer's place.")
    )
    installed_at = models.DateTimeField(_("installed"), null=True, blank=True)
    visits = models.PositiveSmallIntegerField(_("visits to complete"), null=True, blank=True)
    carrier = models.CharField(_("carrier"), max_length=120, blank=True)
    late = models.GeneratedField(
        expression=Q(delivered_on__gt=F("promised_on")),  # type: ignore[arg-type]
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at=None, delivered_on=None)
                | Q(delivered_at__isnull=False, delivered_on__isnull=False),
                name="delivery_date_and_instant_together",
            ),
            models.CheckConstraint(
                condition=Q(installed_at=None) | Q(delivered_at__isnull=False),
                name="delivery_installed_after_delivered",
            ),
        ]
        indexes = [
            models.Index(fields=["delivered_at"], condition=Q(delivered_at__isnull=False), name="delivery_by_instant"),
            models.Index(
                fields=["promised_on"],
                condition=Q(delivered_at=None, promised_on__isnull=False),
                name="delivery_awaited",
            ),
            models.Index(fields=["delivered_on"], condition=Q(delivered_on__isnull=False), name="delivery_by_date"),
            models.Index(
                Coalesce("installed_at", "delivered_at"),
                condition=Q(delivered_at__isnull=False),
                name="delivery_by_completion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purchase_id}/{self.pk}"

    @property
    def completed_at(self) -> dt.datetime | None:
        """When the customer could use it: installed if it was installed, else delivered."""
        return self.installed_at or self.delivered_at
