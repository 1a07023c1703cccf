from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import HandingOut


class Team(models.Model):
    """A group of agents that shares a queue."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    handing_out = models.CharField(
        _("how its cases come to its people"), max_length=8, choices=HandingOut, default=HandingOut.BY_HAND
    )
    # How many it has handed out: the next turn's number.
    handed_out = models.PositiveBigIntegerField(_("handed out"), default=0, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(condition=Q(handing_out__in=HandingOut.values), name="team_handing_out_known")
        ]

    def __str__(self) -> str:
        return self.name


class TeamTurn(models.Model):
    """Which of its team's turns somebody had last. Without a row: none yet."""

    team = models.ForeignKey("core.Team", models.CASCADE, related_name="turns", verbose_name=_("team"))
    user = models.ForeignKey("core.User", models.CASCADE, related_name="+", db_index=False, verbose_name=_("account"))
    number = models.PositiveBigIntegerField(_("number"))

    class Meta:
        verbose_name = _("turn in a team")
        verbose_name_plural = _("turns in teams")
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="team_turn_once")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.user_id} {self.number}"
