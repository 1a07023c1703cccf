"""What was promised to a customer, on plain values: for when it may be, and the clock that watches it. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tickets.clock_facts import Wanted
from tickets.states import ClockState, Due, PromiseKind, PromiseState

if TYPE_CHECKING:
    from core.models import User

MAX_WHAT = 200  # characters
FURTHEST = dt.timedelta(days=366)
NOON, EVENING = dt.time(12), dt.time(18)
# A moment that is nearer than this is no help to who is offered it.
SOONEST = dt.timedelta(minutes=30)
SATURDAY = 5


@dataclass(frozen=True)
class Promised:
    """What somebody says that will be done."""

    kind: PromiseKind
    what: str
    owner: User
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A promise as its row says it. `replaced_at`: when the customer agreed to another moment instead."""

    pk: int
    state: str
    made_at: dt.datetime
    due_at: dt.datetime
    settled_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    replaced_at: dt.datetime | None = None


def clock_of(promise: Made, *, aside: bool = False) -> Wanted:
    """Its clock: it runs until what was promised is done, late or not, or the customer agreed to something else.

    It does not run in a case that was set aside, nor when the promise was withdrawn.
    """
    ended_at = _end(promise)
    off = promise.state == PromiseState.WITHDRAWN or (aside and ended_at is None)
    state = ClockState.OFF if off else ClockState.ENDED if ended_at else ClockState.RUNNING
    return Wanted(
        due=Due.PROMISE,
        anchor=f"promise:{promise.pk}",
        state=state,
        starts_at=promise.made_at,
        promise=promise.pk,
        due_at=promise.due_at,
        ended_at=None if off else ended_at,
    )


def _end(promise: Made) -> dt.datetime | None:
    match promise.state:
        case PromiseState.OPEN | PromiseState.WITHDRAWN:
            return None
        case PromiseState.BROKEN:
            return promise.done_at or promise.replaced_at
    return promise.done_at or promise.settled_at


def came_to(due_at: dt.datetime, done_at: dt.datetime) -> PromiseState:
    """What a promise is once it was done: kept by its moment, broken after it."""
    return PromiseState.KEPT if done_at <= due_at else PromiseState.BROKEN


def was_broken(state: str, due_at: dt.datetime, settled_at: dt.datetime | None) -> bool:
    """Whether its moment passed without it. One that was withdrawn only afterwards had been broken all the same."""
    late = settled_at is not None and settled_at >= due_at
    return state == PromiseState.BROKEN or (state == PromiseState.WITHDRAWN and late)


def usual_moments(local: dt.datetime) -> list[dt.datetime]:
    """The moments that are offered at this one, in its zone: this evening, tomorrow at noon, and the next two noons.

    Of the noons after tomorrow none is on a weekend.
    """
    zone, today = local.tzinfo, local.date()
    evening = dt.datetime.combine(today, EVENING, zone)
    found = [evening] if evening - local >= SOONEST else []
    found.append(dt.datetime.combine(today + dt.timedelta(days=1), NOON, zone))
    day = today + dt.timedelta(days=1)
    while len(found) < 4:
        day += dt.timedelta(days=1)
        if day.weekday() < SATURDAY:
            found.append(dt.datetime.combine(day, NOON, zone))
    return found
