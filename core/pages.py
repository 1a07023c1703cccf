"""Long lists a page at a time, by key and not by number: a page stays the same when something new arrives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q, QuerySet

R = TypeVar("R")


class Mark(NamedTuple):
    """A place in a list: the instant by which it is sorted and, among equals, the id. Written so that it fits a URL.

    `rank` is the number that is looked at before the instant, in a list that has one.
    """

    instant: dt.datetime
    pk: int
    rank: int | None = None

    def __str__(self) -> str:
        place = f"{self.instant.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{self.pk}"
        return place if self.rank is None else f"{place}_{self.rank}"


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows in order, and the marks from which the pages before and after them go on; «» where there is none."""

    rows: list[R]
    before: str = ""
    after: str = ""


def read_mark(text: str) -> Mark | None:
    """The mark that was written so; None for none and for nonsense."""
    instant, *numbers = text.split("_")
    try:
        moment, (pk, *rank) = dt.datetime.fromisoformat(instant), map(int, numbers)
        if moment.tzinfo is None or not 0 <= pk < 2**63 or not all(0 <= number < 2**15 for number in rank):
            return None
        return Mark(moment.astimezone(dt.UTC), pk, *rank)
    # Too many numbers are no mark either, and the first and the last day of all have no other zone.
    except (TypeError, ValueError, OverflowError):
        return None


def page_of(
    rows: QuerySet[Any, R],
    *,
    key: str,
    size: int,
    descending: bool = False,
    rank: str = "",
    after: Mark | None = None,
    before: Mark | None = None,
) -> Page[R]:
    """`size` rows sorted by `key` (the name of an instant, through relations if need be) and id, beside a mark.

    With `rank` (the name of a small number) those with the highest come first, sorted so among themselves. A mark
    that was made in a list of the other sort gives the first page.
    """
    after, before = (mark if mark and (mark.rank is None) == (not rank) else None for mark in (after, before))
    backwards = before is not None
    down = descending != backwards
    found = _walk(
        rows, _steps(key, rank, before or after, backwards, down), _order(key, rank, backwards, down), size + 1
    )
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (after is not None, more)
    return Page(
        rows=found,
        before=str(mark_of(found[0], key, rank)) if found and has_before else "",
        after=str(mark_of(found[-1], key, rank)) if found and has_after else "",
    )


def mark_of(row: object, key: str, rank: str = "") -> Mark:
    """The place of a row in a list sorted so."""
    instant: dt.datetime = reduce(getattr, key.split("__"), row)  # type: ignore[assignment, arg-type]
    return Mark(instant, row.pk, getattr(row, rank) if rank else None)  # type: ignore[attr-defined]


def _order(key: str, rank: str, backwards: bool, down: bool) -> list[str]:
    sign = "-" if down else ""
    ranked = [rank if backwards else f"-{rank}"] if rank else []
    return [*ranked, f"{sign}{key}", f"{sign}pk"]


def _steps(key: str, rank: str, mark: Mark | None, backwards: bool, down: bool) -> list[Q]:
    """What lies past a mark: the rest of its rank and then the other ranks, each of which an index can start at."""
    if mark is None:
        return [Q()]
    rest = _beyond(key, mark, "lt" if down else "gt")
    if not rank:
        return [rest]
    return [rest & Q(**{rank: mark.rank}), Q(**{f"{rank}__{'gt' if backwards else 'lt'}": mark.rank})]


def _walk(rows: QuerySet[Any, R], steps: list[Q], order: list[str], limit: int) -> list[R]:
    found: list[R] = []
    for step in steps:
        if len(found) < limit:
            found += rows.filter(step).order_by(*order)[: limit - len(found)]
    return found


def _beyond(key: str, mark: Mark, word: str) -> Q:
    """Past a mark in (key, id) order. The last condition is what lets an index start there."""
    past = Q(**{f"{key}__{word}": mark.instant}) | Q(**{key: mark.instant, f"pk__{word}": mark.pk})
    return past & Q(**{f"{key}__{word}e": mark.instant})
