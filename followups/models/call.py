from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from followups.states import CallState, Outcome, Reason

MADE = (CallState.DONE, CallState.NO_CONTACT)


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, actor: Actor) -> CallQuerySet:
        """Staff see all; nobody else any."""
        return self if actor.is_staff else self.none()

    def due(self, now: dt.datetime) -> CallQuerySet:
        return self.filter(state=CallState.PLANNED, due_at__lte=now)


class Call(models.Model):
    """A follow-up call to make about a delivery: the row is the promise that it will be made."""

    delivery = models.OneToOneField(
        "customers.Delivery", models.PROTECT, related_name="call", verbose_name=_("delivery")
    )
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="calls", verbose_name=_("customer"))
    state = models.CharField(_("state"), max_length=12, choices=CallState, default=CallState.PLANNED)
    due_at = models.DateTimeField(_("due"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    reason = models.CharField(_("why not"), max_length=16, choices=Reason, blank=True)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="calls", null=True, blank=True, verbose_name=_("case")
    )
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up call")
        verbose_name_plural = _("follow-up calls")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(
                condition=Q(state=CallState.PLANNED) ^ Q(finished_at__isnull=False), name="call_finished_has_when"
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.SUPPRESSED, reason__in=Reason.values)
                | (~Q(state=CallState.SUPPRESSED) & Q(reason="")),
                name="call_suppressed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MADE, outcome__in=Outcome.values) | (~Q(state__in=MADE) & Q(outcome="")),
                name="call_made_has_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state=CallState.PLANNED), name="call_due"),
            models.Index(fields=["due_at"], name="call_by_due"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="call_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
