"""What readers say of an article."""

from __future__ import annotations

import datetime as dt
import uuid

from catalog.models import Article, ArticleVote, Symptom
from catalog.states import Vote


def vote(
    *, article: Article, vote: Vote | str, submission: uuid.UUID, symptom: Symptom | None = None, now: dt.datetime
) -> ArticleVote:
    """Keep what a reader says of an article as it stands, once: the same submission again changes what it said.

    Nobody is named. A submission of another article keeps what it is. ValueError for a vote that there is not.
    """
    kept, _new = ArticleVote.objects.get_or_create(
        submission=submission,
        defaults={"article": article, "version": article.version, "vote": Vote(vote), "symptom": symptom, "at": now},
    )
    if kept.article_id == article.pk and kept.vote != vote:
        ArticleVote.objects.filter(pk=kept.pk).update(vote=Vote(vote))
        kept.vote = Vote(vote)
    return kept
