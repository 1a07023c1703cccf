"""What follows cases that were resolved."""

from __future__ import annotations

import datetime as dt

from followups.actions.planning import Planner
from followups.actions.planning_troubles import note_impossible
from followups.facts import CASE
from followups.possible import since_of
from followups.queries.facts import fresh_cases
from followups.queries.plans import live_plans
from followups.states import Trigger


def plan_cases(*, now: dt.datetime, since: dt.datetime | None = None) -> int:
    """Plan calls and surveys about cases resolved within the windows of their plans, or from `since` on; how many rows.

    One that was given up because its case had been opened again is planned anew.
    """
    versions = live_plans([Trigger.RESOLVED])
    if not versions:
        return 0
    from_when = since_of(versions, note_impossible(versions, now), now, since)
    planner = Planner(CASE, versions, now)
    return planner.run(lambda after, limit: fresh_cases(versions, from_when, now, after=after, limit=limit))
