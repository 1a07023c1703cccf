"""When a customer is called and when they are asked, by their own clock. Pure: aware instants in, UTC instants out.

Calls. Spanish law allows commercial calls from 9:00 to 21:00, and neither on weekends nor on holidays (TRLGDCU
art. 96.2). A follow-up call sells nothing, and yet nobody likes the telephone at 9:00 sharp or at dinner: we call from
9:30 to 20:00 on working days, everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from followups.place import Place

CALL_FROM, CALL_UNTIL = dt.time(9, 30), dt.time(20, 0)
AFTERNOON, EVENING = dt.time(13, 0), dt.time(17, 0)
MAIL_FROM, MAIL_UNTIL, MAIL_AT = dt.time(9, 0), dt.time(21, 0), dt.time(10, 0)
BETWEEN_ATTEMPTS = dt.timedelta(hours=3)
DAY = dt.timedelta(days=1)


def may_call(moment: dt.datetime, place: Place) -> bool:
    """Whether their telephone may ring at that moment."""
    local = moment.astimezone(place.zone)
    return CALL_FROM <= local.time() < CALL_UNTIL and place.is_working_day(local.date())


def next_callable(moment: dt.datetime, place: Place) -> dt.datetime:
    """The first moment, from that one on, at which their telephone may ring."""
    if may_call(moment, place):
        return moment.astimezone(dt.UTC)
    local = moment.astimezone(place.zone)
    return place.at(_working_day(local.date() + (local.time() >= CALL_FROM) * DAY, place), CALL_FROM)


def first_call_at(completed_at: dt.datetime, working_days: int, place: Place) -> dt.datetime:
    """When to call after a delivery: `working_days` of theirs after the local day on which it was complete."""
    day = completed_at.astimezone(place.zone).date()
    for _ in range(working_days):
        day = _working_day(day + DAY, place)
    return next_callable(max(completed_at, place.at(day, CALL_FROM)), place)


def call_again_at(tried: Sequence[dt.datetime], place: Place) -> dt.datetime:
    """When to try somebody whom the attempts `tried` (oldest first, at least one) did not reach.

    Three hours later at the earliest and in another part of the day than the last one: whoever is not at home in the
    morning may be in the evening. The first retry may be on the same day, later ones wait for the next, so that four
    attempts fall on three days at least.
    """
    last = tried[-1]
    moment = last + BETWEEN_ATTEMPTS
    if len(tried) > 1:
        moment = max(moment, place.at(last.astimezone(place.zone).date() + DAY, dt.time()))
    moment = next_callable(moment, place)
    while _part(moment, place) == _part(last, place):
        moment = next_callable(_next_part(moment, place), place)
    return moment


def survey_at(completed_at: dt.datetime, days: int, place: Place) -> dt.datetime:
    """When to ask about a delivery: in the morning, `days` days after the local day on which it was complete."""
    day = completed_at.astimezone(place.zone).date() + days * DAY
    return next_mailable(max(completed_at, place.at(day, MAIL_AT)), place)


def case_survey_at(resolved_at: dt.datetime, hours: int, place: Place) -> dt.datetime:
    """When to ask about a case: `hours` after it was resolved, but not at night."""
    return next_mailable(resolved_at + dt.timedelta(hours=hours), place)


def next_mailable(moment: dt.datetime, place: Place) -> dt.datetime:
    """The first moment, from that one on, at which a message does not wake anybody."""
    local = moment.astimezone(place.zone)
    if MAIL_FROM <= local.time() < MAIL_UNTIL:
        return moment.astimezone(dt.UTC)
    return place.at(local.date() + (local.time() >= MAIL_FROM) * DAY, MAIL_AT)


def _working_day(day: dt.date, place: Place) -> dt.date:
    while not place.is_working_day(day):
        day += DAY
    return day


def _part(moment: dt.datetime, place: Place) -> int:
    """Morning, afternoon or evening: 0, 1, 2."""
    clock = moment.astimezone(place.zone).time()
    return (clock >= AFTERNOON) + (clock >= EVENING)


def _next_part(moment: dt.datetime, place: Place) -> dt.datetime:
    """When the part of the day that follows begins."""
    return place.at(moment.astimezone(place.zone).date(), (AFTERNOON, EVENING, CALL_UNTIL)[_part(moment, place)])
