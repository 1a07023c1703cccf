"""What each figure is, as data: the pages show it, and `reports/queries` is held to it by the tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

SHARE = _("Share, in per cent")
LENGTH = _("Length of time")
NUMBER = _("Number of cases")
WILSON = _("95 %, Wilson's score interval. With fewer than 10 no percentage is shown.")
NO_INTERVAL = _("None: a count of all, not a sample.")
NO_SPREAD = _("None; the number of cases is shown. With fewer than 10 no time is shown.")
NO_CLOCK = _("None.")
CALENDAR = _("Calendar hours: nights, weekends and holidays count.")
PERCENTILES = _(
    "p50: half took this long or less. p90: nine of ten did. Interpolated between neighbours (percentile_cont)."
)


@dataclass(frozen=True)
class Kpi:
    """One figure: what is counted, over what, when, and what is left out."""

    code: str
    name: Words
    formula: Words
    numerator: Words
    denominator: Words
    cohort: Words
    clock: Words
    exclusions: Words
    unit: Words
    interval: Words


ON_TIME = Kpi(
    code="on_time",
    name=_("Deliveries on time"),
    formula=_("Deliveries on time ÷ deliveries with a promised date"),
    numerator=_("Deliveries that arrived on the promised day or before."),
    denominator=_("Deliveries that arrived and had a promised date."),
    cohort=_("By the date of delivery, as counted at the customer's place."),
    clock=_("Calendar days. The first promise counts: a later one does not replace it."),
    exclusions=_("Deliveries without a promised date, and those that have not arrived."),
    unit=SHARE,
    interval=WILSON,
)
PROMISES_KEPT = Kpi(
    code="promises_kept",
    name=_("Promises kept"),
    formula=_("Promises kept ÷ promises kept or broken"),
    numerator=_("What somebody of us promised a customer in a case, done by its moment."),
    denominator=_("Promises done by their moment, and promises whose moment passed; these stay broken if done later."),
    cohort=_("By the moment at which it was done in time, or at which it was due and was not."),
    clock=_("The hour that was promised, to the second."),
    exclusions=_(
        "Promises whose moment has not come; those moved with the customer before it and those withdrawn before it, "
        "whose numbers are shown beside; those in replies that were taken back; spam."
    ),
    unit=SHARE,
    interval=WILSON,
)
CALLS_DONE = Kpi(
    code="calls_done",
    name=_("Follow-up calls made"),
    formula=_("Calls made ÷ calls due"),
    numerator=_("Calls in which the customer was spoken to and told us how it went."),
    denominator=_("Calls due by now, made or not; those given up because nobody was reached, or too late, are in."),
    cohort=_("By the day on which the call is due; each new try moves it."),
    clock=_("The calling hours of the customer's place."),
    exclusions=_("Calls not to be made (no phone, does not want calls, not delivered); their number is shown beside."),
    unit=SHARE,
    interval=WILSON,
)
CALLS_REACHED = Kpi(
    code="calls_reached",
    name=_("Customers reached by phone"),
    formula=_("Calls in which somebody was reached ÷ calls tried"),
    numerator=_("Calls in which we spoke with the customer at least once, even if only to be asked to call later."),
    denominator=_("Calls with at least one try."),
    cohort=CALLS_DONE.cohort,
    clock=NO_CLOCK,
    exclusions=_("Calls not to be made, and calls that nobody has tried yet."),
    unit=SHARE,
    interval=WILSON,
)
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
)
LOOPS_CLOSED = Kpi(
    code="loops_closed",
    name=_("Unhappy customers spoken with in time"),
    formula=_("Unhappy answers after which a person spoke with the customer by the deadline ÷ unhappy answers"),
    numerator=_(
        "Those whose case a person answered, in writing or by telephone, or who were reached by a call, by the "
        "deadline; what a rule writes does not count."
    ),
    denominator=_("Surveys with an unhappy answer whose deadline is past, or after which somebody has spoken already."),
    cohort=_("By the moment at which the survey was closed with that answer."),
    clock=_("Working days of the customer's place, as many as the plan says; until the end of the last one."),
    exclusions=_(
        "Answers whose deadline has not come and after which nobody has spoken yet: their number is shown beside; "
        "customers who died or asked to be forgotten before the deadline; answers about spam."
    ),
    unit=SHARE,
    interval=WILSON,
)
FLOW = Kpi(
    code="flow",
    name=_("Cases in, out and open"),
    formula=_("Open at the end = open at the start + in + opened again − out"),
    numerator=_("In: cases opened. Out: each time that a case is resolved. Opened again: by the customer or by us."),
    denominator=_("None."),
    cohort=_("By the moment at which it happened, from the record of each case."),
    clock=_("Days of the company's time zone."),
    exclusions=_(
        "Spam, and cases merged into another. New, open and waiting cases are all open; resolved and closed ones are "
        "not."
    ),
    unit=NUMBER,
    interval=NO_INTERVAL,
)
FIRST_RESPONSE = Kpi(
    code="first_response",
    name=_("First response"),
    formula=_("First reply of a person − case opened; p50 and p90"),
    numerator=PERCENTILES,
    denominator=_("Cases with a reply of a person; the automatic receipt is none."),
    cohort=_("By the moment at which the case was opened."),
    clock=CALENDAR,
    exclusions=_(
        "Cases opened on the phone or in a follow-up call, spam, and cases merged into another. Open cases without a "
        "reply are not in the times: their number is shown beside, and they can only make them longer."
    ),
    unit=LENGTH,
    interval=NO_SPREAD,
)
RESOLUTION = Kpi(
    code="resolution",
    name=_("Time to resolve"),
    formula=_("Resolved for the last time − case opened; p50 and p90"),
    numerator=PERCENTILES,
    denominator=_("Cases that are resolved or closed."),
    cohort=_("By the moment at which the case was resolved for the last time."),
    clock=_("Calendar hours, those of waiting for the customer or for a part included."),
    exclusions=_(
        "Cases that are open now, also when they had been resolved before; spam, and cases merged into another."
    ),
    unit=LENGTH,
    interval=NO_SPREAD,
)
REOPENED = Kpi(
    code="reopened",
    name=_("Cases opened again"),
    formula=_("Cases that the customer opened again ÷ cases resolved"),
    numerator=_("Of the cases resolved, those that the customer opened again at any time afterwards."),
    denominator=_("Cases resolved at least once in the period, each counted once."),
    cohort=_("By the moment at which the case was resolved; the last days have had less time to come back."),
    clock=NO_CLOCK,
    exclusions=_("Cases opened again by us; spam, and cases merged into another."),
    unit=SHARE,
    interval=WILSON,
)

KPIS: tuple[Kpi, ...] = (
    ON_TIME,
    PROMISES_KEPT,
    CALLS_DONE,
    CALLS_REACHED,
    CSAT_DELIVERY,
    CSAT_PROMISE,
    RESPONSE,
    CSAT_CASE,
    LOOPS_CLOSED,
    FLOW,
    FIRST_RESPONSE,
    RESOLUTION,
    REOPENED,
)
