from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """What was answered to one question of an invitation or of a call: a number on its scale, a text, or both."""

    invitation = models.ForeignKey(
        "followups.Invitation", models.CASCADE, related_name="answers", null=True, blank=True, db_index=False,
        verbose_name=_("invitation"),
    )  # fmt: skip
    call = models.ForeignKey(
        "followups.Call", models.CASCADE, related_name="answers", null=True, blank=True, db_index=False,
        verbose_name=_("call"),
    )  # fmt: skip
    question = models.CharField(_("question"), max_length=20)
    value = models.SmallIntegerField(_("value"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(invitation=None, call__isnull=False) | Q(invitation__isnull=False, call=None),
                name="answer_of_one",
            ),
            models.UniqueConstraint(fields=["invitation", "question"], name="answer_once_per_question"),
            models.UniqueConstraint(
                fields=["call", "question"], condition=Q(call__isnull=False), name="answer_once_per_call"
            ),
            models.CheckConstraint(condition=~Q(value=None) | ~Q(text=""), name="answer_not_empty"),
            models.CheckConstraint(
                condition=~Q(question="csat") | Q(value__gte=1, value__lte=5), name="answer_csat_on_scale"
            ),
            models.CheckConstraint(
                condition=~Q(question="nps") | Q(value__gte=0, value__lte=10), name="answer_nps_on_scale"
            ),
            models.CheckConstraint(
                condition=~Q(question="ces") | Q(value__gte=1, value__lte=7), name="answer_ces_on_scale"
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at", "value"], condition=Q(question="csat"), name="answer_csat_by_instant")
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.pk}"
