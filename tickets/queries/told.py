"""Whom of the house a rule or an escalation tells about a case."""

from __future__ import annotations

from collections.abc import Iterable

from core.models import User
from core.states import Role
from tickets.deeds import ASSIGNEE, MANAGERS, OWNER, TEAM, To
from tickets.models import Clock, Ticket


def people_told(ticket: Ticket, told: Iterable[To], clock: Clock | None = None) -> list[User]:
    """Those people, each once, who work at the desk. `clock`: the one that has come to a point.

    The owner is who made the promise that the clock watches, otherwise the assignee; where there is none it is the
    case's team, and in the end the managers, so that somebody knows.
    """
    found: dict[int, User] = {}
    for to in told:
        for person in _owners(ticket, clock) if to == OWNER else _named(ticket, to):
            found[person.pk] = person
    return list(found.values())


def _owners(ticket: Ticket, clock: Clock | None) -> list[User]:
    if clock is not None and clock.promise_id is not None:
        promised = list(User.objects.agents().filter(promises=clock.promise_id))
        if promised:
            return promised
    return next(filter(None, (_named(ticket, to) for to in (ASSIGNEE, TEAM, MANAGERS))), [])


def _named(ticket: Ticket, to: To) -> list[User]:
    agents = User.objects.agents().order_by("pk")
    if to == ASSIGNEE:
        return list(agents.filter(pk=ticket.assignee_id))
    if to == TEAM:
        return list(agents.filter(teams=ticket.team_id)) if ticket.team_id else []
    return list(agents.filter(role=Role.MANAGER) if to == MANAGERS else agents.filter(pk=to))
