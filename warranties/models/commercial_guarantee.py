from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from warranties.facts import CommercialTerms

country_code = RegexValidator(r"^[A-Z]{2}\Z", _("Write the two capital letters of the country, for example ES."))


class CommercialGuaranteeQuerySet(models.QuerySet["CommercialGuarantee"]):
    def that_may_reach(self, *, products: Iterable[int], lines: Iterable[int]) -> CommercialGuaranteeQuerySet:
        """Those of the products, of their lines, and those of everything."""
        everything = Q(product=None, product_line=None)
        return self.filter(everything | Q(product__in=products) | Q(product_line__in=lines))


class CommercialGuarantee(models.Model):
    """What a guarantor promises beyond the law: for a product, for a line, or for everything when both are empty."""

    name = models.CharField(_("name"), max_length=120)
    guarantor = models.CharField(_("guarantor"), max_length=200, help_text=_("Who answers for it: name and address."))
    product_line = models.ForeignKey(
        "catalog.ProductLine",
        models.PROTECT,
        related_name="guarantees",
        null=True,
        blank=True,
        verbose_name=_("product line"),
    )
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, related_name="guarantees", null=True, blank=True, verbose_name=_("product")
    )
    months = models.PositiveSmallIntegerField(
        _("months"), validators=[MinValueValidator(1)], help_text=_("Counted from the delivery.")
    )
    territory = ArrayField(
        models.CharField(max_length=2, validators=[country_code]),
        verbose_name=_("countries"),
        default=list,
        blank=True,
        help_text=_("Two letters each, separated by commas. Empty means everywhere."),
    )
    covers_parts = models.BooleanField(_("pays for spare parts"), default=True)
    covers_labour = models.BooleanField(_("pays for labour"), default=True)
    covers_travel = models.BooleanField(_("pays for travel"), default=False)
    exclusions = models.TextField(_("what it leaves out"), blank=True)
    valid_from = models.DateField(_("for purchases from"), null=True, blank=True)
    valid_to = models.DateField(_("for purchases until"), null=True, blank=True)
    terms_url = models.URLField(_("address of the terms"), blank=True)

    objects = CommercialGuaranteeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("commercial guarantee")
        verbose_name_plural = _("commercial guarantees")
        constraints = [
            models.CheckConstraint(
                condition=Q(product=None) | Q(product_line=None), name="guarantee_of_product_or_line_not_both"
            ),
            models.CheckConstraint(condition=Q(months__gte=1), name="guarantee_lasts_a_month_or_more"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="guarantee_valid_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def reaches(self, *, product_id: int, line_id: int | None) -> bool:
        if self.product_id:
            return self.product_id == product_id
        return self.product_line_id is None or self.product_line_id == line_id

    def terms(self) -> CommercialTerms:
        """Itself as the coverage decision takes it."""
        return CommercialTerms(
            code=f"guarantee-{self.pk}",
            name=self.name,
            guarantor=self.guarantor,
            months=self.months,
            contract_from=self.valid_from,
            contract_to=self.valid_to,
            territory=tuple(self.territory),
            parts=self.covers_parts,
            labour=self.covers_labour,
            travel=self.covers_travel,
            exclusions=self.exclusions,
            terms_url=self.terms_url,
        )
