from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.states import ClockState, Due


class ClockQuerySet(models.QuerySet["Clock"]):
    def due(self, now: dt.datetime) -> ClockQuerySet:
        """Those at which something has to be done: a step, or its moment has come."""
        return self.filter(wakes_at__lte=now)

    def going(self) -> ClockQuerySet:
        """Those that may still run out."""
        return self.filter(state__in=[ClockState.RUNNING, ClockState.PAUSED])


class Clock(models.Model):
    """Something that has to happen in a case by a moment: a target of the company, a term of law or a promise.

    A company's target is counted in the hours of its policy's calendar along the `spells` in which it ran, so that
    whatever changes (policy, calendar, state) the same spells are counted again. A term of law has its moment from the
    beginning. `anchor` says what it counts from, so that a case has each once: «opened», «said:123» (a message),
    «start:5», «completion:2», «promise:7».
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="clocks", db_index=False, verbose_name=_("case")
    )
    due = models.CharField(_("what it watches"), max_length=12, choices=Due)
    anchor = models.CharField(_("counted from"), max_length=40)
    state = models.CharField(_("state"), max_length=8, choices=ClockState)
    policy = models.ForeignKey(
        "tickets.SlaPolicy",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("policy"),
    )
    rule = models.ForeignKey(
        "tickets.DeadlineRule",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("rule of law"),
    )
    promise = models.ForeignKey(
        "tickets.Promise",
        models.PROTECT,
        related_name="clocks",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("promise"),
    )
    starts_at = models.DateTimeField(_("starts"))
    # Pairs of instants as ISO text, [[from, until], …]; the last has no end while it runs. Empty for terms of law.
    spells = models.JSONField(_("when it ran"), default=list, blank=True)
    target_minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Its moment, when it passed before the clock ended.
    late_at = models.DateTimeField(_("late since"), null=True, blank=True)
    # When something has to be done next: a step of an escalation, or noting that it is late.
    wakes_at = models.DateTimeField(_("wakes"), null=True, blank=True)
    fired = ArrayField(models.BigIntegerField(), verbose_name=_("steps taken"), default=list, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "due", "anchor", "rule"], name="clock_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["promise"], condition=Q(promise__isnull=False), name="clock_one_per_promise"
            ),
            models.CheckConstraint(condition=Q(due__in=Due.values), name="clock_due_known"),
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="clock_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ClockState.RUNNING) | Q(due_at__isnull=False), name="clock_running_has_due"
            ),
            models.CheckConstraint(
                condition=Q(state=ClockState.ENDED, ended_at__isnull=False)
                | (~Q(state=ClockState.ENDED) & Q(ended_at=None)),
                name="clock_ended_has_when",
            ),
            models.CheckConstraint(
                condition=Q(wakes_at=None) | Q(state=ClockState.RUNNING), name="clock_wakes_while_running"
            ),
            models.CheckConstraint(
                condition=Q(due=Due.PROMISE, promise__isnull=False) | (~Q(due=Due.PROMISE) & Q(promise=None)),
                name="clock_of_promise_has_it",
            ),
            models.CheckConstraint(
                condition=Q(due=Due.LEGAL, rule__isnull=False) | ~Q(due=Due.LEGAL), name="clock_of_law_has_rule"
            ),
        ]
        indexes = [
            models.Index(fields=["wakes_at", "id"], condition=Q(wakes_at__isnull=False), name="clock_wakes"),
            models.Index(fields=["late_at"], condition=Q(late_at__isnull=False), name="clock_by_lateness"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="clock_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.due} {self.anchor}"
