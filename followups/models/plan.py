from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """When customers are called and asked after a delivery and after a case. One is active."""

    active = models.BooleanField(_("active"), default=True)
    call_after_days = models.PositiveSmallIntegerField(_("call, working days after delivery"), default=2)
    call_attempts = models.PositiveSmallIntegerField(_("attempts at most"), default=4)
    call_window_days = models.PositiveSmallIntegerField(
        _("call, days after delivery at most"), default=14, help_text=_("Older deliveries make no call.")
    )
    survey_after_days = models.PositiveSmallIntegerField(_("survey, days after delivery"), default=5)
    survey_window_days = models.PositiveSmallIntegerField(_("survey, days after delivery at most"), default=30)
    case_survey_after_hours = models.PositiveSmallIntegerField(_("survey, hours after a case is resolved"), default=24)
    case_survey_window_days = models.PositiveSmallIntegerField(_("survey, days after a case at most"), default=7)
    quarantine_days = models.PositiveSmallIntegerField(_("days between two delivery surveys of a person"), default=90)

    class Meta:
        verbose_name = _("follow-up plan")
        verbose_name_plural = _("follow-up plans")
        constraints = [
            models.CheckConstraint(condition=models.Q(call_attempts__gte=1), name="plan_calls_at_least_once"),
            models.CheckConstraint(
                condition=models.Q(survey_window_days__gt=models.F("survey_after_days")), name="plan_survey_window_open"
            ),
            models.CheckConstraint(
                condition=models.Q(case_survey_after_hours__lt=models.F("case_survey_window_days") * 24),
                name="plan_case_survey_window_open",
            ),
            models.UniqueConstraint(fields=["active"], condition=models.Q(active=True), name="plan_one_active"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
