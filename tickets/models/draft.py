from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.states import MessageKind, Status

DRAFTED = (MessageKind.REPLY, MessageKind.NOTE, MessageKind.PHONE)


class Draft(models.Model):
    """What an agent has begun to write in a case and not sent: one reply, one note and one phone note each."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="drafts", verbose_name=_("case"))
    author = models.ForeignKey("core.User", models.PROTECT, related_name="drafts", verbose_name=_("author"))
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    then = models.CharField(_("then"), max_length=16, choices=Status, blank=True)
    # A macro whose deeds are to be done when this is sent.
    macro = models.ForeignKey("tickets.Macro", models.SET_NULL, related_name="+", null=True, blank=True)
    # What was typed of a promise that goes with it: the values of its boxes.
    promised = models.JSONField(_("promise"), default=dict, blank=True)
    # The last message that the author had read when beginning.
    seen = models.PositiveBigIntegerField(default=0)
    updated_at = models.DateTimeField(_("last change"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "author", "kind"], name="draft_once"),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="draft_kind_known"),
            models.CheckConstraint(condition=Q(kind__in=DRAFTED), name="draft_is_ours"),
            models.CheckConstraint(condition=Q(then__in=["", *Status.values]), name="draft_then_known"),
        ]
        indexes = [models.Index(fields=["author", "-updated_at"], name="draft_of_agent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DraftFile(models.Model):
    """A file that goes out with a draft."""

    draft = models.ForeignKey("tickets.Draft", models.PROTECT, related_name="files")
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")

    def __str__(self) -> str:
        return str(self.file)
