from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.states import LANGUAGE_CODES
from tickets.states import ACTIVE, TRANSITIONS, WHOSE_TURN, Channel, Kind, Priority, Resolution, Status, Turn, Wish

RESOLVED_STATES = (Status.RESOLVED, Status.CLOSED)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Actor) -> TicketQuerySet:
        """Staff see all; a customer sees the cases of the e-mail that they proved to read."""
        if actor.is_staff:
            return self
        return self.filter(customer__email=actor.email) if actor.is_customer and actor.email else self.none()

    def active(self) -> TicketQuerySet:
        """Neither resolved nor closed."""
        return self.filter(status__in=ACTIVE)


class Ticket(models.Model):
    """A case: a complaint, a technical case or a question of a customer, usually about a unit."""

    reference = models.CharField(_("reference"), max_length=14, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMPLAINT)
    subject = models.CharField(_("subject"), max_length=160)
    status = models.CharField(_("state"), max_length=16, choices=Status, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    wish = models.CharField(_("what the customer would like"), max_length=12, choices=Wish, default=Wish.UNSURE)
    safety = models.BooleanField(_("safety"), default=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="tickets", verbose_name=_("customer")
    )
    unit = models.ForeignKey(
        "customers.Unit", models.PROTECT, related_name="tickets", null=True, blank=True, verbose_name=_("unit")
    )
    team = models.ForeignKey(
        "core.Team", models.PROTECT, related_name="tickets", null=True, blank=True, verbose_name=_("team")
    )
    assignee = models.ForeignKey(
        "core.User", models.PROTECT, related_name="tickets", null=True, blank=True, verbose_name=_("assignee")
    )
    defect_on = models.DateField(_("when it began to fail"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    turn_since = models.DateTimeField(_("state since"))
    last_message_at = models.DateTimeField(_("last message"))
    first_replied_at = models.DateTimeField(_("first reply"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution = models.CharField(_("resolution"), max_length=16, choices=Resolution, blank=True)
    # One submission is one case, however often the form is sent.
    submission = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="ticket_status_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ticket_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="ticket_channel_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="ticket_priority_known"),
            models.CheckConstraint(condition=Q(wish__in=Wish.values), name="ticket_wish_known"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="ticket_language_known"),
            models.CheckConstraint(
                condition=Q(status__in=RESOLVED_STATES, resolved_at__isnull=False, resolution__in=Resolution.values)
                | (~Q(status__in=RESOLVED_STATES) & Q(resolved_at=None, resolution="")),
                name="ticket_resolved_has_when_and_how",
            ),
        ]
        indexes = [
            models.Index(fields=["turn_since", "id"], condition=Q(status__in=ACTIVE), name="ticket_active_waiting"),
            models.Index(
                fields=["assignee", "turn_since"], condition=Q(status__in=ACTIVE), name="ticket_active_of_agent"
            ),
            models.Index(fields=["customer", "-created_at"], name="ticket_of_customer"),
            models.Index(fields=["unit", "-created_at"], name="ticket_of_unit"),
            models.Index(fields=["created_at"], name="ticket_by_created"),
            models.Index(fields=["resolved_at"], condition=Q(resolved_at__isnull=False), name="ticket_by_resolved"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def turn(self) -> Turn:
        """Who has to do something next."""
        return WHOSE_TURN[self.status]

    @property
    def next_statuses(self) -> list[Status]:
        """The states that may follow, in their usual order."""
        return [status for status in Status if status in TRANSITIONS[self.status]]

    def waited(self, now: dt.datetime) -> dt.timedelta:
        """How long it has been in the hands of whose turn it is."""
        return now - self.turn_since
