from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import ImportKind, ImportState


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
    finished_at = models.DateTimeField(null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return min(100, self.bytes_done * 100 // self.size) if self.size else 100
