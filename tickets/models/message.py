from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.states import PUBLIC_MESSAGES, MessageKind


class MessageQuerySet(models.QuerySet["Message"]):
    def public(self) -> MessageQuerySet:
        """What the customer may read."""
        return self.filter(kind__in=PUBLIC_MESSAGES)


class Message(models.Model):
    """Something said in a case: by the customer, to the customer, among ourselves, or on the phone. Plain text."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="messages", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind)
    author = models.ForeignKey(
        "core.User", models.PROTECT, related_name="messages", null=True, blank=True, verbose_name=_("author")
    )
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("created"))
    submission = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="message_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="message_not_empty"),
        ]
        indexes = [models.Index(fields=["ticket", "created_at"], name="message_of_ticket")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_public(self) -> bool:
        return self.kind in PUBLIC_MESSAGES
