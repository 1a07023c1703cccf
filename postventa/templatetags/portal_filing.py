"""What the pages of a complaint on its way need: what a topic is for, and an article to be read."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from catalog.models import Article
from core.richtext import printable
from tickets.states import Topic

register = template.Library()

HELP: dict[str, str | Promise] = {
    Topic.PRODUCT: _("It does not work, or not as it should."),
    Topic.DELIVERY: _("It has not come, came damaged or incomplete, or was not installed."),
    Topic.QUESTION: _("How it is used, what a guarantee says, what an invoice means."),
    Topic.SERVICE: _("A call, a visit, an answer that did not come."),
    Topic.WITHDRAWAL: _("You send it back within the first days, without giving a reason."),
}


@register.simple_tag
def topic_help(topic: str) -> str | Promise:
    """What belongs under a topic, in a sentence."""
    return HELP[topic]


@register.filter
def article_words(article: Article) -> SafeString:
    """An article with its bold and its lists."""
    return mark_safe(printable(article.html))  # noqa: S308 (sanitised)
