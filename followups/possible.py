"""Whether a plan can be followed at all, and from when on facts count for it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from core.places import Place
from core.zones import zone_of
from followups.schedule import least_days, leaves_time
from followups.states import Means
from followups.windows import Hours

if TYPE_CHECKING:
    from followups.models import PlanVersion

NEVER = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
LONGEST = dt.timedelta(days=3650)


def is_possible(version: PlanVersion) -> bool:
    """Whether it leaves an hour to call somewhere, and whatever it makes is due before it is too late for it."""
    if version.means != Means.SURVEY and not (_has_hours(version) and _calls_in_time(version)):
        return False
    return version.means == Means.CALL or _asks_in_time(version)


def _has_hours(version: PlanVersion) -> bool:
    if version.call_from >= version.call_until:
        return False
    hours = Hours(version.call_from, version.call_until)
    return any(leaves_time(None, Place(zone_of(""), country), hours) for country in version.countries or [""])


def _calls_in_time(version: PlanVersion) -> bool:
    return least_days(version.call_delay, version.call_unit) < version.call_window_days


def _asks_in_time(version: PlanVersion) -> bool:
    return least_days(version.survey_delay, version.survey_unit) < version.survey_window_days


def since_of(
    versions: Iterable[PlanVersion], impossible: Container[int], now: dt.datetime, since: dt.datetime | None = None
) -> dict[int, dt.datetime]:
    """From when on facts count for each plan: within its windows, and not before `since`.

    Facts of a plan that is not possible wait until it is: they are not the next plan's.
    """
    return {
        version.pk: NEVER if version.pk in impossible else max(now - window_of(version), since or now - LONGEST)
        for version in versions
    }


def window_of(version: PlanVersion) -> dt.timedelta:
    """How long after a fact somebody may be called or asked about it, whichever is longer."""
    calls = 0 if version.means == Means.SURVEY else version.call_window_days
    surveys = 0 if version.means == Means.CALL else version.survey_window_days
    return dt.timedelta(days=max(calls, surveys))
