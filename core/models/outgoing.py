from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import LANGUAGE_CODES, Outgoing


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def due(self, now: dt.datetime) -> OutgoingMessageQuerySet:
        return self.filter(status=Outgoing.QUEUED, next_try_at__lte=now)

    def stuck(self, before: dt.datetime) -> OutgoingMessageQuerySet:
        """Claimed by a worker that has not said anything since `before`."""
        return self.filter(status=Outgoing.IN_FLIGHT, claimed_at__lt=before)


class OutgoingMessage(models.Model):
    """An e-mail to be sent: written in the transaction of the fact that it tells, sent later by the outbox."""

    kind = models.CharField(_("kind"), max_length=40)
    message_id = models.CharField(max_length=120, unique=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    # A code or a link that opens an account: its words are forgotten as soon as nobody will send them any more.
    secret = models.BooleanField(default=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    status = models.CharField(_("state"), max_length=12, choices=Outgoing, default=Outgoing.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"))

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Outgoing.values), name="outgoing_status_known"),
            models.CheckConstraint(condition=Q(status=Outgoing.SENT) ^ Q(sent_at=None), name="outgoing_sent_has_when"),
            models.CheckConstraint(
                condition=Q(status=Outgoing.IN_FLIGHT) ^ Q(claimed_at=None), name="outgoing_in_flight_has_when"
            ),
            models.CheckConstraint(
                condition=Q(secret=False) | ~Q(status__in=[Outgoing.SENT, Outgoing.FAILED]) | Q(text="", html=""),
                name="outgoing_secret_is_forgotten",
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="outgoing_language_known"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(status=Outgoing.QUEUED), name="outgoing_due"),
            models.Index(fields=["claimed_at"], condition=Q(status=Outgoing.IN_FLIGHT), name="outgoing_in_flight"),
            models.Index(fields=["id"], condition=Q(status=Outgoing.FAILED), name="outgoing_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
