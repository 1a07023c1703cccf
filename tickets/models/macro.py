from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import LANGUAGE_CODES
from tickets.states import MessageKind


class Macro(models.Model):
    """Words kept for answering, with the deeds that go with them. Without deeds it is a canned reply.

    `html` may hold placeholders in double braces ({{customer}}); `deeds` is a list of {"do": …, "to": …}, as
    `tickets.deeds` reads them. Of a team, or everybody's. A macro for one language is offered in cases of that one.
    """

    name = models.CharField(_("name"), max_length=80)
    team = models.ForeignKey(
        "core.Team", models.CASCADE, related_name="macros", null=True, blank=True, verbose_name=_("team")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind, default=MessageKind.REPLY)
    language = models.CharField(_("language"), max_length=5, blank=True)
    html = models.TextField(_("words"), blank=True)
    deeds = models.JSONField(_("deeds"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "name", "id"]
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="macro_kind_known"),
            models.CheckConstraint(condition=Q(kind__in=["reply", "note"]), name="macro_is_ours"),
            models.CheckConstraint(condition=Q(language__in=["", *LANGUAGE_CODES]), name="macro_language_known"),
            models.CheckConstraint(condition=~Q(html="", deeds=[]), name="macro_says_or_does"),
        ]

    def __str__(self) -> str:
        return self.name
