from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import LANGUAGE_CODES, Medium, Outgoing


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def due(self, now: dt.datetime) -> OutgoingMessageQuerySet:
        return self.filter(status=Outgoing.QUEUED, next_try_at__lte=now)

    def stuck(self, before: dt.datetime) -> OutgoingMessageQuerySet:
        """Claimed by a worker that has not said anything since `before`."""
        return self.filter(status=Outgoing.IN_FLIGHT, claimed_at__lt=before)

    def dead(self) -> OutgoingMessageQuerySet:
        """Could not be sent, and wait for a person."""
        return self.filter(status=Outgoing.FAILED, given_up_at=None)

    def failed_with(self, cause: str) -> OutgoingMessageQuerySet:
        """Whose last error has that name."""
        return self.filter(Q(last_error=cause) | Q(last_error__startswith=f"{cause}:"))


class OutgoingMessage(models.Model):
    """An e-mail or a text message to be sent: written with the fact that it tells, sent later by the outbox."""

    kind = models.CharField(_("kind"), max_length=40)
    message_id = models.CharField(max_length=120, unique=True)
    medium = models.CharField(_("by"), max_length=8, choices=Medium, default=Medium.EMAIL)
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    # A code or a link that opens an account: its words are forgotten as soon as nobody will send them any more.
    secret = models.BooleanField(default=False)
    # Nobody waits for it: what somebody waits for goes first.
    bulk = models.BooleanField(default=False)
    # The reader's clock, by which it does not go at night; without one it goes at any hour.
    zone = models.CharField(max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    status = models.CharField(_("state"), max_length=12, choices=Outgoing, default=Outgoing.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # When its provider's pace let it go: the turn that its last attempt took.
    paced_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    # When a person said that it is not to be sent any more.
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Outgoing.values), name="outgoing_status_known"),
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="outgoing_medium_known"),
            models.CheckConstraint(condition=Q(status=Outgoing.SENT) ^ Q(sent_at=None), name="outgoing_sent_has_when"),
            models.CheckConstraint(
                condition=Q(status=Outgoing.IN_FLIGHT) ^ Q(claimed_at=None), name="outgoing_in_flight_has_when"
            ),
            models.CheckConstraint(
                condition=Q(secret=False) | ~Q(status__in=[Outgoing.SENT, Outgoing.FAILED]) | Q(text="", html=""),
                name="outgoing_secret_is_forgotten",
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="outgoing_language_known"),
            models.CheckConstraint(
                condition=Q(given_up_at=None) | Q(status=Outgoing.FAILED), name="outgoing_given_up_failed"
            ),
        ]
        indexes = [
            models.Index(
                fields=["medium", "bulk", "next_try_at"], condition=Q(status=Outgoing.QUEUED), name="outgoing_due"
            ),
            models.Index(fields=["claimed_at"], condition=Q(status=Outgoing.IN_FLIGHT), name="outgoing_in_flight"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(status=Outgoing.FAILED, given_up_at=None),
                name="outgoing_failed",
            ),
            models.Index(fields=["to"], condition=~Q(to=""), name="outgoing_to"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def cause(self) -> str:
        """The name of its last error: the error's words may hold somebody's address."""
        return self.last_error.partition(":")[0]


class SendingPace(models.Model):
    """When the next message may go to a domain or through a provider («@gmail.com», «email», «sms»).

    Those that wait for it stand in two lines, of who is waited for and of the rest («@gmail.com first», «@gmail.com
    bulk»): until when each reaches.
    """

    scope = models.CharField(primary_key=True, max_length=255)
    next_at = models.DateTimeField(_("next"))

    class Meta:
        verbose_name = _("pace of sending")
        verbose_name_plural = _("paces of sending")

    def __str__(self) -> str:
        return self.scope
