from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Seen(models.Model):
    """Up to which message an agent has read a case."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+", verbose_name=_("case"))
    user = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("account"))
    message = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("when"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.user_id}"
