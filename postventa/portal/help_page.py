"""What the pages of help show: articles by what they are about, and the readers' own products first."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from catalog.articles import near_products, public_articles
from catalog.models import Article, ProductLine
from customers.models import Unit
from postventa.portal.access import actor, guest

MOST = 500  # articles that one page groups
MINE = 6
RELATED = 5
PRODUCTS = 100


@dataclass
class Shelf:
    """A product line with the articles of it and of its products."""

    line: ProductLine
    articles: list[Article] = field(default_factory=list)


def spoken() -> str:
    """The reader's language, as articles have it."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def products_of(request: HttpRequest) -> list[int]:
    """The products of whoever reads: a customer, or a guest with an order. Nobody else has any."""
    user, visitor = request.user, None
    if user.is_authenticated:
        if user.is_agent or user.is_staff:
            return []
        units = Unit.objects.visible_to(actor(request))
    else:
        visitor = guest(request)
        if visitor is None:
            return []
        units = Unit.objects.visible_to(visitor.by).filter(purchase=visitor.purchase)
    return list(units.order_by("product").values_list("product", flat=True).distinct()[:PRODUCTS])


def front(request: HttpRequest) -> dict[str, object]:
    """The shelves of the front page, what is about nothing in particular, and first what the reader has."""
    articles = list(_with_lines(public_articles(spoken())))
    shelves: dict[int, Shelf] = {}
    for article in articles:
        lines = {line.pk: line for line in article.lines.all()}
        lines |= {product.line.pk: product.line for product in article.products.all() if product.line}
        for line in lines.values():
            shelves.setdefault(line.pk, Shelf(line)).articles.append(article)
    mine = products_of(request)
    ours = set(near_products(mine).values_list("pk", flat=True)) if mine else set()
    return {
        "mine": [article for article in articles if article.pk in ours][:MINE],
        "shelves": sorted(shelves.values(), key=lambda shelf: shelf.line.name),
        "general": [article for article in articles if not article.lines.all() and not article.products.all()],
    }


def of_line(line: ProductLine) -> dict[str, object]:
    """The articles of a line: those of all its products, and those of some."""
    rows = _with_lines(public_articles(spoken()).filter(Q(lines=line) | Q(products__line=line)).distinct())
    articles = list(rows)
    return {
        "line": line,
        "all": [article for article in articles if line in article.lines.all()],
        "some": [
            (article, [product for product in article.products.all() if product.line_id == line.pk])
            for article in articles
            if line not in article.lines.all()
        ],
    }


def related(article: Article) -> list[Article]:
    """Others against the same symptoms, or about the same products or lines."""
    about = (
        Q(symptoms__in=article.symptoms.all())
        | Q(products__in=article.products.all())
        | Q(lines__in=article.lines.all())
    )
    others = public_articles(article.language).exclude(slug=article.slug).filter(about)
    near = others.annotate(shared=Count("symptoms", filter=Q(symptoms__in=article.symptoms.all()), distinct=True))
    return list(near.order_by("-shared", "title", "pk")[:RELATED])


def addresses(article: Article, languages: list[str]) -> dict[str, object]:
    """Where it stands for those who search the web: the address itself, and one for each language that it is in."""
    here = settings.BASE_URL + reverse("help_article", args=[article.slug])
    names = {code: get_language_info(code)["name_local"].capitalize() for code, _name in settings.LANGUAGES}
    return {
        "canonical": here,
        "spoken_in": [(code, names[code], f"{here}?lang={code}") for code in sorted(languages)],
    }


def _with_lines(rows: QuerySet[Article]) -> QuerySet[Article]:
    return rows.prefetch_related("lines", "products__line").order_by("title", "pk")[:MOST]
