from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LoopQuerySet(models.QuerySet["Loop"]):
    def open(self) -> LoopQuerySet:
        return self.filter(closed_at=None)

    def late(self, now: dt.datetime) -> LoopQuerySet:
        return self.filter(closed_at=None, due_at__lt=now)

    def to_tell(self, now: dt.datetime) -> LoopQuerySet:
        """Late, and nobody was told of it yet."""
        return self.late(now).filter(told_at=None)


class Loop(models.Model):
    """An unhappy answer and what is done about it: somebody speaks with the customer by a certain moment.

    It is closed when somebody did: the case was answered by a person, or the call was made.
    """

    invitation = models.OneToOneField(
        "followups.Invitation", models.PROTECT, related_name="loop", verbose_name=_("invitation")
    )
    question = models.CharField(_("question"), max_length=20)
    score = models.SmallIntegerField(_("score"), null=True, blank=True)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="loops", null=True, blank=True, verbose_name=_("case")
    )
    call = models.OneToOneField(
        "followups.Call", models.PROTECT, related_name="loop", null=True, blank=True, verbose_name=_("call")
    )
    owner = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("responsible")
    )
    opened_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("by when"))
    told_at = models.DateTimeField(_("told that it is late"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # They died or asked to be forgotten first.
    dropped = models.BooleanField(_("nobody to speak with"), default=False)

    objects = LoopQuerySet.as_manager()

    class Meta:
        verbose_name = _("loop to close")
        verbose_name_plural = _("loops to close")
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=False) | Q(call__isnull=False), name="loop_has_case_or_call"
            ),
            models.CheckConstraint(condition=Q(dropped=False) | Q(closed_at__isnull=False), name="loop_dropped_closed"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(closed_at=None), name="loop_open"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None, told_at=None), name="loop_to_tell"),
            models.Index(fields=["opened_at"], name="loop_by_opening"),
            models.Index(fields=["due_at"], name="loop_by_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
