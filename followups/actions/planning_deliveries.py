"""What follows deliveries that were completed, installed if they are installed."""

from __future__ import annotations

import datetime as dt

from followups.actions.planning import Planner
from followups.actions.planning_troubles import note_bad_deliveries, note_impossible
from followups.facts import DELIVERY
from followups.possible import since_of
from followups.queries.facts import fresh_deliveries
from followups.queries.plans import live_plans
from followups.states import Trigger


def plan_deliveries(*, now: dt.datetime, since: dt.datetime | None = None) -> int:
    """Plan calls and surveys about deliveries completed within the windows of their plans; how many rows.

    With `since`, only about those completed from then on: that is the quick look, the other one finds what was brought
    late too, and says which deliveries have impossible dates.
    """
    versions = live_plans([Trigger.DELIVERED, Trigger.INSTALLED])
    if not versions:
        return 0
    from_when = since_of(versions, note_impossible(versions, now), now, since)
    if since is None:
        note_bad_deliveries(since=min(from_when.values()), now=now)
    planner = Planner(DELIVERY, versions, now)
    return planner.run(lambda after, limit: fresh_deliveries(versions, from_when, now, after=after, limit=limit))
