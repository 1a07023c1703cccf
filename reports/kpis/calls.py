"""Follow-up calls, and unhappy customers spoken with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.formulas import HitsOf
from reports.kpis._kpi import NO_CLOCK, SHARE, WILSON, Kpi
from reports.measures.calls import DUE, LOOPS, TRIED

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
    of=HitsOf(DUE),
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
    of=HitsOf(TRIED),
)
LOOPS_CLOSED = Kpi(
    code="loops_closed",
    name=_("Unhappy customers spoken with in time"),
    formula=_("Unhappy answers after which a person spoke with the customer by the deadline ÷ unhappy answers"),
    numerator=_(
        "Those whose case a person answered, in writing or by telephone, or who were reached by a call, by the "
        "deadline; what a rule writes does not count."
    ),
    denominator=_("Surveys with an unhappy answer whose deadline is in the period."),
    cohort=_(
        "By the deadline. While it has not come, an answer after which nobody has spoken yet counts as not in time."
    ),
    clock=_("Working days of the customer's place, as many as the plan says; until the end of the last one."),
    exclusions=_("Customers who died or asked to be forgotten before the deadline."),
    unit=SHARE,
    interval=WILSON,
    of=HitsOf(LOOPS),
)

CALLS = (
    CALLS_DONE,
    CALLS_REACHED,
    LOOPS_CLOSED,
)
