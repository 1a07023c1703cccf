"""Articles for tests, put down as they are, without their action."""

from __future__ import annotations

from django.utils.text import slugify

from catalog.models import Article
from tests.factories import NOW


def write(title, *, language="es", slug="", html="<p>Nada.</p>", products=(), lines=(), symptoms=(), **given):
    """A public article."""
    article = Article.objects.create(
        title=title, slug=slug or slugify(title), language=language, html=html, updated_at=NOW,
        **{"public": True, **given},
    )  # fmt: skip
    article.products.set(products)
    article.lines.set(lines)
    article.symptoms.set(symptoms)
    return article
