"""The filters of the queue to choose from: a form of the GET kind, whose address is what it chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalog.models import Product, ProductLine
from core.models import Team, User
from postventa.desk.queue_words import NAMES, ONLY, SORTS
from tickets.models import Tag
from tickets.queues import FIXED, ME, MINE, NOBODY, NONE, Filters, View
from tickets.states import ACTIVE, Channel, Kind, Priority, Status, Turn

OFFERED = 300  # of what a shop may have thousands of


@dataclass(frozen=True, slots=True)
class Option:
    value: Any
    label: str | Promise
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A filter and its values."""

    name: str
    words: str | Promise
    options: list[Option]

    @property
    def used(self) -> bool:
        return any(option.chosen for option in self.options)


class FilterGroups:
    """What the template of the filters asks for; each list is read when it is drawn."""

    def __init__(self, filters: Filters) -> None:
        self.filters = filters

    @property
    def boxes(self) -> list[Group]:
        """Filters of a few values, any of which may be ticked."""
        known = Status if self.filters.view not in _ACTIVE_VIEWS else ACTIVE
        return [
            self._group("only", ONLY.items()),
            self._group("state", [(status, status.label) for status in map(Status, known)]),
            self._group("turn", [(turn, turn.label) for turn in Turn if turn != Turn.NOBODY]),
            self._group("priority", [(level, level.label) for level in reversed(Priority)]),
            self._group("kind", Kind.choices),
            self._group("channel", Channel.choices),
        ]

    @property
    def lists(self) -> list[Group]:
        """Filters of many values, folded away until they are wanted."""
        people = User.objects.agents().order_by("name").values_list("pk", "name", "email")
        named = [(str(pk), name or email) for pk, name, email in people]
        teams = [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]
        return [
            self._group("assignee", [(ME, _("me")), (NOBODY, _("nobody")), *named]),
            self._group("team", [(MINE, _("my teams")), (NONE, _("none")), *teams]),
            self._group("tag", Tag.objects.values_list("pk", "name")[:OFFERED]),
            self._group("line", ProductLine.objects.order_by("name").values_list("pk", "name")[:OFFERED]),
        ]

    @cached_property
    def products(self) -> list[tuple[str, str]]:
        """What to suggest while a product is typed."""
        return list(Product.objects.order_by("name").values_list("sku", "name")[:OFFERED])

    @property
    def age(self) -> int | str:
        return self.filters.age[0] if self.filters.age else ""

    @property
    def sorts(self) -> list[Option]:
        if self.filters.view in FIXED:
            return []
        return [Option(sort.value, words, sort == self.filters.sort) for sort, words in SORTS.items()]

    def _group(self, name: str, choices: Iterable[tuple[Any, Any]]) -> Group:
        chosen = getattr(self.filters, name)
        return Group(name, NAMES[name], [Option(value, label, value in chosen) for value, label in choices])


_ACTIVE_VIEWS = set(View) - {View.RESOLVED, View.SPAM, View.MENTIONS, View.DRAFTS}
