"""{% kept %}: a piece of a page that is the same on many pages, drawn once and kept."""

from __future__ import annotations

import secrets
from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

register = template.Library()

KEPT = 2048  # drawings of each piece
# What stands in a drawing where each page puts its own: like no other text, for nobody can guess them.
HERE, TOKEN = f"here-{secrets.token_hex(16)}", f"token-{secrets.token_hex(16)}"
# The type is a part of the key: a SafeString equals a str, and True equals 1.
Given = tuple[tuple[str, type, Hashable], ...]


class Kept(template.Node):
    def __init__(self, nodelist: NodeList, given: dict[str, FilterExpression]) -> None:
        self.nodelist, self.here, self.given = nodelist, given.pop("here", None), given
        self.drawings = lru_cache(KEPT)(_Drawing)

    def render(self, context: template.Context) -> str:
        values = [(name, said.resolve(context)) for name, said in self.given.items()]
        drawing = self.drawings(get_language(), tuple((name, type(value), value) for name, value in values))
        if drawing.html is None:
            seen = {"csrf_token": TOKEN, "here": HERE} if self.here else {"csrf_token": TOKEN}
            drawing.html = self.nodelist.render(context.new(seen | dict(values)))
        html = drawing.html
        if self.here:
            html = html.replace(HERE, escape(self.here.resolve(context)))
        if TOKEN in html:
            html = html.replace(TOKEN, str(context.get("csrf_token", "")))
        return mark_safe(html)  # noqa: S308 (drawn by a template; what is put in is escaped, or ours)


class _Drawing:
    """Of a language and values; empty until it is first wanted."""

    def __init__(self, language: str | None, given: Given) -> None:
        self.html: str | None = None


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept here=here nav=nav %}…{% endkept %}`: drawn once for each language and each of the values.

    Inside there is nothing but these values, which are hashable. Two things are put in afterwards, so that one drawing
    serves all pages: the address `here`, and the token of `{% csrf_token %}`.
    """
    bits = token.split_contents()[1:]
    given = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("Values of {% kept %} have names: {% kept nav=nav %}.")
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return Kept(nodelist, given)
