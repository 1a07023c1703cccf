from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followups.states import DelayUnit, LoopBy, Means, Medium, Trigger


class PlanQuerySet(models.QuerySet["Plan"]):
    def live(self) -> PlanQuerySet:
        """Those that are switched on, in their order, with the version in force."""
        return self.filter(live__isnull=False).select_related("live__questionnaire", "live__script").order_by(
            "position", "id"
        )  # fmt: skip


class Plan(models.Model):
    """What follows a fact by itself: a call, a survey or both. What it says stands in its versions.

    A fact belongs to the first plan, in their order, whose conditions it fits. A plan is never deleted: what it made
    names it.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    trigger = models.CharField(_("when"), max_length=12, choices=Trigger)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # The version in force; none while it is switched off.
    live = models.OneToOneField(
        "followups.PlanVersion", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("in force")
    )
    live_since = models.DateTimeField(_("switched on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("follow-up plan")
        verbose_name_plural = _("follow-up plans")
        constraints = [
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values), name="followup_plan_trigger_known"),
            models.CheckConstraint(
                condition=Q(live=None, live_since=None) | Q(live__isnull=False, live_since__isnull=False),
                name="followup_plan_live_has_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """All that a plan says, as it was said once. It is never changed: a change is a new version."""

    plan = models.ForeignKey("followups.Plan", models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("version"))
    author = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created"))

    # Whom it is about. What is empty asks for nothing.
    lines = ArrayField(models.BigIntegerField(), verbose_name=_("product lines"), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=8), verbose_name=_("sold by"), default=list, blank=True)
    value_from = models.DecimalField(_("order of at least"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    first_purchase = models.BooleanField(_("first purchase"), null=True, blank=True)
    visits_over = models.PositiveSmallIntegerField(_("more visits than"), null=True, blank=True)
    late = models.BooleanField(_("late"), null=True, blank=True)

    means = models.CharField(_("how"), max_length=12, choices=Means)
    # Of a guarantee or a maintenance: so many days before its day it counts as the fact.
    lead_days = models.PositiveSmallIntegerField(_("days before"), default=30)

    call_delay = models.PositiveSmallIntegerField(_("call after"), default=2)
    call_unit = models.CharField(_("counted in"), max_length=8, choices=DelayUnit, default=DelayUnit.WORKING_DAYS)
    call_window_days = models.PositiveSmallIntegerField(
        _("call, days after at most"), default=14, help_text=_("Whoever was not called by then is not called any more.")
    )
    call_from = models.TimeField(_("calls from"), default=dt.time(9, 30))
    call_until = models.TimeField(_("calls until"), default=dt.time(20, 0))
    attempts = models.PositiveSmallIntegerField(_("attempts at most"), default=4)
    attempt_days = models.PositiveSmallIntegerField(_("on so many days at least"), default=3)
    dayparts = models.PositiveSmallIntegerField(_("in so many parts of the day at least"), default=2)
    spacing_minutes = models.PositiveSmallIntegerField(_("minutes between attempts at least"), default=180)
    team = models.ForeignKey(
        "core.Team", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("team that calls")
    )
    script = models.ForeignKey(
        "followups.Questionnaire", models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("questions of the call"),
    )  # fmt: skip

    survey_delay = models.PositiveSmallIntegerField(_("survey after"), default=5)
    survey_unit = models.CharField(_("counted in"), max_length=8, choices=DelayUnit, default=DelayUnit.DAYS)
    survey_window_days = models.PositiveSmallIntegerField(
        _("survey, days after at most"), default=30, help_text=_("Whoever was not asked by then is not asked any more.")
    )
    medium = models.CharField(_("survey by"), max_length=12, choices=Medium, default=Medium.EMAIL)
    questionnaire = models.ForeignKey(
        "followups.Questionnaire", models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("questions of the survey"),
    )  # fmt: skip
    reminder_days = models.PositiveSmallIntegerField(
        _("remind after days"), default=4, null=True, blank=True, help_text=_("Once. Empty: never.")
    )
    expires_days = models.PositiveSmallIntegerField(_("days to answer"), default=60)
    # Of a survey, else a call: how long an answer is waited for.
    fallback_days = models.PositiveSmallIntegerField(_("call who has not answered after days"), default=7)

    sample_percent = models.PositiveSmallIntegerField(_("of how many in a hundred"), default=100)
    holdout_percent = models.PositiveSmallIntegerField(_("hold out of the call, in a hundred"), default=0)
    seed = models.BigIntegerField(_("seed"), default=1)
    loop_by = models.CharField(_("an unhappy answer becomes"), max_length=4, choices=LoopBy, default=LoopBy.CASE)
    loop_days = models.PositiveSmallIntegerField(_("working days to close the loop"), default=1)

    class Meta:
        ordering = ["plan", "-number"]
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(means__in=Means.values), name="plan_means_known"),
            models.CheckConstraint(condition=Q(call_unit__in=DelayUnit.values), name="plan_call_unit_known"),
            models.CheckConstraint(condition=Q(survey_unit__in=DelayUnit.values), name="plan_survey_unit_known"),
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="plan_medium_known"),
            models.CheckConstraint(condition=Q(loop_by__in=LoopBy.values), name="plan_loop_by_known"),
            models.CheckConstraint(
                condition=Q(means=Means.CALL) | Q(questionnaire__isnull=False), name="plan_survey_has_questionnaire"
            ),
            models.CheckConstraint(
                condition=Q(means=Means.SURVEY) | Q(script__isnull=False), name="plan_call_has_script"
            ),
            models.CheckConstraint(condition=Q(value_from=None) | ~Q(currency=""), name="plan_value_has_currency"),
            models.CheckConstraint(
                condition=Q(attempts__gte=1, attempts__lte=10, attempt_days__gte=1, attempt_days__lte=F("attempts"))
                & Q(dayparts__gte=1, dayparts__lte=3),
                name="plan_attempts_possible",
            ),
            models.CheckConstraint(
                condition=Q(sample_percent__gte=1, sample_percent__lte=100, holdout_percent__lte=50),
                name="plan_shares_possible",
            ),
            models.CheckConstraint(condition=Q(expires_days__gte=1), name="plan_survey_lives_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.number}"

    @property
    def name(self) -> str:
        return pgettext_lazy("version of a plan", "%(plan)s, version %(number)s") % {
            "plan": self.plan.name,
            "number": self.number,
        }
