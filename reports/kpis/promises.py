"""Promises to customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.formulas import HitsOf
from reports.kpis._kpi import SHARE, WILSON, Kpi
from reports.measures.promises import SETTLED

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
    of=HitsOf(SETTLED),
)

PROMISES = (PROMISES_KEPT,)
