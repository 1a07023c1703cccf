"""The views that agents keep: which of them somebody sees, may change, and what each says."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from core.actors import Actor
from core.models import Team
from tickets.models import SavedView
from tickets.queries.queue_counts import SOMEBODY
from tickets.queues import Filters, read_filters


def views_of(user_id: int) -> QuerySet[SavedView]:
    """Those that an agent sees: their own first, then their teams', then everybody's; each in its order."""
    mine, of_team = Q(owner=user_id), Q(team__in=Team.objects.filter(members=user_id))
    group = Case(When(mine, then=Value(0)), When(team__isnull=False, then=Value(1)), default=Value(2))
    seen = SavedView.objects.filter(mine | of_team | Q(owner=None, team=None))
    return seen.order_by(group, "position", "name", "pk")


def menu_of(user_id: int) -> list[SavedView]:
    """The same as a list. Every page of the desk shows it, so the statement is written once and not by the ORM."""
    statement, parameters = _statement()
    return list(SavedView.objects.raw(statement, [user_id if value == SOMEBODY else value for value in parameters]))


@lru_cache(1)
def _statement() -> tuple[str, tuple[Any, ...]]:
    return views_of(SOMEBODY).query.sql_with_params()


def may_change(view: SavedView, by: Actor) -> bool:
    """One's own is one's own; what others see too is for managers."""
    return view.owner_id == by.user_id if view.owner_id else by.is_manager


def filters_of(view: SavedView) -> Filters:
    """What the view says; what it says that is not known any more is left out."""
    lists = {
        name: [str(value) for value in values] for name, values in view.filters.items() if isinstance(values, list)
    }
    return read_filters(lists | {"sort": [view.sort]}).filters
