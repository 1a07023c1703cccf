from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followups.states import QuestionnaireUse, Scope

# Those that come with the program.
FIRST = {
    "delivery": _("Survey after a delivery"),
    "resolution": _("Survey after a case"),
    "call": _("Call after a delivery"),
    "case-call": _("Call after a case"),
    "recommendation": _("Whether they would recommend us"),
    "imported": _("Answers of an earlier system"),
}


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def published(self) -> QuestionnaireQuerySet:
        return self.filter(published_at__isnull=False)


class Questionnaire(models.Model):
    """What is asked, in its order. Once published a version is never changed: figures would mean two things.

    `items` is kept as `followups/questionnaires.py` reads it.
    """

    code = models.SlugField(_("name"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    use = models.CharField(_("for"), max_length=8, choices=QuestionnaireUse)
    scope = models.CharField(_("about"), max_length=12, choices=Scope, default=Scope.TRANSACTION)
    items = models.JSONField(_("questions"), default=list)
    author = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_once"),
            models.CheckConstraint(condition=Q(use__in=QuestionnaireUse.values), name="questionnaire_use_known"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="questionnaire_scope_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.version}"

    @property
    def title(self) -> str:
        """What it is called: in the reader's words where it came with the program, else as its author wrote it."""
        return str(FIRST.get(self.code, self.code))
