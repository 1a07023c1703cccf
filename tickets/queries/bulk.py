"""How far a deed on many cases has come."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from core.errors import Refused
from tickets.deeds import SAYINGS, Deed, in_order, read_deeds
from tickets.models import BulkItem, BulkJob
from tickets.states import ItemState

LISTED = 100  # refused cases shown; who has more of them has done something else wrong


@dataclass(frozen=True)
class Progress:
    done: int
    refused: int
    waiting: int

    @property
    def total(self) -> int:
        return self.done + self.refused + self.waiting

    @property
    def past(self) -> int:
        """Cases that have been looked at."""
        return self.done + self.refused


def without_words(kept: object) -> object:
    """The deeds of a job as it keeps them, without what is said to customers or among ourselves. Twice is once."""
    return [{"do": deed["do"]} if _is_said(deed) else deed for deed in kept] if isinstance(kept, list) else kept


def deeds_of(job: BulkJob) -> tuple[Deed, ...]:
    """What it does or did, to be told in words; nothing when it cannot be read."""
    kept = job.deeds if isinstance(job.deeds, list) else []
    try:
        others = read_deeds([deed for deed in kept if not _is_said(deed)])
    except Refused:
        return ()
    return in_order([*others, *(Deed(deed["do"]) for deed in kept if _is_said(deed))])


def _is_said(deed: object) -> bool:
    return isinstance(deed, dict) and deed.get("do") in SAYINGS


def progress_of(job: BulkJob) -> Progress:
    """Its cases by state."""
    counts = dict(job.items.order_by().values_list("state").annotate(n=Count("pk")))  # type: ignore[attr-defined]
    return Progress(*(counts.get(state, 0) for state in (ItemState.DONE, ItemState.REFUSED, ItemState.WAITING)))


def refused_of(job: BulkJob) -> list[BulkItem]:
    """The first cases that could not be done, with why."""
    refused = job.items.filter(state=ItemState.REFUSED).select_related("ticket")  # type: ignore[attr-defined]
    return list(refused.order_by("pk")[:LISTED])
