from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from tickets.states import EventKind, Status


class TicketEvent(models.Model):
    """One line of a case's ledger. Append-only (a trigger refuses changes); personal text stays in the message."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="events", db_index=False, verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind)
    at = models.DateTimeField(_("when"))
    actor_kind = models.CharField(_("who"), max_length=8, choices=ActorKind)
    actor = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )
    from_status = models.CharField(_("from"), max_length=16, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=16, choices=Status, blank=True)
    message = models.OneToOneField(
        "tickets.Message", models.PROTECT, related_name="event", null=True, blank=True, verbose_name=_("message")
    )
    data = models.JSONField(_("data"), default=dict, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="event_actor_known"),
            models.CheckConstraint(
                condition=Q(from_status__in=["", *Status.values], to_status__in=["", *Status.values]),
                name="event_ends_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.STATUS) | (~Q(from_status="") & ~Q(to_status="")),
                name="event_status_has_both_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "at"], name="event_of_ticket"),
            models.Index(fields=["at"], condition=Q(to_status=Status.RESOLVED), name="event_resolved"),
            models.Index(fields=["at"], condition=Q(kind=EventKind.OPENED), name="event_opened"),
            models.Index(
                fields=["at"], condition=Q(from_status__in=[Status.RESOLVED, Status.CLOSED]), name="event_reopened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
