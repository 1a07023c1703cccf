from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """A group of agents that shares a queue."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name
