"""The page of a search: what was understood, what was found, and what else it may have meant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.actors import Actor
from customers.models import Customer, Unit
from tickets.search import Found, find, find_customers, read_query
from tickets.search.hits import Hit, hits_of
from tickets.search.numbers import near_customers, units_of_receipt
from tickets.search.passages import Parts, bare
from tickets.search.query import MAX_PIECES, Misread, Why
from tickets.search.vocabulary import KEY_NAMES, VALUE_NAMES, name_of

GROUP = 3  # products and customers above the cases


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of what was asked, and the address without it."""

    text: str
    href: str


class SearchPage:
    """What a page of a search shows; each thing is looked for when it is first wanted."""

    def __init__(self, words: str, *, by: Actor, after: str) -> None:
        self.words, self.by = words, by
        self.query = read_query(words)
        self.home, self.tickets = reverse("desk:tickets"), reverse("desk:tickets") + "tickets/"
        self.first = not after
        self.found: Found = find(self.query, by=by, zone=timezone.get_current_timezone(), after=after)
        self.hits: list[Hit] = hits_of(self.found.ids, self.found.asked)

    @cached_property
    def rows(self) -> list[tuple[Hit, SafeString, SafeString]]:
        """Each hit, its first line and its passage, with what fits marked."""
        return [(hit, _headline(hit), with_marks(hit.passage)) for hit in self.hits]

    @property
    def count(self) -> str:
        """How many, without counting those that are not shown."""
        if not self.first:
            return ""
        n = len(self.hits)
        return _("%(n)s or more") % {"n": n} if self.found.after else str(n)

    @property
    def older(self) -> str:
        return "?" + urlencode({"q": self.words, "after": self.found.after}) if self.found.after else ""

    @property
    def newest(self) -> str:
        return "" if self.first else "?" + urlencode({"q": self.words})

    @cached_property
    def chips(self) -> list[Chip]:
        """What was asked besides words."""
        return [Chip(piece, self._without(piece)) for piece in self.query.asked]

    @property
    def notes(self) -> list[str]:
        """What was left out, and why; what names nobody."""
        notes = [_note(one) for one in self.query.misread if one.why != Why.TOO_MANY]
        if any(one.why == Why.TOO_MANY for one in self.query.misread):
            notes.append(_("Only the first %(n)s words were looked for.") % {"n": MAX_PIECES})
        for one, piece in zip(self.query.filters, self.query.asked, strict=True):
            if one in self.found.unknown:
                notes.append(_("Nothing and nobody is called so: %(piece)s.") % {"piece": piece})
        return notes

    @property
    def shown_instead(self) -> str:
        """The names that are shown because nothing fitted those that were typed."""
        if not self.found.mended:
            return ""
        words = {bare(word): word for hit in self.hits for word in hit.customer_name.split()}
        near = [words[word] for word in self.found.near if word in words]
        return ", ".join(near or [hit.reference for hit in self.hits[:GROUP]])

    @cached_property
    def units(self) -> list[Unit]:
        """Products whose serial number, order or receipt begins so."""
        ids = [*units_of_receipt(self.query.words), *self.found.numbered.units][:GROUP] if self._first_words else []
        units = Unit.objects.visible_to(self.by).filter(pk__in=ids).select_related("product", "purchase__customer")
        return list(units) if ids else []

    @cached_property
    def customers(self) -> list[Customer]:
        """Those whose number begins so, else those of the cases found who are called so, else any who is."""
        if not self._first_words or self.found.unknown:
            return []
        visible = Customer.objects.visible_to(self.by)
        if ids := self.found.numbered.customers[:GROUP]:
            return list(visible.filter(pk__in=ids))
        if not self.hits:
            return (find_customers(self.query.words, GROUP) or near_customers(self.query.words))[:GROUP]
        words = bare(self.query.words).split()
        called = {hit.customer_id: None for hit in self.hits if all(word in bare(hit.customer_name) for word in words)}
        return list(visible.filter(pk__in=list(called)[:GROUP])) if called else []

    @property
    def _first_words(self) -> bool:
        return self.first and self.query.only_words and bool(self.query.words)

    def _without(self, piece: str) -> str:
        left = self.query.without_piece(piece)
        return "?" + urlencode({"q": left}) if left else self.home


def with_marks(parts: Parts) -> SafeString:
    """Text of people as it is, with what fits in <mark>."""
    texts = (f"<mark>{escape(text)}</mark>" if mark else escape(text) for text, mark in parts)
    return mark_safe("".join(texts))  # noqa: S308 (each piece is escaped)


def _headline(hit: Hit) -> SafeString:
    """Who, with which product, about what; put together here because a template takes longer for the same."""
    about = (f' <span class="soft">· {with_marks(parts)}</span>' for parts in (hit.product, hit.subject) if parts)
    return mark_safe(f"<b>{with_marks(hit.customer)}</b>{''.join(about)}")  # noqa: S308 (with_marks escapes)


def _note(one: Misread) -> str:
    """Why a piece was left out, and what could be there."""
    if one.why == Why.DATE:
        return _("«%(piece)s» is no date. Write for example 2026-10-01, 2026-10 or 2026.") % {"piece": one.piece}
    if one.why == Why.LONE_OR or one.key is None:
        return _("«%(piece)s» was left out: it stands between two words.") % {"piece": one.piece}
    language = get_language() or ""
    choices = ", ".join(name_of(names, language) for names in VALUE_NAMES[one.key].values())
    said = {"value": one.value, "key": name_of(KEY_NAMES[one.key], language), "choices": choices}
    return _("«%(value)s» was left out: after %(key)s: there can be %(choices)s.") % said
