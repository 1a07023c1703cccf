from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """What was answered to one question of an invitation: a number on its scale, a text, or both."""

    invitation = models.ForeignKey(
        "followups.Invitation", models.CASCADE, related_name="answers", verbose_name=_("invitation")
    )
    question = models.CharField(_("question"), max_length=20)
    value = models.SmallIntegerField(_("value"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["invitation", "question"], name="answer_once_per_question"),
            models.CheckConstraint(condition=~Q(value=None) | ~Q(text=""), name="answer_not_empty"),
            models.CheckConstraint(
                condition=~Q(question="csat") | Q(value__gte=1, value__lte=5), name="answer_csat_on_scale"
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at", "value"], condition=Q(question="csat"), name="answer_csat_by_instant")
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.pk}"
