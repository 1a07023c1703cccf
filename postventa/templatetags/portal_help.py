"""Tags of the help: texts with what was looked for in them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.finding import Parts

register = template.Library()


@register.filter
def marked(parts: Parts) -> SafeString:
    """A text in its pieces, with what fits in <mark>."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if mark else text,) for text, mark in parts)
    )
