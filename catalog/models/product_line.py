from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductLine(models.Model):
    """A family of products: washing machines, phones."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")

    def __str__(self) -> str:
        return self.name
