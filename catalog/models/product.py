from django.db import models
from django.utils.translation import gettext_lazy as _


class Product(models.Model):
    """What is sold, by SKU. What a customer holds is a `customers.Unit` of it."""

    sku = models.CharField(_("SKU"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    line = models.ForeignKey(
        "catalog.ProductLine", models.PROTECT, related_name="products", null=True, blank=True, verbose_name=_("line")
    )
    picture = models.ForeignKey(
        "core.StoredFile", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("picture")
    )
    motor_vehicle = models.BooleanField(
        _("motor vehicle"), default=False, help_text=_("Some laws have words of their own for vehicles.")
    )
    announced_months = models.PositiveSmallIntegerField(
        _("guarantee months announced"),
        null=True,
        blank=True,
        help_text=_(
            "The guarantee term that the producer announces, where the law makes that the legal one, as in Colombia."
        ),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name
