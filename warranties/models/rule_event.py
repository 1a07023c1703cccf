from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from warranties.states import RuleChange


class RuleEvent(models.Model):
    """What happened to a rule of law, who did it and why. Append-only: a trigger refuses changes."""

    rule = models.ForeignKey(
        "warranties.GuaranteeRule", models.PROTECT, related_name="events", verbose_name=_("rule of law")
    )
    what = models.CharField(_("what"), max_length=12, choices=RuleChange)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("change of a rule")
        verbose_name_plural = _("changes of rules")
        constraints = [models.CheckConstraint(condition=Q(what__in=RuleChange.values), name="rule_event_what_known")]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"
