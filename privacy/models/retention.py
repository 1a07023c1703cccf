from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.states import Keeping


class RetentionRule(models.Model):
    """How long something is kept, why, and whether the nights act on it. Loaded with the house; managers change it."""

    about = models.CharField(_("about"), max_length=16, choices=Keeping, unique=True)
    months = models.PositiveSmallIntegerField(_("months"))
    why = models.CharField(_("why"), max_length=200, help_text=_("The law or the reason."))
    active = models.BooleanField(_("active"), default=False)

    class Meta:
        ordering = ["about"]
        verbose_name = _("rule of retention")
        verbose_name_plural = _("rules of retention")
        constraints = [
            models.CheckConstraint(condition=Q(about__in=Keeping.values), name="retention_about_known"),
            models.CheckConstraint(condition=Q(months__gte=1), name="retention_a_month_or_more"),
        ]

    def __str__(self) -> str:
        return str(self.get_about_display())


class RetentionRun(models.Model):
    """What a night did by one rule: how many, of what. It names nobody."""

    about = models.CharField(_("about"), max_length=16, choices=Keeping)
    at = models.DateTimeField(_("when"))
    done = models.PositiveIntegerField(_("how many"))
    months = models.PositiveSmallIntegerField(_("months"))

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("run of a rule of retention")
        verbose_name_plural = _("runs of rules of retention")
        constraints = [models.CheckConstraint(condition=Q(about__in=Keeping.values), name="retention_run_about_known")]
        indexes = [models.Index(fields=["-at"], name="retention_run_newest")]

    def __str__(self) -> str:
        return f"{self.about} {self.pk}"
