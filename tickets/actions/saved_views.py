"""Keeping, changing and dropping views of the queue."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.models import Team
from tickets.models import SavedView
from tickets.queries.saved_views import may_change
from tickets.queues import Filters, as_lists

MOST = 50


@transaction.atomic
def keep_view(
    *, name: str, filters: Filters, team: Team | None = None, shared: bool = False, by: Actor, now: dt.datetime
) -> SavedView:
    """Keep filters under a name, after those that are there: one's own, a team's or, `shared`, everybody's.

    Refused for who is no manager when others would see it, without a name, and past the MOST that one may keep.
    """
    if (team or shared) and not by.is_manager:
        raise Refused(_("Only managers keep views for others. Keep it for yourself."), code="not_a_manager")
    whose = {"owner_id": None if team or shared else by.user_id, "team": team}
    beside = SavedView.objects.filter(**whose)
    if beside.count() >= MOST:
        raise Refused(_("There are %(count)s views already. Delete one first.") % {"count": MOST}, code="too_many")
    last = beside.order_by("-position").values_list("position", flat=True).first()
    view = SavedView(name=_named(name), position=0 if last is None else last + 1, **whose)
    return _with_filters(view, filters)


@transaction.atomic
def rename_view(*, view: SavedView, name: str, by: Actor, now: dt.datetime) -> SavedView:
    """Give a view another name. Refused to who may not change it, and without a name."""
    view = _locked(view, by)
    view.name = _named(name)
    view.save(update_fields=["name"])
    return view


@transaction.atomic
def change_filters(*, view: SavedView, filters: Filters, by: Actor, now: dt.datetime) -> SavedView:
    """Let a view say other filters. Refused to who may not change it."""
    return _with_filters(_locked(view, by), filters)


@transaction.atomic
def move_view(*, view: SavedView, places: int, by: Actor, now: dt.datetime) -> SavedView:
    """Move a view up (less than 0) or down among those that the same people see. Refused to who may not change it."""
    _check_may_change(view, by)
    rows = SavedView.objects.filter(owner=view.owner_id, team=view.team_id)
    # Held in the order of their ids, so that two who move at once do not wait in a circle; then read as they are shown.
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    beside = list(rows)
    if view not in beside:  # somebody has deleted it meanwhile
        return view
    here = beside.index(view)
    beside.insert(max(here + places, 0), beside.pop(here))
    for position, other in enumerate(beside):
        other.position = position
    SavedView.objects.bulk_update(beside, ["position"])
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: Actor, now: dt.datetime) -> None:
    """Drop a view; its cases stay. Refused to who may not change it."""
    _locked(view, by).delete()


def _locked(view: SavedView, by: Actor) -> SavedView:
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    _check_may_change(view, by)
    return view


def _check_may_change(view: SavedView, by: Actor) -> None:
    if not may_change(view, by):
        raise Refused(_("Only managers change a view that others see too."), code="not_a_manager")


def _named(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())[:60]
    if not name:
        raise Refused(_("Give the view a name."), code="no_name")
    return name


def _with_filters(view: SavedView, filters: Filters) -> SavedView:
    view.filters, view.sort = as_lists(filters), filters.sort.value
    view.save()
    return view
