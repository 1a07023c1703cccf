"""Who of a team can take a case now, how many each has in hand, and what waits for nobody or for somebody away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from core.models import Absence, Team, TeamTurn, User
from core.states import HandingOut
from tickets.models import Ticket
from tickets.states import Status

OUR_TURN = (Status.NEW, Status.OPEN)


class Hand(NamedTuple):
    """Somebody of a team: what they have in hand, and which of the team's turns they had last."""

    user: User
    in_hand: int
    turn: int

    @property
    def is_free(self) -> bool:
        """Whether their capacity leaves room for one more."""
        return self.user.capacity is None or self.in_hand < self.user.capacity


def hands(team: Team, *, now: dt.datetime) -> list[Hand]:
    """Those of a team who are here now, in no order."""
    away = Absence.objects.at(now).filter(user=OuterRef("pk"))
    people = list(User.objects.agents().filter(~Exists(away), teams=team))
    ids = [person.pk for person in people]
    load = loads(ids)
    turns = dict(TeamTurn.objects.filter(team=team, user__in=ids).values_list("user", "number"))
    return [Hand(person, load.get(person.pk, 0), turns.get(person.pk, 0)) for person in people]


def next_hand(free: list[Hand], way: str) -> Hand | None:
    """Whose it is: who has waited longest for a turn, or who has fewest in hand; nobody when all are full."""
    if way == HandingOut.BY_HAND:
        return None
    able = [hand for hand in free if hand.is_free]
    by_load = way == HandingOut.BY_LOAD
    return min(able, key=lambda hand: (hand.in_hand if by_load else 0, hand.turn, hand.user.pk), default=None)


def loads(ids: Collection[int]) -> dict[int, int]:
    """How many active cases each of these people has in hand; who has none is not there."""
    theirs = Ticket.objects.active().filter(assignee__in=ids).order_by()
    return dict(theirs.values_list("assignee").annotate(Count("pk")))


def unassigned() -> dict[int, int]:
    """How many active cases of each team nobody has in hand; a team without any is not there."""
    waiting = Ticket.objects.active().filter(assignee=None, team__isnull=False).order_by()
    return dict(waiting.values_list("team").annotate(Count("pk")))


def stranded(*, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases in which it is our turn while who has them is away or has left us, the longest waiting first."""
    away, left = Q(assignee__in=Absence.objects.at(now).values("user")), Q(assignee__is_active=False)
    mine = Ticket.objects.active().filter(away | left, status__in=OUR_TURN)
    return mine.order_by("turn_since", "pk")


def stranded_by_team(*, now: dt.datetime, most: int) -> dict[int | None, list[Ticket]]:
    """The first of them of each team (None: of no team), each with how many its team has (`of_team`): one query."""
    in_team = Window(RowNumber(), partition_by=F("team"), order_by=["turn_since", "pk"])
    of_team = Window(Count("pk"), partition_by=F("team"))
    rows = stranded(now=now).annotate(place=in_team, of_team=of_team).filter(place__lte=most)
    found: dict[int | None, list[Ticket]] = {}
    for ticket in rows.select_related("customer", "assignee"):
        found.setdefault(ticket.team_id, []).append(ticket)
    return found
