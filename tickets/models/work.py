from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CheckItem(models.Model):
    """A point of a case's checklist that somebody added or ticked. The others stand in the rules of its kind."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="checks", verbose_name=_("case"))
    text = models.CharField(_("text"), max_length=120)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("point of a checklist")
        verbose_name_plural = _("points of checklists")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "text"], name="check_once"),
            models.CheckConstraint(condition=~Q(text=""), name="check_not_empty"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="check_done_has_when_and_who",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class TimeEntry(models.Model):
    """Time that an agent spent on a case. A mistake is put right by a negative entry."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="times", verbose_name=_("case"))
    agent = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("account"))
    minutes = models.SmallIntegerField(_("minutes"))
    at = models.DateTimeField(_("when"))
    submission = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("time spent")
        verbose_name_plural = _("times spent")
        constraints = [
            models.CheckConstraint(
                condition=~Q(minutes=0) & Q(minutes__gte=-1440, minutes__lte=1440), name="time_within_a_day"
            )
        ]
        indexes = [BrinIndex(fields=["at"], name="time_by_instant")]

    def __str__(self) -> str:
        return f"{self.minutes} min"
