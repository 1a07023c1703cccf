"""Long lists in pages, newest first, by key and not by number: a page stays the same when something new arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page, and whether there are rows before and after it."""

    rows: list[M]
    has_newer: bool
    has_older: bool


def page_of(
    rows: QuerySet[M], *, instant: str, size: int, older_than: M | None = None, newer_than: M | None = None
) -> Page[M]:
    """`size` rows newest first by `instant` (the name of a field, through relations if need be), beside a given row."""
    edge, forwards = (newer_than, True) if newer_than is not None else (older_than, False)
    if edge is not None:
        value = rows.model._default_manager.values_list(instant, flat=True).get(pk=edge.pk)
        sign = "gt" if forwards else "lt"
        rows = rows.filter(Q(**{f"{instant}__{sign}": value}) | Q(**{instant: value, f"pk__{sign}": edge.pk}))
    order = ("", "") if forwards else ("-", "-")
    found = list(rows.order_by(f"{order[0]}{instant}", f"{order[1]}pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if forwards:
        return Page(found[::-1], has_newer=more, has_older=True)
    return Page(found, has_newer=edge is not None, has_older=more)
