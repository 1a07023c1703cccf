"""The demonstration's knowledge base: symptoms, articles, what readers said of them and what they looked for."""

from __future__ import annotations

import datetime as dt
import random
import uuid

from catalog.actions.articles import save_article
from catalog.actions.symptoms import save_symptom
from catalog.models import Article, ArticleVote, CauseCode, KnowledgeSearch, Product, ProductLine, Symptom
from catalog.states import Vote
from core.actors import actor_of
from core.models import User
from postventa.demo.articles import HELP, SEARCHES, Help
from postventa.demo.symptoms import SYMPTOMS

WEEKS = 4


def make_help(manager: User, rng: random.Random, now: dt.datetime) -> None:
    """Written some weeks ago by the manager, and read since."""
    then = now - dt.timedelta(weeks=WEEKS + 1)
    signs = make_symptoms(manager, then)
    lines = {line.name: line for line in ProductLine.objects.all()}
    products = {product.sku: product for product in Product.objects.all()}
    for one in HELP:
        for language, (title, html) in (("es", one.es), ("en", one.en)):
            article = save_article(
                article=None, title=title, language=language, text="", html=html, slug=one.slug, public=True,
                products=[products[sku] for sku in one.skus], lines=[lines[name] for name in one.lines],
                symptoms=[signs[where] for where in one.against], by=actor_of(manager), now=then,
            )  # fmt: skip
            _read(article, one, signs, rng, now)
    today = now.date()
    KnowledgeSearch.objects.bulk_create(
        KnowledgeSearch(
            day=today - dt.timedelta(days=rng.randrange(1, 7 * WEEKS)), language=language, words=words, times=times,
            found=found,
        )
        for words, language, times, found in SEARCHES
    )  # fmt: skip


def make_symptoms(manager: User, now: dt.datetime) -> dict[tuple[str, str], Symptom]:
    """Those of each line, by the line's name and their code."""
    causes = {cause.code: cause for cause in CauseCode.objects.all()}
    found = {}
    for name, signs in SYMPTOMS.items():
        line = ProductLine.objects.get(name=name)
        for place, sign in enumerate(signs, 1):
            found[name, sign.code] = save_symptom(
                symptom=None, line=line, code=sign.code, words_es=sign.es, words_en=sign.en,
                cause=causes.get(sign.cause), danger=sign.danger, position=place, by=actor_of(manager), now=now,
            )  # fmt: skip
    return found


def _read(
    article: Article, one: Help, signs: dict[tuple[str, str], Symptom], rng: random.Random, now: dt.datetime
) -> None:
    """Four readers in five read Spanish."""
    part = 0.8 if article.language == "es" else 0.2
    symptom = signs[one.against[0]] if one.against else None
    said = [(Vote.HELPED, one.read[0], None), (Vote.NOT_HELPED, one.read[1], None)]
    said += [(Vote.SOLVED, one.solved[0], symptom), (Vote.NOT_SOLVED, one.solved[1], symptom)]
    ArticleVote.objects.bulk_create(
        ArticleVote(
            article=article, version=1, vote=vote, symptom=about, submission=uuid.UUID(int=rng.getrandbits(128)),
            at=now - dt.timedelta(hours=rng.randrange(2, 24 * 7 * WEEKS)),
        )
        for vote, count, about in said
        for _reader in range(round(count * part))
    )  # fmt: skip
