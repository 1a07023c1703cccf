from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.states import CustomerKind
from tickets.states import Due, Kind, Priority

CUSTOMER_KINDS = ["", *CustomerKind.values]


class SlaPolicy(models.Model):
    """What the company asks of itself: how long until the first reply, the next ones and the resolution.

    A case goes by the first active policy, in their order, that fits its kind, its priority and its customer. Empty
    lists fit all. Minutes are of the calendar's hours.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)
    calendar = models.ForeignKey(
        "core.WorkCalendar", models.PROTECT, related_name="policies", verbose_name=_("calendar")
    )
    kinds = ArrayField(
        models.CharField(max_length=10), verbose_name=_("kinds of case"), default=list, blank=True,
    )  # fmt: skip
    priorities = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("priorities"), default=list, blank=True)
    customer_kind = models.CharField(_("kind of customer"), max_length=8, choices=CustomerKind, blank=True)
    customers = models.ManyToManyField("customers.Customer", verbose_name=_("customers"), related_name="+", blank=True)
    first_reply = models.PositiveIntegerField(_("minutes to the first reply"), null=True, blank=True)
    next_reply = models.PositiveIntegerField(_("minutes to the next reply"), null=True, blank=True)
    resolution = models.PositiveIntegerField(_("minutes to the resolution"), null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("policy of times")
        verbose_name_plural = _("policies of times")
        constraints = [
            models.CheckConstraint(condition=Q(kinds__contained_by=Kind.values), name="policy_kinds_known"),
            models.CheckConstraint(
                condition=Q(priorities__contained_by=[int(one) for one in Priority]), name="policy_priorities_known"
            ),
            models.CheckConstraint(condition=Q(customer_kind__in=CUSTOMER_KINDS), name="policy_customer_kind_known"),
            models.CheckConstraint(
                condition=Q(first_reply__gte=1) | Q(next_reply__gte=1) | Q(resolution__gte=1),
                name="policy_has_a_target",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EscalationStep(models.Model):
    """What is done when a clock comes to a point: who is told, who gets the case, how urgent it becomes.

    Of a policy the point is a share of its target (80: four fifths of the time are gone, 100: it is late). Of the law
    and of promises, for all cases, it is minutes from their moment (-1440: a day before it, 0: it is late).
    """

    name = models.CharField(_("name"), max_length=80, blank=True)
    policy = models.ForeignKey(
        "tickets.SlaPolicy", models.CASCADE, related_name="steps", null=True, blank=True, verbose_name=_("policy")
    )
    due = models.CharField(_("which clock"), max_length=12, choices=Due)
    percent = models.PositiveSmallIntegerField(_("share of the time, %"), null=True, blank=True)
    minutes = models.IntegerField(_("minutes from the moment"), null=True, blank=True)
    deeds = models.JSONField(_("what is done"), default=list)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["policy", "due", "percent", "minutes", "id"]
        verbose_name = _("step of an escalation")
        verbose_name_plural = _("steps of escalations")
        constraints = [
            models.CheckConstraint(condition=Q(due__in=Due.values), name="step_due_known"),
            models.CheckConstraint(
                condition=Q(
                    policy__isnull=False, percent__gte=1, percent__lte=1000, minutes=None,
                    due__in=[Due.FIRST, Due.NEXT, Due.RESOLUTION],
                )
                | Q(policy=None, percent=None, minutes__isnull=False, due__in=[Due.LEGAL, Due.COMPLETION, Due.PROMISE]),
                name="step_has_its_point",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or f"{self.due} {self.pk}"


class ClockReview(models.Model):
    """Counting the clocks of all active cases again, because a policy, a calendar or a rule of law changed.

    Done a batch at a time by whichever worker comes, from `upto` on; a newer change asks for another one.
    """

    asked_at = models.DateTimeField(_("asked"))
    upto = models.BigIntegerField(_("done up to"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("review of the clocks")
        verbose_name_plural = _("reviews of the clocks")

    def __str__(self) -> str:
        return f"{self.pk}"
