from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from warranties.models.fields import country_code


class ServiceCentreQuerySet(models.QuerySet["ServiceCentre"]):
    def authorised_for(self, line_id: int | None) -> ServiceCentreQuerySet:
        """Those of a product line, and those of every line."""
        everything = Q(lines=None)
        return self.filter(everything | Q(lines=line_id) if line_id else everything).distinct()


class ServiceCentre(models.Model):
    """A workshop authorised to look after what we sell."""

    name = models.CharField(_("name"), max_length=120)
    address = models.TextField(_("address"))
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    phone = models.CharField(_("phone"), max_length=20, blank=True, help_text=_("E.164, for example +34600111222"))
    email = models.EmailField(_("e-mail"), blank=True)
    lines = models.ManyToManyField(
        "catalog.ProductLine",
        verbose_name=_("authorised for"),
        related_name="service_centres",
        blank=True,
        help_text=_("Empty means every product line."),
    )

    objects = ServiceCentreQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("service centre")
        verbose_name_plural = _("service centres")

    def __str__(self) -> str:
        return self.name
