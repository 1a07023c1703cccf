"""Long lists a page at a time, by key and not by number: a page stays the same when something new arrives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from typing import Generic, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)


class Mark(NamedTuple):
    """A place in a list: the instant by which it is sorted and, among equals, the id. Written so that it fits a URL."""

    instant: dt.datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.instant.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{self.pk}"


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows in order, and the marks from which the pages before and after them go on; «» where there is none."""

    rows: list[M]
    before: str = ""
    after: str = ""


def read_mark(text: str) -> Mark | None:
    """The mark that was written so; None for none and for nonsense."""
    instant, _, pk = text.rpartition("_")
    try:
        moment, number = dt.datetime.fromisoformat(instant), int(pk)
        if moment.tzinfo is None or not 0 <= number < 2**63:
            return None
        return Mark(moment.astimezone(dt.UTC), number)
    except (ValueError, OverflowError):  # the first and the last day of all have no other zone
        return None


def page_of(
    rows: QuerySet[M],
    *,
    key: str,
    size: int,
    descending: bool = False,
    after: Mark | None = None,
    before: Mark | None = None,
) -> Page[M]:
    """`size` rows sorted by `key` (the name of an instant, through relations if need be) and id, beside a mark."""
    backwards = before is not None
    down = descending != backwards
    if mark := before or after:
        rows = rows.filter(_beyond(key, mark, "lt" if down else "gt"))
    sign = "-" if down else ""
    found = list(rows.order_by(f"{sign}{key}", f"{sign}pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (after is not None, more)
    return Page(
        rows=found,
        before=str(_mark_of(found[0], key)) if found and has_before else "",
        after=str(_mark_of(found[-1], key)) if found and has_after else "",
    )


def _beyond(key: str, mark: Mark, word: str) -> Q:
    """Past a mark in (key, id) order. The last condition is what lets an index start there."""
    past = Q(**{f"{key}__{word}": mark.instant}) | Q(**{key: mark.instant, f"pk__{word}": mark.pk})
    return past & Q(**{f"{key}__{word}e": mark.instant})


def _mark_of(row: Model, key: str) -> Mark:
    return Mark(reduce(getattr, key.split("__"), row), row.pk)  # type: ignore[arg-type]
