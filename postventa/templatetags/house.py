"""The few tags that every page uses: signs, instants, amounts and form fields, said the same way everywhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_currency
from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from lucide.templatetags.lucide import lucide

from postventa.colour import accent_hex as hex_of_accent

register = template.Library()

SIGN_ICONS = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "octagon-alert",
    "info": "circle-dot",
    "accent": "circle-dot",
    "neutral": "circle",
}
VERDICT_TONES = {"covered": "good", "not_covered_on_these_facts": "neutral", "needs_person": "info"}
TURNS = {"us": ("accent", "hand"), "customer": ("neutral", "hourglass"), "part": ("info", "package")}
NEAR = dt.timedelta(hours=4)


def locale() -> str:
    """Babel's name of the active language; English is written the European way, day before month."""
    language = (get_language() or settings.LANGUAGE_CODE).replace("-", "_")
    return "en_GB" if language == "en" else language


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Lucide icon as tall as the text; without a label it is decoration."""
    if label:
        return lucide(name, size=20, role="img", aria_label=label, **{"class": "icon"})
    return lucide(name, size=20, aria_hidden="true", **{"class": "icon"})


@register.simple_tag
def instant(value: dt.datetime | dt.date | None, *, now: dt.datetime | None = None) -> str | SafeString:
    """A moment or a day in words, with the exact one in the title; nothing for None."""
    if value is None:
        return ""
    today = timezone.localdate(now)
    if not isinstance(value, dt.datetime):
        exact = format_date(value, "full", locale=locale())
        return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact, _day(value, today))
    local = timezone.localtime(value)
    exact = format_datetime(local, "EEEE d MMMM y, HH:mm:ss z", locale=locale())
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact, _moment(local, today))


def _moment(local: dt.datetime, today: dt.date) -> str:
    away = (local.date() - today).days
    clock = format_time(local, "HH:mm", locale=locale())
    if away == 0:
        return gettext("today %(time)s") % {"time": clock}
    if away == -1:
        return gettext("yesterday %(time)s") % {"time": clock}
    if -7 < away < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -away) % {"n": -away}
    if 0 < away < 7:
        return f"{_day(local.date(), today)}, {clock}"
    return _day(local.date(), today)


def _day(day: dt.date, today: dt.date) -> str:
    away = (day - today).days
    if away == 0:
        return gettext("today")
    if away == -1:
        return gettext("yesterday")
    weekday = format_skeleton("Ed", day, locale=locale())
    if away == 1:
        return gettext("tomorrow, %(day)s") % {"day": weekday}
    if 1 < away < 7:
        return weekday
    return format_skeleton("MMMd" if day.year == today.year else "yMMMd", day, locale=locale())


@register.simple_tag
def duration(value: dt.timedelta | None) -> str:
    """A length of time by its two largest units: «3 d 4 h», «4 h 20 min», «12 min»; its sign is not shown."""
    if value is None:
        return ""
    minutes, seconds = divmod(int(abs(value).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h" if hours and days < 10 else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


@register.simple_tag
def money(amount: Decimal | int | None, currency: str) -> str:
    """An amount in its currency, as the active language writes it; nothing for None."""
    return "" if amount is None else format_currency(amount, currency, locale=locale())


@register.inclusion_tag("_shield.html")
def shield(verdict: str, until: dt.date | None = None, *, big: bool = False) -> dict[str, object]:
    """The sign of coverage: full, empty or a question; beside it the last day, or the day that it ended."""
    ended = verdict != "covered" and until is not None and until < timezone.localdate()
    return {"verdict": verdict, "tone": VERDICT_TONES[verdict], "until": until, "ended": ended, "big": big}


@register.inclusion_tag("_sign.html")
def sign(label: str, tone: str = "neutral", shape: str = "") -> dict[str, str]:
    """A state: a word with a shape (a Lucide icon; by default that of its tone) and a colour."""
    return {"label": label, "tone": tone, "shape": shape or SIGN_ICONS[tone]}


@register.inclusion_tag("_turn.html")
def turn(whose: str, since: dt.datetime | None = None, *, now: dt.datetime | None = None) -> dict[str, object]:
    """Whose turn it is (us, customer, part, nobody), and for how long."""
    tone, shape = TURNS.get(whose, ("neutral", "check"))
    waited = (now or timezone.now()) - since if since else None
    return {"whose": whose, "tone": tone, "shape": shape, "waited": waited}


@register.inclusion_tag("_deadline.html")
def deadline(
    due: dt.datetime | None, *, legal: bool = False, near: dt.timedelta = NEAR, now: dt.datetime | None = None
) -> dict[str, object]:
    """The time left, amber when near and red when past; a legal one carries «§». Nothing for None."""
    left = due - (now or timezone.now()) if due else dt.timedelta()
    late = left < dt.timedelta()
    tone = "bad" if late else "warn" if left < near else "neutral"
    return {"due": due, "left": left, "late": late, "legal": legal, "tone": tone}


@register.inclusion_tag("_avatar.html")
def avatar(person: object | None, *, small: bool = False) -> dict[str, object]:
    """The initials of an account; a dashed ring when there is nobody."""
    return {"person": person, "small": small}


@register.inclusion_tag("_field.html")
def field(bound: BoundField, *, look: str = "", columns: bool = False, needed: bool = False) -> dict[str, object]:
    """A form field with its label, help and errors. look="scale" draws a radio as the big steps of a survey.

    `needed`: shown only when it has to be filled in, so that it is not called optional.
    """
    widget = bound.field.widget
    kind = "check" if isinstance(widget, CheckboxInput) else "radio" if isinstance(widget, RadioSelect) else "plain"
    return {"field": bound, "kind": look or kind, "columns": columns, "needed": needed}


@register.inclusion_tag("_errors.html")
def errors(form: BaseForm) -> dict[str, object]:
    """The summary above a form that was refused: one line per error, each leading to its field."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The look that the visitor chose: light, dark, or nothing to follow the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


@register.simple_tag
def firm() -> dict[str, object]:
    """The company's settings, for templates rendered without a request (mail)."""
    return settings.COMPANY


@register.simple_tag
def accent_hex(lightness: float = 0.475, chroma: float = 0.088) -> str:
    """The accent as #rrggbb, for those that cannot read OKLCH (mail)."""
    return hex_of_accent(settings.COMPANY["accent_hue"], lightness=lightness, chroma=chroma)
