"""Deliveries: on time, and complete at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.formulas import HitsOf
from reports.kpis._kpi import NO_CLOCK, SHARE, WILSON, Kpi
from reports.measures import deliveries
from reports.measures.deliveries import VISITS

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
    of=HitsOf(deliveries.ON_TIME),
)
COMPLETE_AT_ONCE = Kpi(
    code="complete_at_once",
    name=_("Complete at the first visit"),
    formula=_("Deliveries complete after one visit ÷ deliveries whose visits are known"),
    numerator=_("Deliveries that took one visit until the customer could use what they bought."),
    denominator=_("Deliveries that arrived and whose number of visits is known."),
    cohort=_("By the date of delivery, as counted at the customer's place."),
    clock=NO_CLOCK,
    exclusions=_("Deliveries that do not say how many visits they took."),
    unit=SHARE,
    interval=WILSON,
    of=HitsOf(VISITS),
)

DELIVERIES = (
    ON_TIME,
    COMPLETE_AT_ONCE,
)
