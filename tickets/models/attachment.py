from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from tickets.states import PUBLIC_MESSAGES


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, actor: Actor) -> AttachmentQuerySet:
        """Staff see all; a customer sees the files of the public messages of their cases."""
        if actor.is_staff:
            return self
        if not (actor.is_customer and actor.email):
            return self.none()
        return self.filter(message__ticket__customer__email=actor.email, message__kind__in=PUBLIC_MESSAGES)


class Attachment(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(
        "tickets.Message", models.PROTECT, related_name="attachments", verbose_name=_("message")
    )
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="attachment", verbose_name=_("file"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return str(self.file)
