"""Reads of what customers asked a supervisor for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.models import User, WorkCalendar
from core.places import RestDays
from core.queries import calendar_of
from core.states import Role
from core.worktime import Calendar, NoHours
from core.zones import zone_of
from tickets.appeals import ONCE_IN, answer_by
from tickets.models import Promise, Ticket, TicketEvent
from tickets.queries.deadlines import place_of
from tickets.queries.families import family_ids
from tickets.states import EventKind, PromiseState

# Where nobody has written the company's hours: from nine to six, Monday to Friday.
_USUAL = (((9 * 60, 18 * 60),),) * 5 + ((),) * 2


@dataclass(frozen=True)
class Appeal:
    """The last time that a supervisor was asked for: when, which time it was, and who answers by when."""

    at: dt.datetime
    n: int
    promise: Promise | None

    @property
    def again_on(self) -> dt.datetime:
        """When it may be asked for again."""
        return self.at + ONCE_IN

    @property
    def waits(self) -> bool:
        """Whether the answer that was promised is still owed."""
        promise = self.promise
        return promise is not None and promise.done_at is None and promise.state in (
            PromiseState.OPEN, PromiseState.BROKEN
        )  # fmt: skip

    @property
    def was_answered(self) -> bool:
        return self.promise is not None and self.promise.done_at is not None


def last_appeal(ticket: Ticket) -> Appeal | None:
    """In the case and in those that were merged into it."""
    lines = TicketEvent.objects.filter(ticket__in=family_ids(ticket), kind=EventKind.APPEAL).order_by("-at", "-pk")
    line = lines.first()
    if line is None:
        return None
    return Appeal(line.at, line.data["n"], _as_it_is_now(line.data.get("promise")))


def _as_it_is_now(pk: int | None) -> Promise | None:
    """The promise, or the one that the customer agreed to instead."""
    promise = Promise.objects.filter(pk=pk).select_related("owner").first() if pk else None
    while promise and (newer := Promise.objects.filter(replaces=promise).select_related("owner").first()):
        promise = newer
    return promise


def supervisors_of(ticket: Ticket) -> list[User]:
    """The managers of its team; where there are none, all."""
    managers = User.objects.agents().filter(role=Role.MANAGER).order_by("pk")
    theirs = list(managers.filter(teams=ticket.team_id)) if ticket.team_id else []
    return theirs or list(managers)


def appeal_answer_by(ticket: Ticket, now: dt.datetime) -> dt.datetime:
    """The moment by which a supervisor answers, by the company's usual calendar."""
    row = WorkCalendar.objects.filter(is_default=True).first()
    place = place_of(ticket.customer)
    own = Calendar(zone_of(str(place.zone)), _USUAL, RestDays(place.country, place.region))
    try:
        return answer_by(calendar_of(row) if row else own, now)
    except NoHours:
        return answer_by(own, now)
