from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.states import RunOutcome, Trigger


class Automation(models.Model):
    """A rule of the company: when this happens, if the case is so, then that is done.

    `conditions` and `deeds` are kept as `tickets/conditions.py` and `tickets/deeds.py` read them. A rule is never
    deleted, because ledgers name it.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.CharField(_("what for"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("switched on"), default=False)
    triggers = ArrayField(models.CharField(max_length=16), verbose_name=_("when"))
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    conditions = models.JSONField(_("if"), default=list, blank=True)
    deeds = models.JSONField(_("then"), default=list)
    version = models.PositiveIntegerField(_("version"), default=1)
    author = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("author"))
    changed_at = models.DateTimeField(_("changed"))
    active_since = models.DateTimeField(_("switched on since"), null=True, blank=True)
    # It was about to go round in a circle: the rules of the circle, in their order, and the case.
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    stopped_chain = ArrayField(models.BigIntegerField(), verbose_name=_("circle"), default=list, blank=True)
    stopped_ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("case")
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("rule")
        verbose_name_plural = pgettext_lazy("automation", "rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(triggers__contained_by=Trigger.values) & ~Q(triggers=[]), name="automation_triggers_known"
            ),
            models.CheckConstraint(
                condition=Q(triggers=[Trigger.TIME], hours__gte=1)
                | (~Q(triggers__contains=[Trigger.TIME]) & Q(hours=None)),
                name="automation_time_has_hours",
            ),
            models.CheckConstraint(
                condition=Q(active=True, active_since__isnull=False, stopped_at=None)
                | Q(active=False, active_since=None),
                name="automation_active_has_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AutomationCue(models.Model):
    """A line of a ledger that a rule waits for and nobody has looked at yet. Who has looked at it takes it away."""

    event = models.OneToOneField(
        "tickets.TicketEvent", models.PROTECT, primary_key=True, related_name="+", verbose_name=_("event")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("cue of a rule")
        verbose_name_plural = _("cues of rules")

    def __str__(self) -> str:
        return f"{self.pk}"


class AutomationRun(models.Model):
    """A rule met a case on an occasion, once: «event:123», or «since:2026-05-03T10:00:00+00:00» for one on time."""

    automation = models.ForeignKey(
        "tickets.Automation", models.PROTECT, related_name="runs", db_index=False, verbose_name=_("rule")
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="+", db_index=False, verbose_name=_("case")
    )
    occasion = models.CharField(_("occasion"), max_length=48)
    version = models.PositiveIntegerField(_("version"))
    outcome = models.CharField(_("what came of it"), max_length=8, choices=RunOutcome)
    # Why it was not possible, as the code of the refusal.
    code = models.CharField(_("code"), max_length=40, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        constraints = [
            models.UniqueConstraint(fields=["automation", "ticket", "occasion"], name="automation_run_once"),
            models.CheckConstraint(condition=Q(outcome__in=RunOutcome.values), name="automation_run_outcome_known"),
        ]
        indexes = [models.Index(fields=["automation", "-at", "-id"], name="automation_run_newest")]

    def __str__(self) -> str:
        return f"{self.automation_id} {self.occasion}"
