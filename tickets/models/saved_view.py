from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A way to look at the queue that somebody keeps: their own, their team's or, with neither, everybody's."""

    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey("core.User", models.CASCADE, related_name="views", null=True, blank=True)
    team = models.ForeignKey("core.Team", models.CASCADE, related_name="views", null=True, blank=True)
    # The filters as the queue's address has them: name → list of values; and the order.
    filters = models.JSONField(_("filters"), default=dict)
    sort = models.CharField(_("order"), max_length=12, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "name", "id"]
        verbose_name = _("view")
        verbose_name_plural = _("views")
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="view_owner_or_team"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
