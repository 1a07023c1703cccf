"""Keeping the articles of the knowledge base, each with its versions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.knowledge import LONGEST_SLUG, slug_of
from catalog.models import Article, ArticleVersion, Product, ProductLine, Symptom
from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from core.richtext import clean, from_text

NO_LETTERS = "article"  # the address of a title that has none for one


@transaction.atomic
def save_article(
    *,
    article: Article | None,
    title: str,
    language: str,
    text: str,
    html: str = "",
    products: Iterable[Product] = (),
    lines: Iterable[ProductLine] = (),
    symptoms: Iterable[Symptom] = (),
    published: bool = True,
    public: bool = False,
    slug: str = "",
    seen: int | None = None,
    by: Actor,
    now: dt.datetime,
) -> Article:
    """Keep a new article, or an old one as it is now, and note in the trace who changed what.

    Other words or another title are a new version. `slug`: the address that a new one shares with its translation;
    without it the address comes from the title, and it stays when that changes. `seen`: the version that was changed.
    Refused without words, when there is one at this address in the language, and when somebody was quicker.
    """
    words = clean(html) if html else from_text(text)
    if not words:
        raise Refused(_("Please write something first."), code="text_empty")
    article = Article.objects.select_for_update().get(pk=article.pk) if article else None
    if article and seen is not None and seen != article.version:
        raise Refused(
            _("Somebody else changed this article meanwhile. What you wrote is below: compare it with what is kept."),
            code="changed",
        )
    before = _facts(article) if article else {}
    is_other = article is None or (article.title, article.html) != (title.strip(), words)
    article = article or Article(slug=slug or _free_slug(title), version=0)
    article.title, article.language, article.html = title.strip(), language, words
    article.published, article.public, article.updated_at = published, public, now
    article.version += is_other
    _put(article)
    article.products.set(products)
    article.lines.set(lines)
    article.symptoms.set(symptoms)
    if is_other:
        _keep_version(article, by, now)
    _note(article, before, by, now)
    return article


@transaction.atomic
def bring_back_version(*, version: ArticleVersion, by: Actor, now: dt.datetime) -> Article:
    """Let an article say again what it said in an earlier version: that is its newest one. Nothing else changes.

    Does nothing when it says just that.
    """
    article = Article.objects.select_for_update().get(pk=version.article_id)
    if (article.title, article.html) == (version.title, version.html):
        return article
    before = _facts(article)
    article.title, article.html, article.updated_at = version.title, version.html, now
    article.version += 1
    article.save(update_fields=["title", "html", "version", "updated_at"])
    _keep_version(article, by, now)
    _note(article, before, by, now)
    return article


def _put(article: Article) -> None:
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError as error:
        raise Refused(
            _("There is an article at this address in this language already: change that one."), code="language_taken"
        ) from error


def _free_slug(title: str) -> str:
    """The address of a title, with a number where others have it."""
    start = slug_of(title) or NO_LETTERS
    taken = set(Article.objects.filter(slug__startswith=start[: LONGEST_SLUG - 5]).values_list("slug", flat=True))
    slug, number = start, 1
    while slug in taken:
        number += 1
        slug = f"{start[: LONGEST_SLUG - 5]}-{number}"
    return slug


def _keep_version(article: Article, by: Actor, now: dt.datetime) -> None:
    ArticleVersion.objects.create(
        article=article, number=article.version, title=article.title, html=article.html, at=now, author_id=by.user_id
    )


def _note(article: Article, before: dict[str, bool | int | str], by: Actor, now: dt.datetime) -> None:
    after = _facts(article)
    changed = [fact for fact in after if before.get(fact) != after[fact]]
    if changed:
        note_change(
            noun="catalog.article", object_id=article.pk, what="changed" if before else "added",
            before={fact: before[fact] for fact in changed if fact in before},
            after={fact: after[fact] for fact in changed}, by=by, now=now,
        )  # fmt: skip


def _facts(article: Article) -> dict[str, bool | int | str]:
    about = {
        name: " ".join(map(str, sorted(rows.values_list("pk", flat=True))))[:120]
        for name, rows in (("products", article.products), ("lines", article.lines), ("symptoms", article.symptoms))
    }
    return {
        "title": article.title[:120],
        "language": article.language,
        "words": hashlib.sha256(article.html.encode()).hexdigest()[:12],
        "published": article.published,
        "public": article.public,
        **about,
    }
