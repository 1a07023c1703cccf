"""Figures in words and digits, as the reader's language writes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postventa.templatetags.house import duration, locale
from reports.figures import Difference, Share, Times
from reports.period import Step
from reports.stats.proportions import Interval

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Change:
    """How a figure moved since the period before; `tone` says good or bad only when it is more than chance."""

    text: str
    icon: str
    tone: str = "neutral"
    aside: str = ""


def percent(value: float, digits: int = 1) -> str:
    """0.8225 as «82.3%» or «82,3 %», the way the language writes it."""
    pattern = Locale.parse(locale()).percent_formats[None].pattern
    return format_percent(
        value, format=pattern.replace("#,##0", "#,##0." + "0" * digits if digits else "#,##0"), locale=locale()
    )


def number(value: float) -> str:
    return format_decimal(value, format="#,##0", locale=locale())


def signed(value: float, digits: int = 1) -> str:
    text = format_decimal(abs(value), format="#,##0." + "0" * digits if digits else "#,##0", locale=locale())
    return f"{'+' if value >= 0 else MINUS}{text}"


def share_value(share: Share) -> str:
    """The percentage, or that there are too few for one."""
    if not share.total:
        return "–"
    return percent(share.value) if share.is_enough else "n < 10"


def counted(share: Share) -> str:
    return _("%(hits)s of %(total)s") % {"hits": number(share.hits), "total": number(share.total)}


def basis(share: Share) -> str:
    """n and the interval; only n when there are too few."""
    interval = share.interval
    if interval is None:
        return _("no data in this period")
    if not share.is_enough:
        return counted(share)
    return _("%(counted)s · 95%%: %(interval)s") % {"counted": counted(share), "interval": between(interval)}


def between(interval: Interval) -> str:
    low, high = (format_decimal(100 * end, format="#,##0.0", locale=locale()) for end in interval)
    return f"{low}–{high}"


def points(difference: Difference) -> str:
    """«−53 points (95%: −59.3 to −45.5)»."""
    low, high = difference.interval
    return _("%(value)s points (95%%: %(low)s to %(high)s)") % {
        "value": signed(100 * difference.value),
        "low": signed(100 * low),
        "high": signed(100 * high),
    }


def share_change(now: Share, before: Share | None, *, more_is_better: bool = True) -> Change | None:
    """In percentage points, with whether chance alone would do it."""
    if before is None or not (now.is_enough and before.is_enough):
        return None
    difference = Difference(now, before)
    text = _("%(value)s points") % {"value": signed(100 * difference.value)}
    if not difference.is_beyond_chance:
        return Change(text=text, icon=_arrow(difference.value), aside=_("may be chance"))
    good = (difference.value > 0) == more_is_better
    return Change(text=text, icon=_arrow(difference.value), tone="good" if good else "bad")


def count_change(now: int, before: int | None) -> Change | None:
    if before is None:
        return None
    text = signed(now - before, 0) if now != before else _("no change")
    return Change(text=text, icon=_arrow(now - before), aside=_("before: %(n)s") % {"n": number(before)})


def times_change(now: Times, before: Times | None) -> Change | None:
    """The change of the median."""
    if before is None or not (now.is_enough and before.is_enough):
        return None
    away = (now.p50 - before.p50).total_seconds()
    text = f"{'+' if away >= 0 else MINUS}{duration(now.p50 - before.p50)}"
    return Change(text=text, icon=_arrow(away), aside=_("before: %(time)s") % {"time": duration(before.p50)})


def times_basis(times: Times) -> str:
    if not times.total:
        return _("no data in this period")
    if not times.is_enough:
        return ngettext("%(n)s case", "%(n)s cases", times.total) % {"n": times.total}
    return ngettext("%(n)s case · 9 of 10 in %(p90)s", "%(n)s cases · 9 of 10 in %(p90)s", times.total) % {
        "n": number(times.total),
        "p90": duration(times.p90),
    }


def _arrow(away: float) -> str:
    return "arrow-up" if away > 0 else "arrow-down" if away < 0 else "equal"


def step_name(start: dt.date, step: Step) -> str:
    """A day, the Monday of a week, or a month."""
    return format_skeleton("yMMM" if step == Step.MONTH else "MMMd", start, locale=locale())


def step_name_full(start: dt.date, step: Step) -> str:
    """The same, for a table where it stands alone."""
    if step == Step.WEEK:
        return _("week of %(day)s") % {"day": format_skeleton("yMMMd", start, locale=locale())}
    return format_skeleton("yMMMM" if step == Step.MONTH else "yMMMEd", start, locale=locale())


def decimal(value: float) -> str:
    """4.153 as «4.2»."""
    return format_decimal(value, format="#,##0.0", locale=locale())
