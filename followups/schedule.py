"""When a customer is called and when they are asked, by their own clock. Pure: aware instants in, UTC instants out.

The telephone rings within the law's hours (`windows`), those of the plan and none of the customer's quiet ones; a
message comes at any day's hour. A time that the clock skips is the moment after it; one that it shows twice is the
first of both.
"""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from core.places import Place, RestDays
from core.worktime import first_instant
from customers.rules import QuietHours
from followups.states import DelayUnit, Scope
from followups.windows import USUAL, Hours, NoHours, free_spans, leaves_hours

CALL_FROM, CALL_UNTIL = USUAL.start, USUAL.until
# A call that was agreed on is kept when we dial so much before or after the hour.
AGREED_SLACK = dt.timedelta(minutes=15)
MAIL_FROM, MAIL_UNTIL, MAIL_AT = dt.time(9, 0), dt.time(21, 0), dt.time(10, 0)
MIDNIGHT = dt.time()
DAY = dt.timedelta(days=1)
HOURS_A_DAY, WORKING_DAYS_A_WEEK = 24, 5
# No country rests for so long: whoever has an hour in a week has one by then.
MOST_DAYS = 90


class QuietDays(Protocol):
    """How many days a person is left in peace after a survey."""

    @property
    def transaction_days(self) -> int: ...

    @property
    def relation_days(self) -> int: ...


def leaves_time(quiet: QuietHours | None, place: Place | None = None, hours: Hours | None = USUAL) -> bool:
    """Whether there is an hour of the week at which we may call and they do not want quiet."""
    return leaves_hours(place.country if place else "", hours, quiet)


def may_call(moment: dt.datetime, place: Place, quiet: QuietHours | None = None, hours: Hours | None = USUAL) -> bool:
    """Whether their telephone may ring at that moment: by law, by the plan's `hours` and by their own wish.

    `hours` None: as far as the law goes.
    """
    local = moment.astimezone(place.zone)
    clock = local.time()
    spans = free_spans(place.country, local.weekday(), hours, quiet)
    within = any(start <= clock < until for start, until in spans)
    return within and local.date() not in RestDays(place.country, place.region)


def next_callable(
    moment: dt.datetime, place: Place, quiet: QuietHours | None = None, hours: Hours | None = USUAL
) -> dt.datetime:
    """The first moment, from that one on, at which their telephone may ring. NoHours when there is none in a week."""
    if may_call(moment, place, quiet, hours):
        return moment.astimezone(dt.UTC)
    if leaves_time(quiet, place, hours):
        today = moment.astimezone(place.zone).date()
        for ahead in range(MOST_DAYS):
            day = today + ahead * DAY
            for start, _until in free_spans(place.country, day.weekday(), hours, quiet):
                opening = clock_at(day, start, place)
                if opening >= moment and may_call(opening, place, quiet, hours):
                    return opening
    raise NoHours(f"{place.country} {hours} {quiet}")


def agreed_at(
    asked: dt.datetime, place: Place, quiet: QuietHours | None = None, hours: Hours | None = None
) -> dt.datetime:
    """When to call whoever asked to be called at that moment: then, if it is legal, or at the next moment that is."""
    return next_callable(asked, place, quiet, hours)


def due_after(fact_at: dt.datetime, delay: int, unit: DelayUnit | str, place: Place) -> dt.datetime:
    """The first moment at which so much has passed since the fact.

    Hours are real time. Days and working days count from the local day of the fact, and begin at midnight.
    """
    if unit == DelayUnit.HOURS:
        return fact_at.astimezone(dt.UTC) + dt.timedelta(hours=delay)
    return max(fact_at.astimezone(dt.UTC), clock_at(_day_after(fact_at, delay, unit, place), MIDNIGHT, place))


def least_days(delay: int, unit: DelayUnit | str) -> float:
    """How many days a delay takes at least: working days without any holiday, begun just before the first of a week."""
    if unit == DelayUnit.HOURS:
        return delay / HOURS_A_DAY
    week_ends = max(0, delay - 1) // WORKING_DAYS_A_WEEK if unit == DelayUnit.WORKING_DAYS else 0
    return delay + 2 * week_ends


def first_call_at(
    fact_at: dt.datetime,
    delay: int,
    unit: DelayUnit | str,
    place: Place,
    quiet: QuietHours | None = None,
    hours: Hours | None = USUAL,
) -> dt.datetime:
    """When to call about a fact: at the first hour to call once the delay has passed. NoHours when there is none."""
    return next_callable(due_after(fact_at, delay, unit, place), place, quiet, hours)


def survey_at(fact_at: dt.datetime, delay: int, unit: DelayUnit | str, place: Place) -> dt.datetime:
    """When to ask about a fact: in the morning of the day on which a delay in days ends; never at night."""
    due = due_after(fact_at, delay, unit, place)
    if unit != DelayUnit.HOURS:
        due = max(due, clock_at(_day_after(fact_at, delay, unit, place), MAIL_AT, place))
    return next_mailable(due, place)


def next_mailable(moment: dt.datetime, place: Place) -> dt.datetime:
    """The first moment, from that one on, at which a message does not wake anybody."""
    local = moment.astimezone(place.zone)
    if MAIL_FROM <= local.time() < MAIL_UNTIL:
        return moment.astimezone(dt.UTC)
    return clock_at(local.date() + (local.time() >= MAIL_FROM) * DAY, MAIL_FROM, place)


def local_day_end(moment: dt.datetime, place: Place) -> dt.datetime:
    """When their day ends in which that moment is."""
    return clock_at(moment.astimezone(place.zone).date() + DAY, MIDNIGHT, place)


def working_deadline(opened_at: dt.datetime, days: int, place: Place) -> dt.datetime:
    """When the working day ends that comes so many working days after the one on which something was opened."""
    return clock_at(_day_after(opened_at, days, DelayUnit.WORKING_DAYS, place) + DAY, MIDNIGHT, place)


def too_late_at(fact_at: dt.datetime, days: int, place: Place) -> dt.datetime:
    """When the last of so many days after a fact ends, on which it may still be asked or called about."""
    return clock_at(_day_after(fact_at, days, DelayUnit.DAYS, place) + DAY, MIDNIGHT, place)


def quarantined_until(
    last_any: dt.datetime | None, last_relation: dt.datetime | None, scope: Scope | str, policy: QuietDays
) -> dt.datetime | None:
    """From when on a person may be asked again who was asked last then; None when they never were.

    After any survey they are left in peace for a time; a survey about the company waits longer after another of those.
    """
    rests = [(last_any, policy.transaction_days), (last_relation, policy.transaction_days)]
    if scope == Scope.RELATION:
        rests.append((last_relation, policy.relation_days))
    return max((last.astimezone(dt.UTC) + days * DAY for last, days in rests if last), default=None)


def clock_at(day: dt.date, clock: dt.time, place: Place) -> dt.datetime:
    """When their clock shows that on a day: the first time that it does, or the moment after it when it is skipped."""
    return first_instant(dt.datetime.combine(day, clock), place.zone)


def _day_after(fact_at: dt.datetime, delay: int, unit: DelayUnit | str, place: Place) -> dt.date:
    """Their day so many days, or working days, after that of the fact."""
    day = fact_at.astimezone(place.zone).date()
    if unit != DelayUnit.WORKING_DAYS:
        return day + delay * DAY
    while delay:
        day += DAY
        delay -= place.is_working_day(day)
    return day
