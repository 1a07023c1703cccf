from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from warranties.states import Verdict


class CoverageDecision(models.Model):
    """What was decided about the cover of a case's unit, why, and on which facts. Append-only; the newest counts."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="decisions", verbose_name=_("case"))
    verdict = models.CharField(_("verdict"), max_length=32, choices=Verdict)
    decision = models.JSONField(_("decision"))
    facts = models.JSONField(_("facts"))
    at = models.DateTimeField(_("when"))
    actor_kind = models.CharField(_("who"), max_length=8, choices=ActorKind)
    actor = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("coverage decision")
        verbose_name_plural = _("coverage decisions")
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="decision_verdict_known"),
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="decision_actor_known"),
        ]
        indexes = [models.Index(fields=["ticket", "-at"], name="decision_of_ticket")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"
