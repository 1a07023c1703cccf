from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from warranties.answers import LONGEST_PART, NO_PART, is_part
from warranties.promises import Component


def check_part_name(name: str) -> None:
    """Only a name that somebody can answer with, when asked which part failed."""
    if not is_part(name):
        raise ValidationError(NO_PART % {"label": name})


class GuaranteeComponent(models.Model):
    """A part of the product with a term of its own inside a commercial guarantee: the compressor, the structure."""

    guarantee = models.ForeignKey(
        "warranties.CommercialGuarantee",
        models.CASCADE,
        related_name="components",
        verbose_name=_("commercial guarantee"),
    )
    name = models.CharField(_("part"), max_length=LONGEST_PART, validators=[check_part_name])
    months = models.PositiveSmallIntegerField(_("months"))
    covers_parts = models.BooleanField(_("pays for spare parts"), default=True)
    covers_labour = models.BooleanField(_("pays for labour"), default=True)
    covers_travel = models.BooleanField(_("pays for travel"), default=False)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("part with its own term")
        verbose_name_plural = _("parts with their own term")
        constraints = [
            models.UniqueConstraint(fields=["guarantee", "name"], name="component_once_per_guarantee"),
            models.CheckConstraint(condition=Q(months__gte=1), name="component_lasts_a_month_or_more"),
        ]

    def __str__(self) -> str:
        return self.name

    def terms(self) -> Component:
        return Component(
            name=self.name,
            months=self.months,
            parts=self.covers_parts,
            labour=self.covers_labour,
            travel=self.covers_travel,
        )
