"""What customers say of us."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.formulas import GapOf, HitsOf, ScoresOf
from reports.kpis._kpi import NO_CLOCK, SHARE, WILSON, Kpi
from reports.measures import surveys as measures

CSAT_DELIVERY = Kpi(
    code="csat_delivery",
    name=_("Satisfied with the delivery"),
    formula=_("Answers of 4 or 5 ÷ valid answers (CSAT, scale of 1 to 5)"),
    numerator=_("Answers of 4 or 5 to the question about the delivery."),
    denominator=_("All answers to that question, also from surveys left half-way."),
    cohort=_("By the moment of the answer."),
    clock=NO_CLOCK,
    exclusions=_("Surveys without an answer to that question. Answers brought from an earlier system are counted."),
    unit=SHARE,
    interval=WILSON,
    of=HitsOf(measures.CSAT_DELIVERY),
)
CSAT_PROMISE = Kpi(
    code="csat_promise",
    name=_("Satisfied when late, against on time"),
    formula=_("CSAT of late deliveries − CSAT of deliveries on time"),
    numerator=_("The same answers as «Satisfied with the delivery», apart for late deliveries and for those on time."),
    denominator=_("The answers of each of the two groups."),
    cohort=_("By the moment of the answer; late or not is decided by the delivery that the answer is about."),
    clock=_("As for «Deliveries on time»."),
    exclusions=_("Answers about a delivery without a promised date, or that has not arrived."),
    unit=_("Difference, in percentage points"),
    interval=_(
        "95 %, Newcombe's method 10, which joins two Wilson intervals. It is an association: it does not prove that "
        "the delay is the cause."
    ),
    of=GapOf(measures.CSAT_DELIVERY, ("late", "on_time")),
)
CSAT_CASE = Kpi(
    code="csat_case",
    name=_("Satisfied with how the case was handled"),
    formula=CSAT_DELIVERY.formula,
    numerator=_("Answers of 4 or 5 to the question about the case."),
    denominator=CSAT_DELIVERY.denominator,
    cohort=CSAT_DELIVERY.cohort,
    clock=NO_CLOCK,
    exclusions=_("Surveys without an answer to that question."),
    unit=SHARE,
    interval=WILSON,
    of=HitsOf(measures.CSAT_CASE),
)
RESPONSE = Kpi(
    code="response",
    name=_("Surveys answered"),
    formula=_("Surveys answered ÷ surveys sent"),
    numerator=_("Of the surveys sent, those answered since."),
    denominator=_("Surveys that were sent."),
    cohort=_("By the moment at which the survey was sent; the last days have had less time to answer."),
    clock=NO_CLOCK,
    exclusions=_(
        "Surveys not sent, with their reason kept. Answers brought from an earlier system, which came without the "
        "surveys that nobody answered."
    ),
    unit=SHARE,
    interval=WILSON,
    of=HitsOf(measures.ASKED_DELIVERY),
)
NET_PROMOTERS = Kpi(
    code="nps",
    name=_("Would recommend us (NPS)"),
    formula=_("100 × (share of 9 and 10 − share of 0 to 6)"),
    numerator=_("Answers of 9 or 10, less answers of 0 to 6, to whether they would recommend us."),
    denominator=_("All answers to that question."),
    cohort=_("By the moment of the answer."),
    clock=NO_CLOCK,
    exclusions=_("Surveys without an answer to that question."),
    unit=_("Points, from −100 to 100"),
    interval=_(
        "95 %: ± 1.96 × √((p + d − (p − d)²) ÷ n), where p promote and d detract, with three answers more, three "
        "quarters of one of each (Rocks 2016), so that it keeps its 95 % with few answers and when all agree."
    ),
    of=ScoresOf(measures.NPS, range(11), net=True),
)
EFFORT = Kpi(
    code="ces",
    name=_("How easy we made it (CES)"),
    formula=_("Mean of the answers, from 1 to 7"),
    numerator=_("The sum of the answers to whether we made it easy; 7 is very easy."),
    denominator=_("All answers to that question."),
    cohort=_("By the moment of the answer."),
    clock=NO_CLOCK,
    exclusions=_("Surveys without an answer to that question."),
    unit=_("Mean of a scale from 1 to 7"),
    interval=_("95 %, by Student's t distribution."),
    of=ScoresOf(measures.CES, range(1, 8)),
)

SURVEYS = (
    CSAT_DELIVERY,
    CSAT_PROMISE,
    CSAT_CASE,
    RESPONSE,
    NET_PROMOTERS,
    EFFORT,
)
