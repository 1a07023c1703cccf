from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CauseCode(models.Model):
    """Why something failed, in a tree: «electronics» › «power supply»."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name=_("part of")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="cause_not_its_own_part")]

    def __str__(self) -> str:
        return self.name
