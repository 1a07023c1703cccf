"""The page of the queue. Each part is read from the database only if its template is rendered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.functional import Promise

from core.pages import Page
from postventa.desk.access import actor, get_saved_view
from postventa.desk.queue_rows import Shown, digest, shown_rows
from postventa.desk.queue_words import EMPTY, FIXED_SORTS, NAMES, SORTS, Chip, known_names, word_of
from postventa.desk.rail import VIEWS, shown
from tickets.models import SavedView
from tickets.queries.queue import Listed, queue_page
from tickets.queries.queue_counts import CAP, CAPS, NARROWED, count_all
from tickets.queries.saved_views import filters_of, may_change
from tickets.queues import Filters, Reading, View, own_sort, read_filters, write

# The lengths of time on the page are made new at least so often.
TICK = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to see the same list."""

    words: str | Promise
    href: str
    current: bool


class QueuePage:
    """What the templates of the queue ask for."""

    def __init__(
        self, request: HttpRequest, now: dt.datetime, waiting: Mapping[View, int] = MappingProxyType({})
    ) -> None:
        """`waiting` is what the rail has counted, which needs no counting again."""
        self.waiting = waiting
        self.user, self.by, self.now = request.user, actor(request), now
        self.after, self.before = request.GET.get("after", ""), request.GET.get("before", "")
        self.saved = _saved(request)
        reading = _reading(request, self.saved)
        self.filters, self.unknown = reading

    @cached_property
    def query(self) -> str:
        """The address of this list, without the place in it."""
        return self._address(self.filters)

    @cached_property
    def here(self) -> str:
        """The same with the place."""
        place = {"after": self.after, "before": self.before}
        return f"{self.query}&{said}" if (said := urlencode({k: v for k, v in place.items() if v})) else self.query

    @property
    def title(self) -> str | Promise:
        return self.saved.name if self.saved else VIEWS[self.filters.view][0]

    @property
    def key(self) -> str:
        """The line of the rail that this is."""
        return f"saved-{self.saved.pk}" if self.saved else self.filters.view.value

    @cached_property
    def narrowed(self) -> bool:
        return any(True for _filter in self.filters.given())

    @property
    def changed(self) -> bool:
        """Whether a kept view shows something else than it was kept with."""
        return self.saved is not None and write(filters_of(self.saved)) != write(self.filters)

    @property
    def may_change(self) -> bool:
        return self.saved is not None and may_change(self.saved, self.by)

    @cached_property
    def page(self) -> Page[Listed]:
        return queue_page(self.filters, user_id=self.user.pk, after=self.after, before=self.before, now=self.now)

    @cached_property
    def rows(self) -> list[Shown]:
        return shown_rows(self.page.rows, self.query, now=self.now, me=self.user.pk)

    @cached_property
    def total(self) -> str:
        """How many cases are in the list, as far as they are counted."""
        if not (self.page.before or self.page.after):
            return str(len(self.rows))
        view = self.filters.view
        if view in self.waiting and not self.narrowed:
            return shown(self.waiting[view], CAPS.get(view, CAP))
        (count,) = count_all([self.filters], user_id=self.user.pk, now=self.now, cap=NARROWED)
        return shown(count, NARROWED)

    @property
    def empty(self) -> tuple[str | Promise, str | Promise]:
        return EMPTY[self.filters.view]

    @cached_property
    def chips(self) -> list[Chip]:
        given = list(self.filters.given())
        known = known_names(self.filters) if given else {}
        return [
            Chip(NAMES[name], word_of(name, value, known), f"?{self._address(self.filters.without(name, value))}")
            for name, value in given
        ]

    @property
    def without_filters(self) -> str:
        return f"?{self._address(Filters(self.filters.view, self.filters.sort))}"

    @cached_property
    def sorts(self) -> list[Choice]:
        """The orders to choose from; one for a view that has its own."""
        if fixed := FIXED_SORTS.get(self.filters.view):
            return [Choice(fixed, "", True)]
        base = Filters(self.filters.view, own_sort(self.filters.view))
        given = {name: getattr(self.filters, name) for name, _value in self.filters.given()}
        return [
            Choice(words, f"?{self._address(Filters(base.view, sort, **given))}", sort == self.filters.sort)
            for sort, words in SORTS.items()
        ]

    @property
    def sort_words(self) -> str | Promise:
        return next(choice.words for choice in self.sorts if choice.current)

    @property
    def newer(self) -> str:
        return f"?{self.query}&{urlencode({'before': self.page.before})}" if self.page.before else ""

    @property
    def older(self) -> str:
        return f"?{self.query}&{urlencode({'after': self.page.after})}" if self.page.after else ""

    @cached_property
    def print(self) -> str:
        """Tells whether the rows have changed since; every few minutes they have, for their clocks go on."""
        return digest(*(row.print for row in self.rows), int(self.now.timestamp()) // TICK)

    def _address(self, filters: Filters) -> str:
        return write(filters) + (f"&saved={self.saved.pk}" if self.saved else "")


def _saved(request: HttpRequest) -> SavedView | None:
    asked = request.GET.get("saved", "")
    if not asked:
        return None
    if not (asked.isdigit() and len(asked) < 19):
        raise Http404
    return get_saved_view(request, int(asked))


def _reading(request: HttpRequest, saved: SavedView | None) -> Reading:
    """What the address says; a kept view says it itself until its address begins to say something else."""
    if saved and "view" not in request.GET:
        return Reading(filters_of(saved), ())
    return read_filters(dict(request.GET.lists()))
