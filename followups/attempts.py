"""When somebody is tried again who was not reached. Pure: aware instants in, UTC instants out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.places import Place
from customers.rules import QuietHours
from followups.schedule import local_day_end, next_callable
from followups.states import Outcome
from followups.windows import PARTS, USUAL, Hours, part_of, parts_left, per_day

# Somebody who had no time: the next week, and not the next hour (queXS and its users wait 10,080 minutes).
AFTER_DECLINED = dt.timedelta(days=7)


@dataclass(frozen=True)
class Attempts:
    """How often somebody is tried: `most` times, and by the last on so many days and in so many parts of the day."""

    most: int = 4
    days: int = 3
    dayparts: int = 2
    spacing_minutes: int = 180


class Tried(NamedTuple):
    """An attempt and what came of it."""

    at: dt.datetime
    outcome: Outcome | str = Outcome.NO_ANSWER


def next_attempt(
    tried: Sequence[Tried],
    policy: Attempts,
    place: Place,
    quiet: QuietHours | None = None,
    hours: Hours | None = USUAL,
    until: dt.datetime | None = None,
) -> dt.datetime | None:
    """When to try again after all the attempts `tried` (oldest first, at least one); None: not any more.

    Not before the time between attempts has passed, not more often in a day than the law of the place says, not in the
    part of the day of the last one if there is another, and in time for the days and parts of the day that the policy
    asks for. Whoever had no time is left alone for a week. An attempt that ended in a call back is not one of the most,
    for we promised the next one. None, too, when it would be after `until`. NoHours as `next_callable`.
    """
    missed = [one for one in tried if one.outcome != Outcome.CALL_BACK]
    left = policy.most - len(missed)
    if left <= 0:
        return None
    last = tried[-1]
    moment = last.at + dt.timedelta(minutes=policy.spacing_minutes)
    if last.outcome == Outcome.DECLINED:
        moment = max(moment, last.at + AFTER_DECLINED)
    if _is_new_day_due(tried, missed, left, policy, place):
        moment = max(moment, local_day_end(last.at, place))
    parts = _parts_wanted(missed, left, policy, place, parts_left(place.country, hours, quiet))
    found = _next_in(parts, moment, place, quiet, hours)
    return None if until is not None and found > until else found


def part_of_day(moment: dt.datetime, place: Place) -> int:
    """Morning, afternoon or evening: 0, 1, 2."""
    return part_of(moment.astimezone(place.zone).time())


def _is_new_day_due(tried: Sequence[Tried], missed: Sequence[Tried], left: int, policy: Attempts, place: Place) -> bool:
    """Whether the law has it that today is over, or each attempt that is left has to be on a day of its own."""
    days = {_day(one.at, place) for one in missed}
    today = sum(_day(one.at, place) == _day(tried[-1].at, place) for one in tried)
    limit = per_day(place.country)
    return policy.days - len(days) >= left or (limit is not None and today >= limit)


def _parts_wanted(
    missed: Sequence[Tried], left: int, policy: Attempts, place: Place, possible: frozenset[int]
) -> frozenset[int]:
    """The parts of the day of which the next attempt is to be in one."""
    seen = {part_of_day(one.at, place) for one in missed}
    new = possible - seen
    if new and policy.dayparts - len(seen) >= left:
        return new
    other = possible - {part_of_day(missed[-1].at, place)} if missed else possible
    return other if policy.dayparts > 1 and other else possible


def _next_in(
    parts: frozenset[int], moment: dt.datetime, place: Place, quiet: QuietHours | None, hours: Hours | None
) -> dt.datetime:
    moment = next_callable(moment, place, quiet, hours)
    while part_of_day(moment, place) not in parts:
        moment = next_callable(_part_end(moment, place), place, quiet, hours)
    return moment


def _part_end(moment: dt.datetime, place: Place) -> dt.datetime:
    """When the part of the day ends in which that moment is."""
    day, number = _day(moment, place), part_of_day(moment, place)
    return local_day_end(moment, place) if number == len(PARTS) - 1 else place.at(day, PARTS[number][1])


def _day(moment: dt.datetime, place: Place) -> dt.date:
    return moment.astimezone(place.zone).date()
