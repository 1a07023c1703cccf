"""The day of an agent: what they promised, which times of their cases run out, who called them by name, what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise as Lazy

from tickets.models import Appointment, Clock, Mention, Notice, Promise, Ticket
from tickets.nexts import Next
from tickets.queries.visits import visits_promised
from tickets.states import ClockState, Due, PromiseKind, Status, Turn

MOST = 60  # of each kind; who has more begins with the earliest
OUR_TURN = (Status.NEW, Status.OPEN)
WAITING = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that has to happen by a moment, in a case of theirs or because they said so."""

    at: dt.datetime
    due: Due
    ticket: Ticket
    promise: Promise | None = None
    cites: str = ""
    visit: Appointment | None = None

    @property
    def is_visit(self) -> bool:
        return self.promise is not None and self.promise.kind == PromiseKind.VISIT

    @property
    def is_ours(self) -> bool:
        """Whether we have to do it, and not the customer."""
        return Next(self.at, self.due).turn == Turn.US

    @property
    def consequence(self) -> Lazy:
        """What follows if it does not happen."""
        return Next(self.at, self.due).consequence


def agenda(user_id: int, *, until: dt.datetime) -> list[Entry]:
    """What is late and what is due until then, the earliest first: two queries, and one more when there are visits."""
    promises = Promise.objects.to_keep().filter(owner=user_id, due_at__lt=until).order_by("due_at", "pk")
    mine = Clock.objects.filter(ticket__assignee=user_id, state=ClockState.RUNNING, due_at__lt=until)
    mine = mine.exclude(due=Due.PROMISE).order_by("due_at", "pk")
    mine_to_keep = list(promises.select_related("ticket__customer")[:MOST])
    to_visit = [promise.pk for promise in mine_to_keep if promise.kind == PromiseKind.VISIT]
    visits = visits_promised(to_visit) if to_visit else {}
    entries = [
        Entry(promise.due_at, Due.PROMISE, promise.ticket, promise=promise, visit=visits.get(promise.pk))
        for promise in mine_to_keep
    ]
    for clock in mine.select_related("ticket__customer", "rule")[:MOST]:
        assert clock.due_at, "a running clock has its moment"
        entries.append(Entry(clock.due_at, Due(clock.due), clock.ticket, cites=clock.rule.cites if clock.rule else ""))
    return sorted(entries, key=lambda entry: (entry.at, entry.ticket.pk))


def notices_of(user_id: int) -> list[Notice]:
    """What they were told and have not read, the newest first."""
    unread = Notice.objects.filter(user=user_id, read_at=None).order_by("-at", "-pk")
    return list(unread.select_related("ticket__customer", "automation", "event")[:MOST])


def mentions_of(user_id: int) -> list[Mention]:
    """Where they were called by name and have not been since, the newest first."""
    unread = Mention.objects.filter(user=user_id, read_at=None).order_by("-at", "-pk")
    return list(unread.select_related("ticket", "message__author")[:MOST])


def waiting_for(user_id: int) -> list[Ticket]:
    """The cases in their hand that have waited longest for us."""
    mine = Ticket.objects.active().filter(assignee=user_id, status__in=OUR_TURN).order_by("turn_since", "pk")
    return list(mine.select_related("customer")[:WAITING])
