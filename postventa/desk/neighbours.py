"""Which case stands before and after one in the list that it was opened from."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.http import QueryDict

from core.models import User
from tickets.models import Ticket
from tickets.queries.queue import beside
from tickets.queues import read_filters, write


class Near(NamedTuple):
    """A case beside another, and what its address says after `?in=`."""

    reference: str
    query: str


class Neighbours(NamedTuple):
    previous: Near | None
    next: Near | None


def neighbours(ticket: Ticket, query: QueryDict, user: User, now: dt.datetime) -> Neighbours:
    """The cases beside one in the list of an address; none where the list ends, and none without an address."""
    if not query:
        return Neighbours(None, None)
    filters = read_filters(dict(query.lists())).filters
    found = beside(ticket, filters, at=query.get("at", ""), user_id=user.pk, now=now)
    address = QueryDict(write(filters), mutable=True)
    if saved := query.get("saved"):
        address["saved"] = saved
    return Neighbours(*(place and _near(address.copy(), *place) for place in found))


def _near(address: QueryDict, reference: str, mark: str) -> Near:
    address["at"] = mark
    return Near(reference, address.urlencode())
