"""Surveys: what was answered, what was asked and not answered, and who was not asked."""

from __future__ import annotations

from django.db.models import Case, CharField, Q, Value, When

from followups.models import Answer, Invitation
from followups.questionnaires import SATISFIED_FROM
from followups.states import InvitationState, SurveyKind
from followups.states import Source as From
from reports.measures._measure import Measure, Places
from reports.states import Source


def _about_delivery(path: str) -> Places:
    return Places(
        line=f"{path}delivery__units__product__line",
        channel=f"{path}purchase__channel",
        country=f"{path}customer__country",
        many_lines=True,
    )


def _about_case(path: str) -> Places:
    case = f"{path}ticket__"
    return Places(
        line=f"{case}unit__product__line",
        channel=f"{case}unit__purchase__channel",
        country=f"{path}customer__country",
        team=f"{case}team",
    )


def _touched(own: Source, path: str) -> dict[Source, tuple[str, ...]]:
    """Whatever a survey is about; a piece reaches those about its delivery and those about its case."""
    ticket, delivery = f"{path}ticket", f"{path}delivery"
    return {
        Source.INVITATION: (f"{path}pk",),
        Source.CUSTOMER: (f"{path}customer",),
        Source.DELIVERY: (delivery,),
        Source.TICKET: (ticket,),
        Source.PURCHASE: (f"{path}purchase", f"{ticket}__unit__purchase"),
        Source.UNIT: (f"{delivery}__units", f"{ticket}__unit"),
        Source.PRODUCT: (f"{delivery}__units__product", f"{ticket}__unit__product"),
        own: (f"{path}pk" if own == Source.INVITATION else "pk",),
    }


_LATE = Case(
    When(invitation__delivery__late=True, then=Value("late")),
    When(invitation__delivery__late=False, then=Value("on_time")),
    default=Value(""),
    output_field=CharField(),
)


def _answers(code: str, question: str, places: Places, kind: SurveyKind | None = None, **more: object) -> Measure:
    about = Q(invitation__kind=kind) if kind else Q(invitation__isnull=False)
    return Measure(
        code=code,
        model=Answer,
        on="answered_at",
        counts=Q(question=question, value__isnull=False) & about,
        amount="value",
        subject=Source.ANSWER,
        touched=_touched(Source.ANSWER, "invitation__"),
        places=places,
        **more,  # type: ignore[arg-type]
    )


_SATISFIED = Q(value__gte=SATISFIED_FROM)
CSAT_DELIVERY = _answers(
    "csat_delivery", "csat", _about_delivery("invitation__"), SurveyKind.DELIVERY, hit=_SATISFIED, by=_LATE
)
CSAT_CASE = _answers("csat_case", "csat", _about_case("invitation__"), SurveyKind.RESOLUTION, hit=_SATISFIED)
NPS = _answers("nps", "nps", _about_delivery("invitation__"), by="value")
CES = _answers("ces", "ces", _about_case("invitation__"), by="value")


def _asked(code: str, kind: SurveyKind, places: Places) -> Measure:
    return Measure(
        code=code,
        model=Invitation,
        on="sent_at",
        counts=Q(kind=kind, source=From.PLANNED, sent_at__isnull=False),
        hit=Q(state=InvitationState.ANSWERED),
        subject=Source.INVITATION,
        touched=_touched(Source.INVITATION, ""),
        places=places,
    )


ASKED_DELIVERY = _asked("asked_delivery", SurveyKind.DELIVERY, _about_delivery(""))
ASKED_CASE = _asked("asked_case", SurveyKind.RESOLUTION, _about_case(""))
# By the day on which they were planned.
NOT_ASKED = Measure(
    code="not_asked",
    model=Invitation,
    on="created_at",
    counts=Q(state=InvitationState.SUPPRESSED),
    by="reason",
    subject=Source.INVITATION,
    touched=_touched(Source.INVITATION, ""),
    places=_about_delivery(""),
)

SURVEYS = (CSAT_DELIVERY, CSAT_CASE, NPS, CES, ASKED_DELIVERY, ASKED_CASE, NOT_ASKED)
