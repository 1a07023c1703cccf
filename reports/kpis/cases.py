"""Cases: how many, how long, how they ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.formulas import CountOf, HitsOf, LengthOf, PartOf, PerEach
from reports.kpis._kpi import CALENDAR, LENGTH, NO_CLOCK, NO_INTERVAL, NUMBER, PERCENTILES, RANKS, SHARE, WILSON, Kpi
from reports.measures import cases as measures
from tickets.states import OWN_TARGETS, Due

OWN, LEGAL = tuple(str(due) for due in OWN_TARGETS), (str(Due.LEGAL),)

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
    of=CountOf((measures.OPENED, measures.RESOLVED, measures.REOPENED)),
    more_is_better=None,
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
    interval=RANKS,
    of=LengthOf(measures.FIRST_RESPONSE),
    more_is_better=False,
)
NEXT_RESPONSE = Kpi(
    code="next_response",
    name=_("Next response"),
    formula=_("Next reply of a person − message of the customer; p50 and p90"),
    numerator=PERCENTILES,
    denominator=_("Messages of customers after which a person replied."),
    cohort=_("By the moment of the customer's message."),
    clock=CALENDAR,
    exclusions=_(
        "Messages that nobody has answered yet; replies that were taken back; spam, and cases merged into another."
    ),
    unit=LENGTH,
    interval=RANKS,
    of=LengthOf(measures.NEXT_RESPONSE),
    more_is_better=False,
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
    interval=RANKS,
    of=LengthOf(measures.RESOLUTION),
    more_is_better=False,
)
OWN_TARGETS_MET = Kpi(
    code="targets",
    name=_("Our own deadlines kept"),
    formula=_("Deadlines kept ÷ deadlines kept or missed"),
    numerator=_("Deadlines of our own policies for first replies, next replies and solutions that were kept."),
    denominator=_("Those kept, and those whose moment passed: also those that are still open."),
    cohort=_("By the moment at which it was kept, or at which it passed."),
    clock=_("Working hours of the calendar of each policy; they stand still while it is the customer's turn."),
    exclusions=_("Those that still run; spam, and cases merged into another."),
    unit=SHARE,
    interval=WILSON,
    of=PartOf(measures.TARGETS_MET, measures.TARGETS_MISSED, OWN),
)
LEGAL_MET = Kpi(
    code="legal",
    name=_("Legal deadlines kept"),
    formula=_("Legal deadlines kept ÷ legal deadlines kept or missed"),
    numerator=_("Deadlines of the law that were kept."),
    denominator=_("Those kept, and those whose moment passed: also those that are still open."),
    cohort=_("By the moment at which it was kept, or at which it passed."),
    clock=_("As the law of each counts: calendar or working days. They do not stand still."),
    exclusions=_("Those that still run; spam, and cases merged into another."),
    unit=SHARE,
    interval=WILSON,
    of=PartOf(measures.TARGETS_MET, measures.TARGETS_MISSED, LEGAL),
)
REOPENED = Kpi(
    code="reopened",
    name=_("Cases opened again"),
    formula=_("Cases that the customer opened again ÷ cases resolved"),
    numerator=_("Of the cases resolved, those that the customer opened again at any time afterwards."),
    denominator=_("Cases resolved for the first time in the period."),
    cohort=_(
        "By the moment at which it was resolved for the first time; the last days have had less time to come back."
    ),
    clock=NO_CLOCK,
    exclusions=_("Cases opened again by us; spam, and cases merged into another."),
    unit=SHARE,
    interval=WILSON,
    of=HitsOf(measures.FIRST_RESOLVED),
    more_is_better=False,
)
CAUSES_KNOWN = Kpi(
    code="causes",
    name=_("Complaints whose cause is known"),
    formula=_("Complaints resolved with a cause ÷ complaints resolved"),
    numerator=_("Of the complaints resolved, those whose cause somebody said."),
    denominator=_("Complaints that are resolved or closed."),
    cohort=_("By the moment at which the case was resolved for the last time."),
    clock=NO_CLOCK,
    exclusions=_("Questions and technical cases; spam, and cases merged into another."),
    unit=SHARE,
    interval=WILSON,
    of=HitsOf(measures.CAUSES),
)
MINUTES_PER_CASE = Kpi(
    code="minutes",
    name=_("Work per case resolved"),
    formula=_("Minutes written down ÷ times that a case was resolved"),
    numerator=_("All minutes that agents wrote down in cases."),
    denominator=_("Each time that a case was resolved in the period."),
    cohort=_("Minutes by the day they were worked, cases by the moment they were resolved."),
    clock=_("Minutes that people wrote down."),
    exclusions=_("Work that nobody wrote down; spam, and cases merged into another."),
    unit=_("Minutes per case"),
    interval=NO_INTERVAL,
    of=PerEach(measures.MINUTES, measures.RESOLVED),
    more_is_better=None,
)

CASES = (
    FLOW,
    FIRST_RESPONSE,
    NEXT_RESPONSE,
    RESOLUTION,
    OWN_TARGETS_MET,
    LEGAL_MET,
    REOPENED,
    CAUSES_KNOWN,
    MINUTES_PER_CASE,
)
