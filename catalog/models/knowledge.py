"""What is kept of the knowledge base besides its articles: their versions, what readers say, what they look for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.states import Vote
from core.states import LANGUAGE_CODES


class ArticleVersion(models.Model):
    """An article as it stood; append-only. The newest is the article itself."""

    article = models.ForeignKey(
        "catalog.Article", models.PROTECT, related_name="versions", db_index=False, verbose_name=_("article")
    )
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=160)
    html = models.TextField(_("words"))
    at = models.DateTimeField(_("when"))
    author = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("author")
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="article_version_once")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"


class ArticleVote(models.Model):
    """What a reader said of an article, and in which of its versions. Nobody is named."""

    article = models.ForeignKey(
        "catalog.Article", models.PROTECT, related_name="votes", db_index=False, verbose_name=_("article")
    )
    version = models.PositiveIntegerField(_("version"))
    vote = models.CharField(_("vote"), max_length=12, choices=Vote)
    symptom = models.ForeignKey(
        "catalog.Symptom", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("symptom")
    )
    # The same form sent twice is one vote; of a complaint on its way, the same article once.
    submission = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("vote on an article")
        verbose_name_plural = _("votes on articles")
        constraints = [models.CheckConstraint(condition=Q(vote__in=Vote.values), name="article_vote_known")]
        indexes = [models.Index(fields=["article", "at"], name="vote_of_article")]

    def __str__(self) -> str:
        return f"{self.vote} {self.pk}"


class KnowledgeSearch(models.Model):
    """What was looked for on a day, how often and how much was found. Words only, without what could name somebody."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    words = models.CharField(_("words"), max_length=80)
    times = models.PositiveIntegerField(_("times"), default=1)
    found = models.PositiveSmallIntegerField(_("found"), help_text=_("Articles that were found the last time."))

    class Meta:
        ordering = ["-day", "-times", "words"]
        verbose_name = _("search in the knowledge base")
        verbose_name_plural = _("searches in the knowledge base")
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "words"], name="search_once_a_day"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="knowledge_language_known"),
        ]
        indexes = [models.Index(fields=["day"], condition=Q(found=0), name="search_not_found")]

    def __str__(self) -> str:
        return self.words
