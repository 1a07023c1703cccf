"""The ways to look at the queue: its views, its filters and its orders, as an address says them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from tickets.states import Channel, Kind, Priority, Status, Turn

MOST_DAYS = 3650


class View(StrEnum):
    """Which cases, before any filter."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    ANSWERED = "answered"
    OURS = "ours"
    DUE = "due"
    SAFETY = "safety"
    PROMISES = "promises"
    CUSTOMER = "customer"
    PART = "part"
    MENTIONS = "mentions"
    DRAFTS = "drafts"
    RESOLVED = "resolved"
    SPAM = "spam"


class Sort(StrEnum):
    """In which order."""

    WAITING = "waiting"
    NEWEST = "newest"
    DUE = "due"
    PRIORITY = "priority"


class Only(StrEnum):
    """Marks that a case has or has not."""

    UNREAD = "unread"
    ANSWERED = "answered"
    SAFETY = "safety"
    DUE = "due"


# Views that have an order of their own: the others can have any.
OWN_SORT = {View.DUE: Sort.DUE, View.MENTIONS: Sort.NEWEST, View.DRAFTS: Sort.NEWEST}

# Twice what the web server takes as an address: cut before its end, one would show more cases than it says.
LONGEST = 8_000

ME, NOBODY = "me", "nobody"
MINE, NONE = "mine", "none"

# What an address says beside the filters: the place in the list, the saved view that it began with, words to search.
PLACES = frozenset({"view", "sort", "after", "before", "at", "saved", "q", "seen"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a view. Within one filter any of its values fits (of tags: all), and every filter has to fit.

    `assignee` is an account's id, "me" or "nobody"; `team` an id, "mine" or "none"; `product` its SKU; `age` days that
    a case has waited for more than.
    """

    view: View = View.OPEN
    sort: Sort = Sort.WAITING
    state: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    assignee: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    priority: tuple[int, ...] = ()
    kind: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    tag: tuple[int, ...] = ()
    line: tuple[int, ...] = ()
    product: tuple[str, ...] = ()
    age: tuple[int, ...] = ()
    only: tuple[str, ...] = ()

    def given(self) -> Iterator[tuple[str, Any]]:
        """Each filter in force as (name, value)."""
        for name in NAMES:
            for value in getattr(self, name):
                yield name, value

    def without(self, name: str, value: object) -> Filters:
        left: dict[str, Any] = {name: tuple(kept for kept in getattr(self, name) if kept != value)}
        return replace(self, **left)


class Order(NamedTuple):
    """By which moment cases are sorted, and the number that is looked at before it, the highest first."""

    key: str
    descending: bool = False
    rank: str = ""


ORDERS = {
    Sort.WAITING: Order("turn_since"),
    Sort.NEWEST: Order("last_message_at", descending=True),
    Sort.DUE: Order("due_at"),
    Sort.PRIORITY: Order("turn_since", rank="priority"),
}
FIXED = {
    View.RESOLVED: Order("resolved_at", descending=True),
    View.SPAM: Order("last_message_at", descending=True),
    View.PROMISES: Order("promised_for"),  # the moment of its next promise, which need not be what is due first
}


def order_of(filters: Filters) -> Order:
    return FIXED.get(filters.view) or ORDERS[filters.sort]


class Reading(NamedTuple):
    """What an address says, and the parts of it that mean nothing here."""

    filters: Filters
    unknown: tuple[str, ...]


def read_filters(query: str | Mapping[str, list[str]]) -> Reading:
    """The filters of an address, given as its query string or as its lists by name. What is not known is left out."""
    lists = parse_qs(query[:LONGEST], keep_blank_values=False) if isinstance(query, str) else query
    unknown = [name for name, values in lists.items() if name not in READERS and name not in PLACES and any(values)]
    found: dict[str, tuple] = {}
    for name, read in READERS.items():
        texts = [text for text in lists.get(name, []) if text]
        values = [read(text) for text in texts]
        unknown += [name for value in values if value is None]
        found[name] = tuple(dict.fromkeys(value for value in values if value is not None))
        if name in SINGLE:
            found[name] = found[name][-1:]
    view, sort = _one(View, lists.get("view")), _one(Sort, lists.get("sort"))
    unknown += [name for name, value in (("view", view), ("sort", sort)) if value is None and any(lists.get(name, []))]
    view = view or View.OPEN
    return Reading(Filters(view, sort or own_sort(view), **found), tuple(dict.fromkeys(unknown)))


def write(filters: Filters) -> str:
    """The query string that says these filters; the view is always said, its own order is not."""
    pairs: list[tuple[str, Any]] = [("view", filters.view.value)]
    pairs += filters.given()
    if filters.view not in FIXED and filters.sort != own_sort(filters.view):
        pairs.append(("sort", filters.sort.value))
    return urlencode(pairs)


def as_lists(filters: Filters) -> dict[str, list[str]]:
    """The same by name, as a saved view keeps it; `sort` is kept beside it."""
    lists = {name: [str(value) for value in getattr(filters, name)] for name in NAMES}
    return {"view": [filters.view.value]} | {name: values for name, values in lists.items() if values}


def own_sort(view: View) -> Sort:
    return OWN_SORT.get(view, Sort.WAITING)


def _one(words: type[StrEnum], texts: list[str] | None) -> Any:
    """The last of the texts, if it is one of the words."""
    text = texts[-1] if texts else ""
    return words(text) if text in set(words) else None


def _among(*words: str) -> Callable[[str], str | None]:
    return lambda text: text if text in words else None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _word_or_id(*words: str) -> Callable[[str], str | None]:
    return lambda text: text if text in words or _number(text) else None


def _priority(text: str) -> int | None:
    return int(text) if text in {str(level) for level in Priority.values} else None


def _days(text: str) -> int | None:
    days = _number(text)
    return days if days is not None and 0 < days <= MOST_DAYS else None


def _sku(text: str) -> str | None:
    text = text.strip()
    return text if text and len(text) <= 80 and text.isprintable() else None


READERS: dict[str, Callable[[str], Any]] = {
    "state": _among(*Status.values),
    "turn": _among(*Turn.values),
    "assignee": _word_or_id(ME, NOBODY),
    "team": _word_or_id(MINE, NONE),
    "priority": _priority,
    "kind": _among(*Kind.values),
    "channel": _among(*Channel.values),
    "tag": _number,
    "line": _number,
    "product": _sku,
    "age": _days,
    "only": _among(*Only),
}
SINGLE = frozenset({"age"})
NAMES = tuple(field.name for field in fields(Filters) if field.name in READERS)
