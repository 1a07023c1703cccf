"""What the desk shows of an article: its languages, its versions and what readers say of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from catalog.changes import Piece, changes
from catalog.models import Article, ArticleVersion
from core.richtext import to_text
from reports.queries.knowledge import Readers, readers_of


@dataclass(frozen=True)
class Tongue:
    """A language of the house, with the article in it or None."""

    code: str
    name: object
    article: Article | None
    is_here: bool


@dataclass(frozen=True)
class Said:
    """What readers say of an article, and of the version that they see now."""

    all: Readers
    now: Readers
    version: int


def tongues_of(article: Article, *, drafts: bool) -> list[Tongue]:
    """Each language, and where the article is in it."""
    rows = Article.objects.filter(slug=article.slug, **({} if drafts else {"published": True}))
    there = {row.language: row for row in rows}
    return [Tongue(code, name, there.get(code), code == article.language) for code, name in settings.LANGUAGES]


def said_of(article: Article) -> Said:
    return Said(readers_of(article), readers_of(article, version=article.version), article.version)


def changes_in(version: ArticleVersion, before: ArticleVersion | None) -> tuple[list[Piece], list[Piece]]:
    """What a version changed in the title and in the words, against the one before it."""
    if before is None:
        return [], []
    return changes(before.title, version.title), changes(to_text(before.html), to_text(version.html))
