"""Which articles are offered for a product, and which have the words that somebody looks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from catalog.finding import Hit, Met, hits_of, met_by
from catalog.knowledge import asked_words
from catalog.models import Article, Product, Symptom
from core.states import LANGUAGE_CODES

OFFERED = 20
READ_OF_A_COMPLAINT = 24  # words of what a customer says that are looked for
BESIDE = 2  # the place of what is only about the same product


@dataclass(frozen=True)
class Found:
    """What a search answers. `near`: nothing has all that was asked, and these have some of it."""

    hits: list[Hit]
    near: bool = False

    @property
    def count(self) -> int:
        """How many have all that was asked."""
        return 0 if self.near else len(self.hits)


def articles_about(
    product: Product | None, *, language: str = "", asked: str = "", limit: int = OFFERED
) -> list[Article]:
    """Published ones: first those of the product, then those of its line, then those of none in particular.

    Those of other products come only to who asks for them by a word. `near` says how near one is: 0, 1, 2 or 3.
    """
    rows = _with_words(Article.objects.filter(published=True), asked)
    if language:
        rows = rows.filter(language=language)
    placed = _near(rows, product)
    if product and not asked:
        placed = placed.filter(near__lt=3)
    return list(placed.order_by("near", "title", "pk")[:limit])


def articles_found(asked: str, *, drafts: bool, limit: int = 200) -> list[Article]:
    """The articles that have these words, by title; drafts too for who writes them."""
    rows = Article.objects.all() if drafts else Article.objects.filter(published=True)
    found = _with_words(rows, asked).prefetch_related("products", "lines")
    return list(found.order_by("title", "pk")[:limit])


def public_articles(language: str) -> QuerySet[Article]:
    """Those that customers find by themselves: each in this language or, when it is not written in it, in another."""
    rows = Article.objects.filter(published=True, public=True)
    same = rows.filter(slug=OuterRef("slug"), language=language)
    return rows.filter(Q(language=language) | ~Exists(same))


def public_articles_about(product: Product | None, language: str, *, limit: int = OFFERED) -> list[Article]:
    """What a customer may read about a product: its own articles first, then those of its line."""
    if product is None:
        return []
    rows = _near(public_articles(language), product).filter(near__lt=2)
    return list(rows.order_by("near", "title", "pk")[:limit])


def near_products(products: Iterable[int]) -> QuerySet[Article]:
    """Articles of these products, or of their lines."""
    ids = list(products)
    return Article.objects.filter(Q(products__in=ids) | Q(lines__products__in=ids)).distinct()


def find_articles(asked: str, *, language: str, mine: Iterable[int] = (), limit: int = OFFERED) -> Found:
    """The public articles that have all of these words, those of the products `mine` first. Two or three queries.

    Words are met by their stem, without accents, as the beginning of a longer one, and in titles with a slip of the
    finger. Where nothing has all of them, what has some, but for what has one in the middle of its text, or only words
    that are like those of its title; where nothing has any, what has them in another language.
    """
    words = asked_words(asked)
    met: list[Met] = []
    for spoken in [language, *(code for code in LANGUAGE_CODES if code != language)]:
        met = met or met_by(words, language=spoken)
    full = [one for one in met if one.is_all]
    ids = list(mine)
    ours = set(near_products(ids).values_list("pk", flat=True)) if ids and met else set()
    fit = full or [one for one in met if one.sure]
    order = sorted(fit, key=lambda one: (-one.met, one.article not in ours, -one.weight, one.article))
    return Found(hits_of([one.article for one in order[:limit]], words), near=not full)


def articles_for(
    *, product: Product | None, symptom: Symptom | None, words: str, language: str, limit: int = 3
) -> list[Article]:
    """What may solve a problem before there is a complaint, the likeliest first; three queries.

    First those against the symptom, then those near the product that say the customer's words; only where there are
    none of either, those of the product and of its line. Never those of other products.
    """
    of_symptom = Article.symptoms.through.objects.filter(
        article=OuterRef("pk"), symptom=symptom.pk if symptom else None
    )
    rows = _near(public_articles(language), product).annotate(against=Exists(of_symptom))
    met = {one.article: one for one in met_by(asked_words(words, most=READ_OF_A_COMPLAINT), language=language)}
    near_ones = rows.filter(near__lt=3).order_by().values_list("pk", "title", "near", "against")  # and not their words
    places = ((_likelihood(near, against, met.get(pk)), title, pk) for pk, title, near, against in near_ones)
    ranked = [(place, title, pk) for place, title, pk in places if place]
    reasons = [one for one in ranked if one[0][0] < BESIDE]
    chosen = [pk for _place, _title, pk in sorted(reasons or ranked)[:limit]]
    found = Article.objects.in_bulk(chosen)
    return [found[pk] for pk in chosen if pk in found]


def _likelihood(near: int, against: bool, met: Met | None) -> tuple[int, float, int] | None:
    """The place of an article, the least first; None when there is no reason to offer it."""
    weight = -met.weight if met else 0.0
    if against:
        return 0, weight, near
    if met and met.strong:
        return 1, weight, near
    return (BESIDE, near, 0) if near < 2 else None


def _near(rows: QuerySet[Article], product: Product | None) -> QuerySet[Any]:
    """`near` says how near each is: 0 of the product, 1 of its line, 2 of none in particular, 3 of others."""
    of_products, of_lines = Article.products.through.objects, Article.lines.through.objects
    mine = {"article": OuterRef("pk")}
    return rows.annotate(
        near=Case(
            When(Exists(of_products.filter(**mine, product=product.pk if product else None)), then=Value(0)),
            When(Exists(of_lines.filter(**mine, productline=product.line_id if product else None)), then=Value(1)),
            When(~Exists(of_products.filter(**mine)) & ~Exists(of_lines.filter(**mine)), then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
    )


def _with_words(rows: QuerySet[Article], asked: str) -> QuerySet[Article]:
    for word in asked.replace("\x00", "").split()[:6]:
        rows = rows.filter(Q(title__unaccent__icontains=word) | Q(html__unaccent__icontains=word))
    return rows
