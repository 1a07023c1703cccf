from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import FileState


class StoredFile(models.Model):
    """A file that somebody gave us, already checked. Its bytes are only reached through a permission check."""

    file = models.FileField(upload_to="%Y/%m/")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=FileState, default=FileState.READY)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [models.CheckConstraint(condition=Q(state__in=FileState.values), name="file_state_known")]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=FileState.RAW), name="file_to_prepare"),
            models.Index(fields=["file"], name="file_by_place"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_ready(self) -> bool:
        """Whether anybody may see it: what is raw is exactly what somebody sent."""
        return self.state == FileState.READY
