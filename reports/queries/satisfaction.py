"""Satisfaction. An answer is in the period in which it was given; an invitation, in that in which it was sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from customers.models import Unit
from followups.models import Answer, Invitation
from followups.questionnaires import SATISFIED_FROM
from followups.states import InvitationState, Source, SurveyKind
from reports.figures import Difference, Share, TrendPoint
from reports.period import Scope, Step
from reports.queries._sql import step_of

TOP_TWO = Q(value__gte=SATISFIED_FROM)


@dataclass(frozen=True)
class Satisfaction:
    """CSAT with the mean of its answers (1–5)."""

    share: Share
    mean: float | None


@dataclass(frozen=True)
class Promise:
    """CSAT of deliveries that kept the promised date and of those that did not."""

    on_time: Share
    late: Share

    @property
    def difference(self) -> Difference:
        return Difference(self.late, self.on_time)


def answers(scope: Scope, kind: SurveyKind) -> QuerySet[Answer]:
    """Valid CSAT answers of the period. With a product line: about a delivery or a unit of it."""
    found = Answer.objects.filter(
        question="csat",
        value__isnull=False,
        invitation__kind=kind,
        answered_at__gte=scope.period.start,
        answered_at__lt=scope.period.end,
    )
    return found if scope.line is None else found.filter(_of_line(scope.line, kind, "invitation__"))


def csat(scope: Scope, kind: SurveyKind) -> Satisfaction:
    """Answers of 4 and 5, of all the valid ones."""
    found = answers(scope, kind).aggregate(hits=Count("pk", filter=TOP_TWO), total=Count("pk"), mean=Avg("value"))
    mean = found.pop("mean")
    return Satisfaction(share=Share(**found), mean=None if mean is None else float(mean))


def csat_by_promise(scope: Scope) -> Promise:
    """CSAT after delivery, by whether the delivery that it is about was late. Without a promise it is in neither."""
    late, kept = Q(invitation__delivery__late=True), Q(invitation__delivery__late=False)
    found = answers(scope, SurveyKind.DELIVERY).aggregate(
        kept_hits=Count("pk", filter=kept & TOP_TWO),
        kept=Count("pk", filter=kept),
        late_hits=Count("pk", filter=late & TOP_TWO),
        late=Count("pk", filter=late),
    )
    return Promise(on_time=Share(found["kept_hits"], found["kept"]), late=Share(found["late_hits"], found["late"]))


def csat_trend(scope: Scope, kind: SurveyKind, step: Step) -> list[TrendPoint]:
    """CSAT of each step; a step without answers has an empty share."""
    rows = answers(scope, kind).values(step=step_of("answered_at", step))
    rows = rows.annotate(hits=Count("pk", filter=TOP_TWO), total=Count("pk")).order_by()
    found = {row["step"]: Share(row["hits"], row["total"]) for row in rows}
    return [TrendPoint(start=day, share=found.get(day, Share())) for day in scope.period.steps(step)]


def response(scope: Scope, kind: SurveyKind) -> Share:
    """Answered, of the invitations that we sent in the period (imported answers came without the silent ones)."""
    found = Invitation.objects.filter(
        kind=kind,
        source=Source.PLANNED,
        sent_at__gte=scope.period.start,
        sent_at__lt=scope.period.end,
    )
    if scope.line is not None:
        found = found.filter(_of_line(scope.line, kind, ""))
    return Share(**found.aggregate(hits=Count("pk", filter=Q(state=InvitationState.ANSWERED)), total=Count("pk")))


def _of_line(line: int, kind: SurveyKind, path: str) -> Exists | Q:
    if kind == SurveyKind.RESOLUTION:
        return Q(**{f"{path}ticket__unit__product__line": line})
    return Exists(Unit.objects.filter(delivery=OuterRef(f"{path}delivery"), product__line=line))
