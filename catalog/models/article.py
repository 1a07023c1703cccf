from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import LANGUAGE_CODES


class Article(models.Model):
    """Something that we know and say again and again: how a filter is cleaned. Of some products, or of all."""

    # The same in the address and in every language: «clean-the-filter».
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    html = models.TextField(_("words"))
    products = models.ManyToManyField(
        "catalog.Product", verbose_name=_("products"), related_name="articles", blank=True,
        help_text=_("Empty: it is about none in particular."),
    )  # fmt: skip
    lines = models.ManyToManyField(
        "catalog.ProductLine", verbose_name=_("product lines"), related_name="articles", blank=True
    )
    symptoms = models.ManyToManyField(
        "catalog.Symptom", verbose_name=_("symptoms"), related_name="articles", blank=True,
        help_text=_("What it helps against. Customers are offered it before they complain."),
    )  # fmt: skip
    published = models.BooleanField(_("published"), default=True)
    # Agents put every published article into their answers; this says whether customers find it by themselves too.
    public = models.BooleanField(_("for customers"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("last change"))

    class Meta:
        ordering = ["title"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="article_once_per_language"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="article_language_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(html=""), name="article_says_something"),
        ]

    def __str__(self) -> str:
        return self.title
