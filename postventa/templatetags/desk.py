"""Tags of the desk: the sign of a state, and words of people with their links made clickable."""

from __future__ import annotations

from django import template
from django.utils.html import Urlizer
from django.utils.safestring import SafeString, mark_safe

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


@register.inclusion_tag("_sign.html")
def state(status: str) -> dict[str, str]:
    """The state of a case: word, shape and colour."""
    tone, shape = STATES[Status(status)]
    return {"label": str(Status(status).label), "tone": tone, "shape": shape}


@register.inclusion_tag("desk/_priority.html")
def priority(level: int, *, words: bool = False) -> dict[str, object]:
    """A mark for what is more or less urgent than usual; nothing for the usual."""
    tone, shape = PRIORITIES[Priority(level)]
    label, usual = str(Priority(level).label), level == Priority.NORMAL
    return {"label": label, "tone": tone, "shape": shape, "usual": usual, "words": words}


@register.filter
def spoken(text: str) -> SafeString:
    """Somebody's plain text: escaped, its links clickable. Its line breaks are kept by `.message-body`."""
    return mark_safe(_outward(str(text), nofollow=True, autoescape=True))  # noqa: S308 (Urlizer escapes)
