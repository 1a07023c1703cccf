"""The planner's rounds: often over what is fresh, now and then over all that may still be followed."""

from __future__ import annotations

import datetime as dt

from followups.actions.planning_cases import plan_cases
from followups.actions.planning_deliveries import plan_deliveries
from followups.actions.planning_troubles import settle_mended
from followups.actions.planning_unit_days import plan_unit_days
from followups.actions.planning_upkeep import drop_idle_calls, put_off_calls, redate_calls

FRESH = dt.timedelta(days=2)


def plan_fresh(*, now: dt.datetime) -> int:
    """Plan what follows the facts of the last two days; how many calls and surveys."""
    return plan_deliveries(now=now, since=now - FRESH) + plan_cases(now=now, since=now - FRESH)


def plan_days(*, now: dt.datetime) -> int:
    """Plan what follows the guarantees and the maintenance that came near in the last two days; how many."""
    return plan_unit_days(now=now, back=FRESH.days)


def plan_everything(*, now: dt.datetime) -> int:
    """Plan what follows all facts that are not too old for their plans, and tidy up; how many calls and surveys.

    Nothing is lost that was brought late, or while nobody planned. What stood in the way and was mended is settled.
    """
    count = plan_deliveries(now=now) + plan_cases(now=now)
    redate_calls(now=now)
    settle_mended(now=now)
    return count


def plan_all_days(*, now: dt.datetime) -> int:
    """The same for as long as the windows of the plans; how many."""
    return plan_unit_days(now=now)


def tidy_calls(*, now: dt.datetime) -> int:
    """Drop the due calls that are not to be made any more and put off those in quiet hours; how many."""
    return drop_idle_calls(now=now) + put_off_calls(now=now)
