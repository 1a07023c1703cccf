"""Teams as their page shows them: who is in them, what each has in hand, and what waits for nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.functional import Promise

from core.models import Absence, Team, User
from core.states import HandingOut
from postventa.desk.absence_page import last_of
from postventa.desk.forms.teams import WAYS
from tickets.models import Ticket
from tickets.queries.hands import loads, stranded_by_team, unassigned

STRANDED = 5  # of each team


@dataclass(frozen=True)
class Person:
    """Somebody of a team."""

    user: User
    in_hand: int
    away: Absence | None

    @property
    def until(self) -> dt.date | dt.datetime | None:
        return last_of(self.away) if self.away else None

    @property
    def is_full(self) -> bool:
        return self.user.capacity is not None and self.in_hand >= self.user.capacity


@dataclass(frozen=True)
class Shown:
    """A team, or what there is outside of any: its people, and what waits in it."""

    team: Team | None
    people: list[Person]
    unassigned: int
    stranded: list[Ticket]

    @property
    def way(self) -> str | Promise:
        return WAYS[HandingOut(self.team.handing_out)] if self.team else ""

    @property
    def hands_out(self) -> bool:
        return self.team is not None and self.team.handing_out != HandingOut.BY_HAND

    @property
    def stranded_count(self) -> int:
        return self.stranded[0].of_team if self.stranded else 0  # type: ignore[attr-defined]

    @property
    def more(self) -> int:
        """How many of them are not shown."""
        return self.stranded_count - len(self.stranded)

    @property
    def is_stuck(self) -> bool:
        """Whether it hands out, and nobody can take a case now."""
        return self.hands_out and all(person.away or person.is_full for person in self.people)


def agents() -> list[User]:
    """All of us who can be given cases, by name."""
    return list(User.objects.agents().order_by("name", "email"))


def shown_teams(now: dt.datetime) -> tuple[list[Shown], Shown]:
    """All teams; and who is in none, with what waits for somebody away in none."""
    theirs = Prefetch("members", User.objects.agents().order_by("name", "email"), to_attr="people")
    teams, everybody = list(Team.objects.prefetch_related(theirs)), agents()
    seen = _seer(everybody, now)
    waiting, stranded = unassigned(), stranded_by_team(now=now, most=STRANDED)
    in_teams = {person.pk for team in teams for person in team.people}  # type: ignore[attr-defined]
    rows = [
        Shown(team, seen(team.people), waiting.get(team.pk, 0), stranded.get(team.pk, []))  # type: ignore[attr-defined]
        for team in teams
    ]
    rest = [person for person in everybody if person.pk not in in_teams]
    return rows, Shown(None, seen(rest), 0, stranded.get(None, []))


def person_of(user: User, now: dt.datetime) -> Person:
    return _seer([user], now)([user])[0]


def _seer(people: Iterable[User], now: dt.datetime) -> Callable[[Iterable[User]], list[Person]]:
    """What is told of each of these people, read once."""
    ids = [person.pk for person in people]
    in_hand = loads(ids)
    away = {row.user_id: row for row in Absence.objects.at(now).filter(user__in=ids)}
    return lambda some: [Person(user, in_hand.get(user.pk, 0), away.get(user.pk)) for user in some]
