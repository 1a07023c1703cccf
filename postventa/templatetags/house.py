"""The few tags that every page uses: signs, instants, amounts and form fields, said the same way everywhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency
from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _
from lucide.templatetags.lucide import lucide

from core.models import User
from postventa.colour import accent_hex as hex_of_accent
from postventa.instants import day_in_words, exact_day, exact_moment, locale, moment_as_set, moment_in_words
from postventa.logo import Logo, logo, mail_logo

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
TURNS = {
    "us": ("accent", "hand", _("Our turn")),
    "customer": ("neutral", "hourglass", _("The customer's turn")),
    "part": ("info", "package", _("Waiting for a part")),
    "nobody": ("neutral", "check", _("Nobody's turn")),
}
NEAR = dt.timedelta(hours=4)


@register.simple_tag
def icon(name: str, label: str | Promise = "") -> SafeString:
    """A Lucide icon as tall as the text; without a label it is decoration."""
    return _icon(name, str(label))


# Lucide reads and writes XML for each; a page has some thirty different ones.
@lru_cache(1024)
def _icon(name: str, label: str) -> SafeString:
    if label:
        return lucide(name, size=20, role="img", aria_label=label, **{"class": "icon"})
    return lucide(name, size=20, aria_hidden="true", **{"class": "icon"})


@register.simple_tag
def instant(value: dt.datetime | dt.date | None, *, now: dt.datetime | None = None) -> str | SafeString:
    """A moment or a day in words, with the exact one in the title; nothing for None."""
    if value is None:
        return ""
    zone = timezone.get_current_timezone()
    same_for_all = timezone.localtime(value, dt.UTC) if isinstance(value, dt.datetime) else value
    return _instant(same_for_all, zone, timezone.localdate(now, zone), get_language())


# The same moments are shown to everybody all day: those of the rows of a queue, of a conversation.
@lru_cache(8192)
def _instant(value: dt.datetime | dt.date, zone: dt.tzinfo, today: dt.date, language: str | None) -> SafeString:
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value, zone)
        exact, words = exact_moment(value), moment_in_words(value, today)
    else:
        exact, words = exact_day(value), day_in_words(value, today)
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact, words)


@register.simple_tag
def today() -> dt.date:
    """By the active clock: what a kept piece of a page wants to know when it speaks of days."""
    return timezone.localdate()


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


@register.simple_tag
def shield(verdict: str, until: dt.date | None = None, *, big: bool = False) -> SafeString:
    """The sign of coverage: full, empty or a question; beside it the last day, or the day that it ended."""
    return _shield(str(verdict), until, big, timezone.localdate(), get_language())


# All that its template reads, and the language that it is in.
@lru_cache(1024)
def _shield(verdict: str, until: dt.date | None, big: bool, today: dt.date, language: str | None) -> SafeString:
    ended = verdict != "covered" and until is not None and until < today
    said = {"verdict": verdict, "tone": VERDICT_TONES[verdict], "until": until, "ended": ended, "big": big}
    return render_to_string("_shield.html", said)


@register.simple_tag
def sign(label: str | Promise, tone: str = "neutral", shape: str = "") -> SafeString:
    """A state: a word with a shape (a Lucide icon; by default that of its tone) and a colour."""
    return format_html('<span class="sign" data-tone="{}">{}{}</span>', tone, icon(shape or SIGN_ICONS[tone]), label)


@register.simple_tag
def turn(whose: str, since: dt.datetime | None = None, *, now: dt.datetime | None = None) -> SafeString:
    """Whose turn it is (us, customer, part, nobody), and for how long."""
    tone, shape, words = TURNS.get(whose, TURNS["nobody"])
    waited = duration((now or timezone.now()) - since) if since and whose != "nobody" else ""
    since_then = format_html(' <span class="since">{}</span>', waited) if waited else ""
    fixed = '<span class="turn" data-tone="{}">{}<b>{}</b>{}</span>'
    return format_html(fixed, tone, icon(shape), _ours(words), since_then)


def _ours(words: str | Promise) -> SafeString:
    """Words of the catalogue, which go as they are, as {% translate %} puts them."""
    return mark_safe(str(words))  # noqa: S308 (ours)


@register.simple_tag
def deadline(
    due: dt.datetime | None,
    *,
    legal: bool = False,
    promise: bool = False,
    brief: bool = False,
    near: dt.timedelta = NEAR,
    now: dt.datetime | None = None,
) -> str | SafeString:
    """The time left, amber when near and red when past; a legal one carries «§», a promise a handshake. "" for None.

    `brief`: in fewer letters, for a column.
    """
    if due is None:
        return ""
    left = due - (now or timezone.now())
    late, local = left < dt.timedelta(), timezone.localtime(due)
    return format_html(
        '<time class="deadline" data-tone="{}" datetime="{}" title="{}">{}{}{}</time>',
        "bad" if late else "warn" if left < near else "neutral",
        local.isoformat(),
        moment_as_set(local),
        format_html('<span class="law" title="{}">§</span>', _ours(gettext("Deadline set by law"))) if legal else "",
        icon("handshake", gettext("Promise")) if promise else icon("alarm-clock" if late else "clock"),
        _ours(_left(late, brief) % {"length": duration(left)}),
    )


def _left(late: bool, brief: bool) -> str:
    if brief:
        return pgettext("deadline", "%(length)s ago") if late else pgettext("deadline", "in %(length)s")
    return gettext("%(length)s late") if late else gettext("%(length)s left")


@register.simple_tag
def avatar(person: User | None, *, small: bool = False) -> SafeString:
    """The initials of an account; a dashed ring when there is nobody."""
    looks = ("" if person else " nobody") + (" small" if small else "")
    name, initials = (str(person), person.initials) if person else (_ours(gettext("Nobody yet")), "–")
    spot = '<span class="avatar{}" role="img" aria-label="{}" title="{}">{}</span>'
    return format_html(spot, looks, name, name, initials)


@register.inclusion_tag("_field.html")
def field(bound: BoundField, *, look: str = "", columns: bool = False, needed: bool = False) -> dict[str, object]:
    """A form field with its label, help and errors. look="scale" draws a radio as the big steps of a survey.

    `needed`: shown only when it has to be filled in, so that it is not called optional.
    """
    widget = bound.field.widget
    kind = "check" if isinstance(widget, CheckboxInput) else "radio" if isinstance(widget, RadioSelect) else "plain"
    return {"field": bound, "kind": look or kind, "columns": columns, "needed": needed}


@register.inclusion_tag("_errors.html")
def errors(form: BaseForm, *, written: bool = False) -> dict[str, object]:
    """The summary above a form that was refused: one line per error, each leading to its field.

    `written`: what the form keeps goes to nobody, so that nothing of it is called sent.
    """
    return {"form": form, "written": written}


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
def firm_logo() -> Logo | None:
    """The company's logo, for paper."""
    return logo()


@register.simple_tag
def firm_mail_logo() -> Logo | None:
    """The company's logo, for letters."""
    return mail_logo()


@register.simple_tag
def accent_hex(lightness: float = 0.475, chroma: float = 0.088) -> str:
    """The accent as #rrggbb, for those that cannot read OKLCH (mail)."""
    return hex_of_accent(settings.COMPANY["accent_hue"], lightness=lightness, chroma=chroma)
