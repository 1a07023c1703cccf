"""The drawing of a coverage decision over time."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_skeleton
from django import template

from postventa.templatetags.house import locale
from postventa.timeline.axis import Tick
from postventa.timeline.coverage_timeline import coverage_timeline as timeline_of
from warranties.decision import Decision
from warranties.facts import Facts

register = template.Library()


@register.inclusion_tag("_coverage_timeline.html")
def coverage_timeline(decision: Decision, facts: Facts, today: dt.date) -> dict[str, object]:
    """One bar per regime that has dates, on one line of time; nothing when none has (not delivered yet)."""
    return {"timeline": timeline_of(decision, facts, today)}


@register.filter
def tick_words(tick: Tick) -> str:
    """«2026», or «abr 2026» where the axis is short."""
    return str(tick.day.year) if tick.year else format_skeleton("yMMM", tick.day, locale=locale())
