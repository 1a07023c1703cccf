from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.states import FileState
from tickets.states import PUBLIC_MESSAGES


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, actor: Actor, now: dt.datetime) -> AttachmentQuerySet:
        """Staff see all; a customer sees the files of what they may read of their cases by now.

        What is still to be drawn anew is seen by nobody.
        """
        ready = self.filter(file__state=FileState.READY)
        if actor.is_staff:
            return ready
        if not (actor.is_customer and actor.email):
            return self.none()
        out = Q(message__held_until=None) | Q(message__held_until__lte=now)
        mine = {"message__ticket__customer__email": actor.email, "message__kind__in": PUBLIC_MESSAGES}
        return ready.filter(out, **mine, message__taken_back_at=None)


class Attachment(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(
        "tickets.Message", models.PROTECT, related_name="attachments", verbose_name=_("message")
    )
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="attachments", verbose_name=_("file"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return str(self.file)
