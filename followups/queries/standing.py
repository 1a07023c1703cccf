"""Whether a call is still to be made, looked at again before somebody dials: the world went on since it was planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from core import prepared
from customers.rules import QuietHours
from followups.facts import is_dialled
from followups.models import Call, CallAttempt, Invitation
from followups.queries.people import place_of, quiet_of, same_person
from followups.schedule import (
    DAY,
    first_call_at,
    leaves_time,
    local_day_end,
    may_call,
    next_callable,
    too_late_at,
)
from followups.states import CallKind, DelayUnit, Means, MoveReason, Rank, Reason
from followups.windows import Hours, per_day
from tickets.models.ticket import ACTIVE, RESOLVED_STATES

# What somebody waits for: it has no window, and no other call is more urgent.
AWAITED = (Rank.AGREED, Rank.LOOP)


@dataclass(frozen=True)
class Person:
    """What is known of a person under all of their records."""

    no_calls: bool
    minor: bool
    deceased: bool
    in_dispute: bool
    has_open_case: bool
    # Somebody has another call to them in hand.
    is_rung: bool


@dataclass(frozen=True)
class PutOff:
    """A call that is to be made later, and why."""

    until: dt.datetime
    why: MoveReason


_PERSON = """
WITH record AS MATERIALIZED (
  SELECT id, no_calls, minor, deceased, in_dispute FROM customers_customer WHERE id = %(customer)s
  UNION SELECT id, no_calls, minor, deceased, in_dispute FROM customers_customer WHERE email = %(email)s AND email <> ''
  UNION SELECT id, no_calls, minor, deceased, in_dispute FROM customers_customer WHERE phone = %(phone)s
    AND phone <> '' AND left(phone, 1) = '+'
)
SELECT bool_or(no_calls), bool_or(minor), bool_or(deceased), bool_or(in_dispute),
  EXISTS (SELECT 1 FROM tickets_ticket ticket JOIN record ON ticket.customer_id = record.id
          WHERE ticket.status = ANY (%(active)s) AND ticket.aside = ''),
  EXISTS (SELECT 1 FROM followups_call call JOIN record ON call.customer_id = record.id
          WHERE call.id <> %(call)s AND call.held_by_id IS NOT NULL AND call.held_until > %(now)s
            AND call.state = 'planned')
FROM record
"""


def person_of(call: Call, now: dt.datetime) -> Person:
    """The person whom a call is for, as `same_person` knows them; one query."""
    customer = call.customer
    given = {
        "customer": customer.pk, "email": customer.email, "phone": customer.phone, "active": [str(s) for s in ACTIVE],
        "call": call.pk, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        prepared.execute(cursor, _PERSON, given)
        return Person(*cursor.fetchone())


def hours_of(call: Call) -> Hours | None:
    """The hours at which it may ring: those of its plan; all that the law allows when the customer named the hour."""
    return None if call.rank == Rank.AGREED else Hours(call.lane.call_from, call.lane.call_until)


def quiet_for(call: Call) -> QuietHours | None:
    """Hours that are not theirs to be called in; none when they leave no other, nor for an hour that they named."""
    quiet = _quiet(call)
    return quiet if leaves_time(quiet, place_of(call.customer), hours_of(call)) else None


def _quiet(call: Call) -> QuietHours | None:
    return None if call.rank == Rank.AGREED else quiet_of(call.customer)


def fact_at(call: Call) -> dt.datetime | None:
    """When it happened what the call is about; None when it is undone, or a day to come."""
    if call.kind == CallKind.DELIVERY:
        return call.delivery.completed_at if call.delivery else None
    if call.kind == CallKind.RESOLUTION:
        return call.ticket.resolved_at if call.ticket else None
    return None


def window_end(call: Call) -> dt.datetime | None:
    """Until when it is worth calling by its plan; None without end: nobody's plan, or somebody waits for it."""
    place = place_of(call.customer)
    if call.about_on:
        return place.at(call.about_on + DAY, dt.time())
    happened = fact_at(call)
    if call.plan is None or happened is None or call.rank in AWAITED:
        return None
    return too_late_at(happened, call.plan.call_window_days, place)


