from __future__ import annotations

import datetime as dt

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from followups.states import CallKind, CallState, MoveReason, Outcome, Rank, Reason

MADE = (CallState.DONE, CallState.NO_CONTACT)
OF_A_DAY = (CallKind.GUARANTEE, CallKind.MAINTENANCE)


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, actor: Actor) -> CallQuerySet:
        """Staff see all; nobody else any."""
        return self if actor.is_staff else self.none()

    def planned(self) -> CallQuerySet:
        return self.filter(state=CallState.PLANNED)

    def due(self, now: dt.datetime) -> CallQuerySet:
        return self.filter(state=CallState.PLANNED, due_at__lte=now)

    def held(self, now: dt.datetime) -> CallQuerySet:
        """Those that somebody has in hand."""
        return self.filter(held_until__gt=now)


class Call(models.Model):
    """A follow-up call to make: the row is the promise that it will be made. Suppressed ones stay, with the reason."""

    kind = models.CharField(_("about"), max_length=12, choices=CallKind, default=CallKind.DELIVERY)
    plan = models.ForeignKey(
        "followups.PlanVersion", models.PROTECT, related_name="+", null=True, blank=True, db_index=False,
        verbose_name=_("plan"),
    )  # fmt: skip
    lane = models.ForeignKey(
        "followups.Lane", models.PROTECT, related_name="calls", db_index=False, verbose_name=_("lane")
    )
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="calls", verbose_name=_("customer"))
    delivery = models.ForeignKey(
        "customers.Delivery", models.PROTECT, related_name="calls", null=True, blank=True, verbose_name=_("delivery")
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="calls_about", null=True, blank=True, db_index=False,
        verbose_name=_("case"),
    )  # fmt: skip
    unit = models.ForeignKey(
        "customers.Unit", models.PROTECT, related_name="calls", null=True, blank=True, db_index=False,
        verbose_name=_("unit"),
    )  # fmt: skip
    about_on = models.DateField(_("about the day"), null=True, blank=True)
    # The answer that somebody was unhappy in.
    invitation = models.ForeignKey(
        "followups.Invitation", models.PROTECT, related_name="calls", null=True, blank=True, db_index=False,
        verbose_name=_("invitation"),
    )  # fmt: skip
    opened_ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="calls", null=True, blank=True,
        verbose_name=_("case that the call opened"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=12, choices=CallState, default=CallState.PLANNED)
    rank = models.SmallIntegerField(_("rank"), choices=Rank, default=Rank.USUAL)
    due_at = models.DateTimeField(_("due"))
    # By when it has to be made, where somebody promised it.
    deadline_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    held_by = models.ForeignKey(
        "core.User", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("in hand of")
    )
    held_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    # Whether the person agreed to go on when they were asked.
    consent = models.BooleanField(_("agreed to answer"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    reason = models.CharField(_("why not"), max_length=16, choices=Reason, blank=True)
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up call")
        verbose_name_plural = _("follow-up calls")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(condition=Q(rank__in=Rank.values), name="call_rank_known"),
            models.CheckConstraint(
                condition=Q(kind=CallKind.DELIVERY, delivery__isnull=False, ticket=None, unit=None, about_on=None)
                | Q(kind=CallKind.RESOLUTION, ticket__isnull=False, delivery=None, unit=None, about_on=None)
                | Q(kind__in=OF_A_DAY, unit__isnull=False, about_on__isnull=False, delivery=None, ticket=None)
                | Q(kind=CallKind.LOOP, invitation__isnull=False, unit=None, about_on=None),
                name="call_about_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.PLANNED) ^ Q(finished_at__isnull=False), name="call_finished_has_when"
            ),
            models.CheckConstraint(
                condition=Q(held_by=None) | Q(held_until__isnull=False, state=CallState.PLANNED),
                name="call_held_until",
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
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(kind=CallKind.DELIVERY), name="call_once_per_delivery"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(kind=CallKind.RESOLUTION), name="call_once_per_case"
            ),
            models.UniqueConstraint(
                fields=["unit", "about_on", "kind"], condition=Q(unit__isnull=False), name="call_once_per_day_of_unit"
            ),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(kind=CallKind.LOOP), name="call_once_per_unhappy_answer"
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "rank", "due_at", "id"], condition=Q(state=CallState.PLANNED), name="call_next"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(state=CallState.PLANNED), name="call_due"),
            models.Index(fields=["due_at"], name="call_by_due"),
            models.Index(
                fields=["due_at"],
                condition=Q(state=CallState.SUPPRESSED, reason=Reason.NO_ADDRESS),
                name="call_without_phone",
            ),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="call_finished"),
            BrinIndex(fields=["created_at"], name="call_by_creation"),  # costs next to nothing to write
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def is_held(self, now: dt.datetime) -> bool:
        """Whether somebody has it in hand."""
        return self.held_until is not None and self.held_until > now


class CallMove(models.Model):
    """That a call became due at another moment, and why. Append-only."""

    call = models.ForeignKey("followups.Call", models.CASCADE, related_name="moves", verbose_name=_("call"))
    at = models.DateTimeField(_("when"))
    why = models.CharField(_("why"), max_length=12, choices=MoveReason)
    due_before = models.DateTimeField(_("was due"))
    due_after = models.DateTimeField(_("is due"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("move of a call")
        verbose_name_plural = _("moves of calls")
        constraints = [models.CheckConstraint(condition=Q(why__in=MoveReason.values), name="call_move_why_known")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.why}"
