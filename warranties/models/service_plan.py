from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from warranties.jurisdictions import jurisdiction
from warranties.models.fields import territory_field
from warranties.promises import PlanTerms
from warranties.states import PlanKind


class ServicePlan(models.Model):
    """What is sold or given besides the guarantees. It reaches a unit only through a Cover.

    A discount and a number of visits are about maintenance, so only a plan with maintenance has them.
    """

    name = models.CharField(_("name"), max_length=120)
    guarantor = models.CharField(_("guarantor"), max_length=200, help_text=_("Who answers for it: name and address."))
    kinds = ArrayField(
        models.CharField(max_length=24, choices=PlanKind), verbose_name=_("what it gives"), help_text=_("One or more.")
    )
    months = models.PositiveSmallIntegerField(_("months"))
    territory = territory_field()
    covers_parts = models.BooleanField(_("pays for spare parts"), default=True)
    covers_labour = models.BooleanField(_("pays for labour"), default=True)
    covers_travel = models.BooleanField(_("pays for travel"), default=False)
    exclusions = models.TextField(_("what it leaves out"), blank=True)
    terms_url = models.URLField(_("address of the terms"), blank=True)
    transferable = models.BooleanField(_("goes with the product to another owner"), default=True)
    discount_percent = models.PositiveSmallIntegerField(_("discount on maintenance (%)"), default=0)
    visits = models.PositiveSmallIntegerField(
        _("maintenance visits"), null=True, blank=True, help_text=_("Empty when there is no limit.")
    )

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("service plan")
        verbose_name_plural = _("service plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(kinds__contained_by=PlanKind.values) & Q(kinds__len__gte=1),
                name="plan_kinds_known",
                violation_error_message=_("Choose one or more of the things that a plan may give."),
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1),
                name="plan_lasts_a_month_or_more",
                violation_error_message=_("A plan lasts a month or more."),
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__lte=100),
                name="plan_discount_is_a_percentage",
                violation_error_message=_("A discount is a number from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(discount_percent=0, visits=None) | Q(kinds__contains=[PlanKind.MAINTENANCE.value]),
                name="plan_discount_is_for_maintenance",
                violation_error_message=_("A discount and a number of visits: only a plan with maintenance has them."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_maintenance(self) -> bool:
        return PlanKind.MAINTENANCE in self.kinds

    def terms(self, *, starts_on: date | None = None, visits_used: int = 0) -> PlanTerms:
        """Itself as the coverage decision takes it, for a unit that has it."""
        return PlanTerms(
            code=f"plan-{self.pk}",
            name=self.name,
            guarantor=self.guarantor,
            kinds=tuple(self.kinds),
            months=self.months,
            starts_on=starts_on,
            territory=tuple(jurisdiction(country) for country in self.territory),
            parts=self.covers_parts,
            labour=self.covers_labour,
            travel=self.covers_travel,
            exclusions=self.exclusions,
            terms_url=self.terms_url,
            transferable=self.transferable,
            percent=self.discount_percent,
            visits=self.visits,
            visits_used=visits_used,
        )
