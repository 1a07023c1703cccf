from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Tag(models.Model):
    """A word that agents put on cases to find them again."""

    name = models.CharField(_("name"), max_length=40)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="tag_once"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class TicketTag(models.Model):
    """A tag on a case."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+")
    tag = models.ForeignKey("tickets.Tag", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="ticket_tag_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.tag_id}"
