"""What the unhappy say, in their own words."""

from __future__ import annotations

from django.db.models import CharField, OuterRef, QuerySet, Subquery

from core.erased import ERASED
from followups.models import Answer
from followups.questionnaires import UNHAPPY_UP_TO
from followups.states import SurveyKind
from reports.period import Scope
from reports.queries.satisfaction import answers


def unhappy_voices(scope: Scope, most: int = 4) -> QuerySet[Answer]:
    """The newest answers of 1 and 2 that came with a comment (`words`), with whose they are."""
    comment = Answer.objects.filter(invitation=OuterRef("invitation"), question="comment").values("text")[:1]
    found = answers(scope, SurveyKind.DELIVERY) | answers(scope, SurveyKind.RESOLUTION)
    return (
        found.filter(value__lte=UNHAPPY_UP_TO)
        .annotate(words=Subquery(comment, output_field=CharField()))
        .exclude(words=None)
        .exclude(words=ERASED)
        .select_related("invitation__customer", "invitation__ticket", "invitation__opened_ticket")
        .order_by("-answered_at", "-pk")[:most]
    )
