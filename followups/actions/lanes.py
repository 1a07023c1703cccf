"""The lane of a call: the clock, the days of rest, the hours and the team that it shares with others."""

from __future__ import annotations

import datetime as dt

from core.places import Place
from followups.models import Lane, PlanVersion
from followups.schedule import CALL_FROM, CALL_UNTIL


def lane_of(*, place: Place, plan: PlanVersion | None = None) -> Lane:
    """The lane of calls to a place by a plan; without one, by the usual hours and nobody's in particular."""
    team = plan.team_id if plan else None
    start, until = (plan.call_from, plan.call_until) if plan else (CALL_FROM, CALL_UNTIL)
    return _lane(str(place.zone), place.country, place.region, start, until, team)


def _lane(zone: str, country: str, region: str, start: dt.time, until: dt.time, team: int | None) -> Lane:
    lane, _new = Lane.objects.get_or_create(
        zone=zone, country=country, region=region, call_from=start, call_until=until,
        team_id=team,  # type: ignore[misc]  # none is a team too: nobody's in particular
    )  # fmt: skip
    return lane
