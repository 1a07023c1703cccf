from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mention(models.Model):
    """A colleague called by name in a note, until they have read it."""

    message = models.ForeignKey("tickets.Message", models.PROTECT, related_name="mentions", verbose_name=_("message"))
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+", verbose_name=_("case"))
    user = models.ForeignKey("core.User", models.PROTECT, related_name="mentions", verbose_name=_("account"))
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user", "ticket"], condition=Q(read_at=None), name="mention_unread")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.user_id}"
