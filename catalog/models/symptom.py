from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Symptom(models.Model):
    """What customers see when products of a line fail, in their words: «it does not spin»."""

    line = models.ForeignKey(
        "catalog.ProductLine", models.PROTECT, related_name="symptoms", db_index=False, verbose_name=_("line")
    )
    code = models.SlugField(_("code"), max_length=40)
    words_es = models.CharField(_("words in Spanish"), max_length=120)
    words_en = models.CharField(_("words in English"), max_length=120)
    # What usually lies behind it: a hint to whoever looks at the case, and nothing that is decided.
    cause = models.ForeignKey(
        "catalog.CauseCode", models.PROTECT, related_name="symptoms", null=True, blank=True, verbose_name=_("cause")
    )
    danger = models.BooleanField(
        _("danger"), default=False, help_text=_("Its cases come first, and the customer reads at once what to do.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["line", "position", "id"]
        verbose_name = _("symptom")
        verbose_name_plural = _("symptoms")
        constraints = [
            models.UniqueConstraint(fields=["line", "code"], name="symptom_once_per_line"),
            models.CheckConstraint(condition=~Q(words_es="") & ~Q(words_en=""), name="symptom_has_words"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """In the reader's language."""
        return self.words_en if (get_language() or "").startswith("en") else self.words_es
