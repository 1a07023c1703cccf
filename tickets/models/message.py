from __future__ import annotations

import datetime as dt

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from tickets.states import PUBLIC_MESSAGES, MessageKind


class MessageQuerySet(models.QuerySet["Message"]):
    def public(self) -> MessageQuerySet:
        """What is meant for the customer, but not what was taken back."""
        return self.filter(kind__in=PUBLIC_MESSAGES, taken_back_at=None)

    def out(self, now: dt.datetime) -> MessageQuerySet:
        """What the customer may read by now: not a reply that its author may still take back."""
        return self.public().filter(Q(held_until=None) | Q(held_until__lte=now))

    def unread(self, seen: int, reader: Actor) -> MessageQuerySet:
        """What is newer than the message `seen`: all but the reader's own notes."""
        return self.standing().filter(Q(kind__in=PUBLIC_MESSAGES) | ~Q(author=reader.user_id), pk__gt=seen)

    def standing(self) -> MessageQuerySet:
        """All but what was taken back."""
        return self.filter(taken_back_at=None)


class Message(models.Model):
    """Something said in a case: by the customer, to the customer, among ourselves, or on the phone.

    `text` is what was said as plain text; `html` the same with its bold and its lists, sanitised, where there are any.
    A reply is `held_until` a moment after it was written: until then its author may take it back.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="messages", db_index=False, verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind)
    author = models.ForeignKey(
        "core.User", models.PROTECT, related_name="messages", null=True, blank=True, verbose_name=_("author")
    )
    text = models.TextField(_("text"))
    html = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    submission = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    letter = models.ForeignKey(
        "core.OutgoingMessage", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("letter")
    )
    # A message that was split off stands in both cases.
    copy_of = models.ForeignKey("self", models.PROTECT, related_name="copies", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="message_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="message_not_empty"),
        ]
        indexes = [
            models.Index(fields=["ticket", "created_at"], name="message_of_ticket"),
            BrinIndex(fields=["created_at"], name="message_by_creation"),  # for figures; costs next to nothing to write
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_public(self) -> bool:
        return self.kind in PUBLIC_MESSAGES
