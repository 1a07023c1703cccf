"""Comparing cases with what their ledgers tell, a batch at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby

from django.db.models import Exists, OuterRef

from tickets.models import Ticket, TicketEvent, TicketTag
from tickets.replay import OPENING, Line, State, differences, opening_is_told, replay

BATCH = 500
_COLUMNS = [one.name for one in fields(State) if one.name != "tags"]


@dataclass(frozen=True)
class Compared:
    """A case, where its ledger tells otherwise (told, stored), and whether the ledger tells how it began."""

    pk: int
    reference: str
    differences: dict[str, tuple[object, object]]
    whole: bool


def compare_all(since: dt.datetime | None = None) -> Iterator[Compared]:
    """Every case in which something happened since then, in the order of the ids; memory stays flat."""
    tickets = Ticket.objects.order_by("pk")
    if since:
        tickets = tickets.filter(Exists(TicketEvent.objects.filter(ticket=OuterRef("pk"), at__gte=since)))
    last = 0
    while batch := list(tickets.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield from compare(batch)
        last = batch[-1]


def compare(ids: Iterable[int]) -> Iterator[Compared]:
    """Some cases as they are now. One that is written to meanwhile may differ for a moment: look at it again, held."""
    ids = list(ids)
    stored, told = _stored(ids), _lines(ids)
    for pk, (reference, state) in stored.items():
        lines = told.get(pk, [])
        otherwise = {name: getattr(state, name) for name in OPENING}
        found = differences(replay(lines, otherwise=otherwise), state)
        yield Compared(pk=pk, reference=reference, differences=found, whole=opening_is_told(lines))


def _stored(ids: list[int]) -> dict[int, tuple[str, State]]:
    tags = defaultdict(set)
    for ticket, tag in TicketTag.objects.filter(ticket__in=ids).values_list("ticket", "tag"):
        tags[ticket].add(tag)
    rows = Ticket.objects.filter(pk__in=ids).order_by("pk").values("pk", "reference", *_COLUMNS)
    return {
        row["pk"]: (row["reference"], State(**{n: row[n] for n in _COLUMNS}, tags=frozenset(tags[row["pk"]])))
        for row in rows
    }


def _lines(ids: list[int]) -> dict[int, list[Line]]:
    events = TicketEvent.objects.filter(ticket__in=ids).order_by("ticket", "pk")
    rows = (Line(*row) for row in events.values_list(*Line._fields))
    return {pk: list(lines) for pk, lines in groupby(rows, key=lambda line: line.ticket)}
