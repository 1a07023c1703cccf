from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MaintenanceVisit(models.Model):
    """A maintenance visit used up of a unit's plan, at a centre of ours or elsewhere."""

    cover = models.ForeignKey("warranties.Cover", models.CASCADE, related_name="visits", verbose_name=_("cover"))
    on = models.DateField(_("day"))
    centre = models.ForeignKey(
        "warranties.ServiceCentre",
        models.PROTECT,
        related_name="visits",
        null=True,
        blank=True,
        verbose_name=_("service centre"),
    )
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("created by")
    )

    class Meta:
        ordering = ["on", "id"]
        verbose_name = _("maintenance visit")
        verbose_name_plural = _("maintenance visits")

    def __str__(self) -> str:
        return f"{self.cover_id}/{self.pk}"
