"""Handing the cases of a team out to its people: in turn, or to who has fewest; never to somebody away or full."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor
from core.errors import Refused
from core.models import Absence, Team, TeamTurn, User
from core.states import HandingOut
from tickets.actions._ledger import check_in_hand, locked
from tickets.actions.assignment import give
from tickets.actions.telling import tell_us
from tickets.models import Ticket
from tickets.queries.hands import hands, next_hand, stranded
from tickets.states import EventKind, NoticeKind

log = structlog.get_logger(__name__)

BATCH = 50


class _NobodyFree(Exception):
    """All of a team are away or full."""


@transaction.atomic
def hand_out(*, ticket: Ticket, by: Actor, now: dt.datetime) -> User | None:
    """Give a case of a team that hands out to one of its people, and tell them; who it is.

    Nothing happens when somebody has it already, when it is not active, when its team leaves it to people, and when
    nobody is here with room for one more: then `hand_out_waiting` finds it later.
    """
    ticket = locked(ticket)
    if ticket.assignee_id or ticket.team_id is None or not ticket.is_active:
        return None
    return give_next(ticket, by=by, now=now)


def give_next(ticket: Ticket, *, by: Actor, now: dt.datetime) -> User | None:
    """Give a held case without an assignee to whose turn it is in its team, in the caller's transaction."""
    assert ticket.team_id, "the caller has looked"
    # One at a time in the whole house, all teams held in their order: who comes second sees what the first has given to
    # people who are in several, and two who give to two teams the other way round do not wait in a circle.
    teams = Team.objects.exclude(handing_out=HandingOut.BY_HAND).order_by("pk").select_for_update(no_key=True)
    team = next((team for team in teams if team.pk == ticket.team_id), None)
    if team is None:
        return None
    whose = next_hand(hands(team, now=now), team.handing_out)
    if whose is None:
        return None
    team.handed_out += 1
    team.save(update_fields=["handed_out"])
    TeamTurn.objects.update_or_create(team=team, user=whose.user, defaults={"number": team.handed_out})
    give(ticket, whose.user, how={"how": team.handing_out, "team": team.pk}, by=by, now=now)
    event = ticket.events.filter(kind=EventKind.ASSIGNED).latest("pk")
    tell_us(people=[whose.user], kind=NoticeKind.ASSIGNED, ticket=ticket, event=event, now=now)
    return whose.user


def hand_out_waiting(*, now: dt.datetime) -> int:
    """Hand out the cases that found nobody when they came to their team, the longest waiting first; how many.

    One that somebody has in hand is left for the next sweep, and one at which something unexpected happens does not
    keep the others.
    """
    given = 0
    for team in Team.objects.exclude(handing_out=HandingOut.BY_HAND):
        waiting = Ticket.objects.active().filter(team=team, assignee=None).order_by("turn_since", "pk")
        for ticket in list(waiting.values_list("pk", flat=True)[:BATCH]):
            try:
                given += _hand_out_waiting(ticket, team, now)
            except _NobodyFree:
                break
            except Exception:
                log.exception("case_not_handed_out", ticket=ticket, team=team.pk)
    return given


@transaction.atomic
def _hand_out_waiting(pk: int, team: Team, now: dt.datetime) -> bool:
    """Whether it still waited, and nobody had it in hand."""
    held = Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("customer")
    ticket = held.filter(pk=pk, team=team, assignee=None).first()
    if ticket is None or not ticket.is_active:
        return False
    if give_next(ticket, by=SYSTEM, now=now) is None:
        raise _NobodyFree
    return True


@transaction.atomic
def hand_out_again(*, ticket: Ticket, by: Actor, now: dt.datetime) -> User | None:
    """Take a case from somebody who is away, or has left us, and give it to one of its team, and tell them; who it is.

    It is given to nobody when it has no team, when its team leaves its cases to people, and when nobody is here with
    room for one more: then it waits there for whoever takes it, or for `hand_out_waiting`.

    Refused when whoever has it is here, or nobody has it ("not_away"), when it is resolved ("not_active"), and when it
    was set aside ("merged", "spam").
    """
    ticket = locked(ticket)
    check_in_hand(ticket)
    if not ticket.is_active:
        raise Refused(_("This case is resolved: nobody has to take it."), code="not_active")
    has_left = ticket.assignee is not None and not ticket.assignee.is_active
    if not has_left and not Absence.objects.at(now).filter(user=ticket.assignee_id).exists():
        raise Refused(_("Whoever has this case is here."), code="not_away")
    whose = give_next(ticket, by=by, now=now) if ticket.team_id else None
    if whose is None:
        give(ticket, None, by=by, now=now)
    return whose


class Again(NamedTuple):
    """How many cases found somebody, how many wait for who takes them, and how many are still with who is away."""

    given: int
    waiting: int
    left: int


def hand_out_stranded(*, team: Team | None, by: Actor, now: dt.datetime) -> Again:
    """Hand out again the cases of a team, or of none, in which it is our turn while who has them is away or has left.

    Each by itself, the longest waiting first, a batch at most; one that somebody came back to meanwhile stays theirs.
    """
    given = waiting = 0
    theirs = stranded(now=now).filter(team=team)
    for ticket in theirs[:BATCH]:
        try:
            whose = hand_out_again(ticket=ticket, by=by, now=now)
        except Refused:
            continue
        given, waiting = (given + 1, waiting) if whose else (given, waiting + 1)
    return Again(given, waiting, theirs.count())
