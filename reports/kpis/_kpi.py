"""What a figure is, as data: the pages show it, the command prints it, and the tests hold the counting to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.formulas import Formula

Words = str | Promise

SHARE = _("Share, in per cent")
LENGTH = _("Length of time")
NUMBER = _("Number of cases")
WILSON = _("95 %, Wilson's score interval. With fewer than 10 no percentage is shown.")
NO_INTERVAL = _("None: a count of all, not a sample.")
RANKS = _("95 %, of the p50, by the ranks of the times (binomial). With fewer than 10 no time is shown.")
NO_CLOCK = _("None.")
CALENDAR = _("Calendar hours: nights, weekends and holidays count.")
PERCENTILES = _(
    "p50: half took this long or less. p90: nine of ten did. Interpolated between neighbours, within half a per cent."
)


@dataclass(frozen=True)
class Kpi:
    """One figure: what is counted, over what, when, and what is left out; `of` is how it is computed."""

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
    of: Formula
    # Whether more of it is better; None where it is neither.
    more_is_better: bool | None = True