def hindrance(call: Call, person: Person, now: dt.datetime) -> Reason | PutOff | None:
    """Why a call is not to be made at all, or not now; None when the telephone may ring."""
    return _why_never(call, person, now) or _why_later(call, person, now)


def _why_never(call: Call, person: Person, now: dt.datetime) -> Reason | None:
    about, customer, end = _why_not_about(call), call.customer, window_end(call)
    whys = (
        (about is not None, about),
        (customer.erased_at is not None, Reason.ERASED),
        (person.deceased, Reason.DECEASED),
        (person.minor, Reason.MINOR),
        (person.in_dispute, Reason.DISPUTE),
        (person.no_calls, Reason.OPTED_OUT),
        (not is_dialled(customer.phone), Reason.NO_ADDRESS),
        (not leaves_time(_quiet(call), place_of(customer), hours_of(call)), Reason.NO_HOUR),
        (_is_answered(call), Reason.CONTACTED_US),
        (end is not None and now >= end, Reason.TOO_LATE),
    )
    return next((reason for holds, reason in whys if holds), None)


def answered_instead() -> Q:
    """Of calls for want of an answer: the survey was answered after all, and nobody waits for the call."""
    answered = Invitation.objects.filter(kind=OuterRef("kind"), started_at__isnull=False)
    same = (
        Q(Exists(answered.filter(delivery=OuterRef("delivery"))))
        | Q(Exists(answered.filter(ticket=OuterRef("ticket"))))
        | Q(Exists(answered.filter(unit=OuterRef("unit"), about_on=OuterRef("about_on"))))
    )
    return Q(plan__means=Means.SURVEY_ELSE_CALL) & ~Q(rank__in=AWAITED) & same


def _is_answered(call: Call) -> bool:
    if call.plan is None or call.plan.means != Means.SURVEY_ELSE_CALL:
        return False
    return Call.objects.filter(answered_instead(), pk=call.pk).exists()


def _why_not_about(call: Call) -> Reason | None:
    """What it was about is so no more."""
    if call.kind == CallKind.DELIVERY:
        return Reason.NOT_DELIVERED if fact_at(call) is None else None
    if call.kind != CallKind.RESOLUTION:
        return None
    assert call.ticket
    if call.ticket.status not in RESOLVED_STATES or call.ticket.aside:
        return Reason.REOPENED
    return Reason.SAFETY if call.ticket.safety else None


def _why_later(call: Call, person: Person, now: dt.datetime) -> Reason | PutOff | None:
    place, hours, quiet = place_of(call.customer), hours_of(call), quiet_for(call)
    earliest = _earliest(call)
    if earliest and earliest > now:
        return PutOff(earliest, MoveReason.LATER)
    end = window_end(call)
    if person.has_open_case and call.kind != CallKind.LOOP:
        tomorrow = first_call_at(now, 1, DelayUnit.WORKING_DAYS, place, quiet, hours)
        return Reason.OPEN_CASE if end and tomorrow >= end else PutOff(tomorrow, MoveReason.OPEN_CASE)
    rung = _rung_today(call, now)
    if may_call(now, place, quiet, hours) and not rung:
        return None
    opening = next_callable(local_day_end(now, place) if rung else now, place, quiet, hours)
    why = MoveReason.DAY_LIMIT if rung else MoveReason.QUIET
    return Reason.TOO_LATE if end and opening >= end else PutOff(opening, why)


def _rung_today(call: Call, now: dt.datetime) -> bool:
    """Whether the law of where they are allows no other call today, about whatever; an hour that they named it does."""
    place = place_of(call.customer)
    most = per_day(place.country)
    if most is None or call.rank == Rank.AGREED:
        return False
    attempts = CallAttempt.objects.filter(call__customer__in=same_person(call.customer))
    return attempts.filter(at__gte=local_day_end(now - DAY, place)).count() >= most


def _earliest(call: Call) -> dt.datetime | None:
    """When a delivery or a case that was completed again since may be called about; None when it was tried already."""
    happened, plan = fact_at(call), call.plan
    if happened is None or plan is None or call.rank in AWAITED or call.attempts.exists():
        return None
    place = place_of(call.customer)
    return first_call_at(happened, plan.call_delay, plan.call_unit, place, quiet_for(call), hours_of(call))
