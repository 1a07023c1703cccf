"""What follows days of units: a guarantee that is about to end, maintenance that is due."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from followups.actions.planning import Planner
from followups.actions.planning_troubles import note_impossible
from followups.facts import GUARANTEE, MAINTENANCE
from followups.possible import window_of
from followups.queries.plans import live_plans
from followups.queries.unit_days import due_maintenance, ending_guarantees
from followups.states import Trigger

_TRIGGERS = (
    (Trigger.GUARANTEE, GUARANTEE, ending_guarantees),
    (Trigger.MAINTENANCE, MAINTENANCE, due_maintenance),
)


def plan_unit_days(*, now: dt.datetime, back: int | None = None) -> int:
    """Plan calls and surveys about units whose day comes near; how many rows.

    A day counts as near `lead_days` before it by the plan. With `back`, what has been near for so many days at most;
    without it, for as long as the windows of the plans.
    """
    today, count = timezone.localdate(now), 0
    for trigger, subject, find in _TRIGGERS:
        versions = live_plans([trigger])
        impossible = note_impossible(versions, now)
        possible = [version for version in versions if version.pk not in impossible]
        if not possible:
            continue
        days = max(window_of(version).days for version in possible) if back is None else back
        planner = Planner(subject, versions, now)
        found = (fact for fact in find(versions, subject, today, back=days) if fact.plan not in impossible)
        count += planner.run_over(found)
    return count
