"""The knowledge base: what was looked for and not found, what readers say of its articles, what they avoided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import FirstValue

from catalog.models import Article, ArticleVote, KnowledgeSearch, Symptom
from catalog.states import Vote
from reports.figures import Share
from reports.period import Scope

MOST = 100

_COUNTS = {vote.value: Count("pk", filter=Q(vote=vote)) for vote in Vote}


@dataclass(frozen=True)
class Missed:
    """Words that found nothing the last time that they were looked for."""

    words: str
    language: str
    times: int
    last: dt.date


@dataclass(frozen=True)
class Searches:
    """`found`: of all that was looked for, what found something."""

    found: Share
    missed: list[Missed]


@dataclass(frozen=True)
class Readers:
    """`helped` of those who said whether it did, and `solved` of those who read it on the way to a complaint."""

    helped: Share
    solved: Share


@dataclass(frozen=True)
class Read:
    """An article and what its readers say; `None` for all of them together."""

    article: Article
    readers: Readers


@dataclass(frozen=True)
class Avoided:
    """Complaints that were not needed, of those on whose way an article was offered against a symptom."""

    symptom: Symptom
    solved: Share


def searches(scope: Scope) -> Searches:
    """What was looked for in the period; whatever found something the last time is no longer missing."""
    rows = KnowledgeSearch.objects.filter(day__gte=scope.period.first, day__lte=scope.period.last)
    totals = rows.aggregate(all=Sum("times", default=0), found=Sum("times", filter=Q(found__gt=0), default=0))
    newest = Window(FirstValue("found"), partition_by=["words", "language"], order_by=F("day").desc())
    last = rows.annotate(newest=newest).values("words", "language", "times", "day", "newest")
    missed: dict[tuple[str, str], Missed] = {}
    for row in last.filter(newest=0).order_by("day"):
        key = row["words"], row["language"]
        before = missed[key].times if key in missed else 0
        missed[key] = Missed(*key, before + row["times"], row["day"])
    ordered = sorted(missed.values(), key=lambda one: (-one.times, -one.last.toordinal(), one.words))
    return Searches(Share(totals["found"], totals["all"]), ordered[:MOST])


def readers(scope: Scope) -> list[Read]:
    """The articles of which anybody said anything in the period, the most read first."""
    said = _votes(scope).values("article").annotate(**_COUNTS, n=Count("pk")).order_by("-n", "article")[:MOST]
    rows = list(said)
    articles = Article.objects.in_bulk([row["article"] for row in rows])
    return [Read(articles[row["article"]], _readers(row)) for row in rows]


def readers_of(article: Article, *, version: int | None = None) -> Readers:
    """What readers say of one article, or of one of its versions."""
    votes = ArticleVote.objects.filter(article=article, **({"version": version} if version else {}))
    return _readers(votes.aggregate(**_COUNTS))


def all_readers(scope: Scope) -> Readers:
    return _readers(_votes(scope).aggregate(**_COUNTS))


def avoided(scope: Scope) -> list[Avoided]:
    """By symptom, the most often avoided first."""
    said = _votes(scope).filter(vote__in=[Vote.SOLVED, Vote.NOT_SOLVED]).exclude(symptom=None)
    rows = list(said.values("symptom").annotate(**_COUNTS).order_by("-solved", "symptom")[:MOST])
    symptoms = Symptom.objects.select_related("line").in_bulk([row["symptom"] for row in rows])
    return [Avoided(symptoms[row["symptom"]], _readers(row).solved) for row in rows]


def _votes(scope: Scope) -> QuerySet[Any]:
    votes = ArticleVote.objects.filter(at__gte=scope.period.start, at__lt=scope.period.end)
    if scope.line is None:
        return votes
    of_line = Article.objects.filter(Q(lines=scope.line) | Q(products__line=scope.line)).values("pk")
    return votes.filter(article__in=of_line)


def _readers(counts: Mapping[str, Any]) -> Readers:
    helped, not_helped = counts[Vote.HELPED], counts[Vote.NOT_HELPED]
    solved, not_solved = counts[Vote.SOLVED], counts[Vote.NOT_SOLVED]
    return Readers(Share(helped, helped + not_helped), Share(solved, solved + not_solved))
