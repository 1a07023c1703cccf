"""Tags of the managers' pages: shares and their certainty, written one way."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date
from django import template
from django.utils import timezone

from postventa.dashboards import wording
from postventa.templatetags.house import locale
from reports.figures import Difference, Share

register = template.Library()


@register.simple_tag
def day_in_words(moment: dt.datetime) -> str:
    """«sábado, 21 de noviembre de 2026», by the company's clock."""
    day = timezone.localdate(moment, timezone.get_default_timezone())
    return format_date(day, "full", locale=locale())


@register.simple_tag
def share_basis(share: Share) -> str:
    """n and the interval."""
    return wording.basis(share)


@register.simple_tag
def share(value: Share) -> str:
    """The percentage, or «n < 10»."""
    return wording.share_value(value)


@register.simple_tag
def difference(value: Difference) -> str:
    """The difference in points with its interval; nothing when there are too few."""
    return wording.points(value) if value.is_enough else ""


@register.simple_tag
def percentage(value: float, digits: int = 0) -> str:
    return wording.percent(value, digits)


@register.simple_tag
def whole(value: int) -> str:
    """A count with its thousands apart."""
    return wording.number(value)
