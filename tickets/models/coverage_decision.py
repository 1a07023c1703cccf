from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from warranties.states import Verdict


class CoverageDecision(models.Model):
    """What was decided about the cover of a case's unit, why, and on which facts. Append-only; the newest counts.

    `answers` is what people said, by the name of the fact; `rules` the texts of law that it leaned on, each as
    [code, version, origin]. `verdict` is what holds: a person's word where somebody decided otherwise, which is then in
    `override_verdict` too, with the reason in a note of the case (ledgers hold no personal text); what was computed is
    in `decision`.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="decisions", db_index=False, verbose_name=_("case")
    )
    verdict = models.CharField(_("verdict"), max_length=32, choices=Verdict)
    decision = models.JSONField(_("decision"))
    facts = models.JSONField(_("facts"))
    answers = models.JSONField(_("what people said"), default=dict, blank=True)
    rules = models.JSONField(_("rules"), default=list, blank=True)
    override_verdict = models.CharField(_("decided by a person"), max_length=32, choices=Verdict, blank=True)
    override_note = models.ForeignKey(
        "tickets.Message", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("reason")
    )
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
            models.CheckConstraint(
                condition=Q(override_verdict="", override_note=None)
                | Q(override_verdict__in=Verdict.values, override_note__isnull=False),
                name="decision_override_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(override_verdict="") | Q(override_verdict=F("verdict")),
                name="decision_override_is_the_verdict",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "-at"], name="decision_of_ticket")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"
