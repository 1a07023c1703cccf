from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    """What holds over all plans: how often a person is asked, and how long an agent has a call to themselves."""

    transaction_days = models.PositiveSmallIntegerField(
        _("days between two surveys of a person"), default=90, help_text=_("About whatever, by whatever plan.")
    )
    relation_days = models.PositiveSmallIntegerField(_("days between two surveys about the company"), default=180)
    hold_minutes = models.PositiveSmallIntegerField(_("minutes that a call stays with who took it"), default=15)

    class Meta:
        verbose_name = _("follow-up policy")
        verbose_name_plural = _("follow-up policies")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="followup_policy_is_one"),
            models.CheckConstraint(condition=Q(hold_minutes__gte=1), name="followup_policy_holds_a_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CallCapacity(models.Model):
    """How many follow-up calls a team makes in a day; without a team, those that no team has. No row: no limit."""

    team = models.ForeignKey(
        "core.Team", models.CASCADE, related_name="+", null=True, blank=True, db_index=False, verbose_name=_("team")
    )
    per_day = models.PositiveIntegerField(_("calls a day"))

    class Meta:
        verbose_name = _("call capacity")
        verbose_name_plural = _("call capacities")
        constraints = [
            models.UniqueConstraint(fields=["team"], name="call_capacity_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.per_day}"
