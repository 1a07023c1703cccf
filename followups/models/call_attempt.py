from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followups.states import Outcome


class CallAttempt(models.Model):
    """One time that somebody dialled, and what came of it."""

    call = models.ForeignKey("followups.Call", models.CASCADE, related_name="attempts", verbose_name=_("call"))
    at = models.DateTimeField(_("when"))
    agent = models.ForeignKey("core.User", models.PROTECT, related_name="call_attempts", verbose_name=_("agent"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("call attempt")
        verbose_name_plural = _("call attempts")
        constraints = [models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="attempt_outcome_known")]
        indexes = [models.Index(fields=["at"], name="attempt_by_instant")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.outcome}"
