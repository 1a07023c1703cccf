from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warranties.jurisdictions import jurisdiction
from warranties.models.fields import territory_field
from warranties.promises import CommercialTerms
from warranties.states import Starts


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
        _("months"), help_text=_("For the whole product. 0 when only some of its parts are promised.")
    )
    starts = models.CharField(_("begins"), max_length=12, choices=Starts, default=Starts.DELIVERY)
    advertised_months = models.PositiveSmallIntegerField(
        _("months advertised"),
        null=True,
        blank=True,
        help_text=_("What the advertising said, if it differs. The better for the customer counts."),
    )
    territory = territory_field()
    covers_parts = models.BooleanField(_("pays for spare parts"), default=True)
    covers_labour = models.BooleanField(_("pays for labour"), default=True)
    covers_travel = models.BooleanField(_("pays for travel"), default=False)
    exclusions = models.TextField(_("what it leaves out"), blank=True)
    procedure = models.TextField(_("how to use it"), blank=True, help_text=_("What the customer does, and where."))
    transferable = models.BooleanField(_("goes with the product to another owner"), default=True)
    full_warranty = models.BooleanField(
        _("«full» warranty"), default=False, help_text=_("In the sense of the law of the United States.")
    )
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
            models.CheckConstraint(condition=Q(starts__in=Starts.values), name="guarantee_start_known"),
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

    def offered_on(self, day: date) -> bool:
        """Whether a purchase of that day came with it."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def missing_contents(self) -> list[Promise]:
        """What art. 127 TRLGDCU asks of a guarantee and this one does not say yet; empty when it says all.

        An empty territory means everywhere and no product means all of them, so those two are always said. That the
        legal rights are free and stay as they are is printed by every document.
        """
        said = {
            _("the guarantor's address, after the name and a comma"): "," in self.guarantor.strip(" ,"),
            _("how to use it"): bool(self.procedure.strip()),
            _("how long it lasts"): self.months > 0 or any(part.months for part in self.components.all()),
        }
        return [what for what, is_said in said.items() if not is_said]

    def terms(self, registered_on: date | None = None) -> CommercialTerms:
        """Itself as the coverage decision takes it, for a unit registered on that day, if it was."""
        return CommercialTerms(
            code=f"guarantee-{self.pk}",
            name=self.name,
            guarantor=self.guarantor,
            months=self.months,
            territory=tuple(jurisdiction(country) for country in self.territory),
            parts=self.covers_parts,
            labour=self.covers_labour,
            travel=self.covers_travel,
            exclusions=self.exclusions,
            terms_url=self.terms_url,
            starts=str(self.starts),
            registered_on=registered_on,
            components=tuple(part.terms() for part in self.components.all()),
            advertised_months=self.advertised_months,
            transferable=self.transferable,
            full=self.full_warranty,
        )
