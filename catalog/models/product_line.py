from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.states import LineIcon


class ProductLine(models.Model):
    """A family of products: washing machines, phones."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    icon = models.CharField(_("picture"), max_length=20, choices=LineIcon, default=LineIcon.PACKAGE)

    class Meta:
        ordering = ["name"]
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")
        constraints = [models.CheckConstraint(condition=Q(icon__in=LineIcon.values), name="line_icon_known")]

    def __str__(self) -> str:
        return self.name
