from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from customers.models import Unit


class CoverQuerySet(models.QuerySet["Cover"]):
    def visible_to(self, actor: Actor) -> CoverQuerySet:
        """Staff see all; a customer sees those of what they hold by the e-mail that they proved to read."""
        if actor.is_staff:
            return self
        return self.filter(unit__in=Unit.objects.visible_to(actor).values("pk"))


class Cover(models.Model):
    """A service plan that a unit has, or the registration of its commercial guarantee. The law asks for neither."""

    unit = models.ForeignKey("customers.Unit", models.CASCADE, related_name="covers", verbose_name=_("unit"))
    plan = models.ForeignKey(
        "warranties.ServicePlan",
        models.PROTECT,
        related_name="covers",
        null=True,
        blank=True,
        verbose_name=_("service plan"),
    )
    guarantee = models.ForeignKey(
        "warranties.CommercialGuarantee",
        models.PROTECT,
        related_name="covers",
        null=True,
        blank=True,
        verbose_name=_("commercial guarantee"),
    )
    starts_on = models.DateField(
        _("begins"),
        null=True,
        blank=True,
        help_text=_("Of a plan: when it begins; empty means at the delivery. Of a guarantee: the day of registration."),
    )
    reference = models.CharField(_("contract number"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("created by")
    )

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("cover of a unit")
        verbose_name_plural = _("covers of units")
        constraints = [
            models.CheckConstraint(
                condition=Q(plan__isnull=False, guarantee=None) | Q(plan=None, guarantee__isnull=False),
                name="cover_by_plan_or_by_guarantee",
            ),
            models.CheckConstraint(
                condition=Q(guarantee=None) | Q(starts_on__isnull=False), name="cover_registered_has_day"
            ),
            models.UniqueConstraint(fields=["unit", "plan"], name="cover_once_per_plan"),
            models.UniqueConstraint(fields=["unit", "guarantee"], name="cover_once_per_guarantee"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.pk}"
