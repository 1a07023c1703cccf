from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.states import ImportKind, ImportState


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, actor: Actor) -> ImportJobQuerySet:
        """Managers see all of them, nobody else any."""
        return self if actor.is_staff and actor.is_manager else self.none()

    def silent(self, since: dt.datetime) -> ImportJobQuerySet:
        """Confirmed, not finished, and without a sign of life: the message or the worker was lost."""
        return self.filter(state__in=[ImportState.QUEUED, ImportState.RUNNING], alive_at__lt=since)

    def keeping_files_since(self, before: dt.datetime) -> ImportJobQuerySet:
        """Finished before that moment, with the files of personal data still kept."""
        return self.filter(finished_at__lt=before).exclude(file="", errors_file="")

    def unconfirmed_since(self, before: dt.datetime) -> ImportJobQuerySet:
        """Uploaded before that moment, and nobody confirmed it."""
        return self.filter(state=ImportState.PREVIEW, created_at__lt=before)


class ImportJob(models.Model):
    """A CSV that a manager uploaded, how far it got and what it did."""

    kind = models.CharField(_("kind"), max_length=12, choices=ImportKind)
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.PREVIEW)
    file = models.FileField(upload_to="imports/%Y/%m/")
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    errors_file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    read = models.PositiveIntegerField(_("read"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    bytes_done = models.PositiveBigIntegerField(default=0)
    failure = models.TextField(_("what happened"), blank=True)
    created_by = models.ForeignKey("core.User", models.PROTECT, related_name="imports")
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True, help_text=_("Last sign of life."))
    starts = models.PositiveSmallIntegerField(_("times started"), default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(
                    read=models.F("created") + models.F("updated") + models.F("unchanged") + models.F("rejected")
                ),
                name="import_counts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.PREVIEW) ^ Q(alive_at__isnull=False), name="import_confirmed_has_pulse"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ImportState.DONE, ImportState.FAILED]) ^ Q(finished_at=None),
                name="import_finished_has_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return min(100, self.bytes_done * 100 // self.size) if self.size else 100

    @property
    def is_waiting(self) -> bool:
        """Confirmed and not finished."""
        return self.state in (ImportState.QUEUED, ImportState.RUNNING)
