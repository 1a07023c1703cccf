"""Tags of the desk: the sign of a state, and words of people with their links made clickable."""

from __future__ import annotations

import re
from typing import Protocol

from django import template
from django.utils.html import Urlizer, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.richtext import printable
from postventa.templatetags.house import icon, sign
from tickets.states import Priority, Status

register = template.Library()

STATES = {
    Status.NEW: ("accent", "sparkle"),
    Status.OPEN: ("info", "circle-dot"),
    Status.WAITING_CUSTOMER: ("neutral", "hourglass"),
    Status.WAITING_PART: ("neutral", "package"),
    Status.RESOLVED: ("good", "circle-check"),
    Status.CLOSED: ("neutral", "archive"),
}
PRIORITIES = {
    Priority.LOW: ("neutral", "signal-low"),
    Priority.NORMAL: ("neutral", "signal-medium"),
    Priority.HIGH: ("warn", "signal-high"),
    Priority.URGENT: ("bad", "siren"),
}


class _Outward(Urlizer):
    """Links that leave the desk do so in a page of their own, which learns nothing about where it was opened from."""

    url_template = '<a href="{href}" rel="nofollow noopener noreferrer" target="_blank">{url}</a>'


_outward = _Outward()
# Most words have nothing that could be a link, and to look for one word by word is slow.
_MAY_LINK = re.compile(r"://|@|www\.|\.(com|edu|gov|int|mil|net|org)", re.IGNORECASE)


@register.simple_tag
def state(status: str) -> SafeString:
    """The state of a case: word, shape and colour."""
    tone, shape = STATES[Status(status)]
    return sign(Status(status).label, tone, shape)


@register.simple_tag
def priority(level: int, *, words: bool = False) -> str | SafeString:
    """A mark for what is more or less urgent than usual; nothing for the usual."""
    if level == Priority.NORMAL:
        return ""
    tone, shape = PRIORITIES[Priority(level)]
    label = Priority(level).label
    if words:
        return sign(label, tone, shape)
    mark = '<span class="priority" data-tone="{}" title="{}">{}</span>'
    return format_html(mark, tone, label, icon(shape, label))


@register.filter
def spoken(text: str) -> SafeString:
    """Somebody's plain text: escaped, its links clickable. Its line breaks are kept by `.message-body`."""
    if not _MAY_LINK.search(text):
        return escape(text)
    return mark_safe(_outward(str(text), nofollow=True, autoescape=True))  # noqa: S308 (Urlizer escapes)


class Said(Protocol):
    """Words that have HTML when plain text does not say it all."""

    text: str
    html: str


@register.filter
def rich(said: Said) -> SafeString:
    """What somebody said, with its formatting if it has any."""
    if not said.html:
        return spoken(said.text)
    return mark_safe(f'<div class="rich">{printable(said.html)}</div>')  # noqa: S308 (sanitised)
