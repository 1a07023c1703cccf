"""A unit comes into our hands and goes back: the days that suspend the terms of the law."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers.models import Unit
from warranties.models import Custody
from warranties.queries import local_date
from warranties.states import Outcome


@transaction.atomic
def hand_in(
    *,
    unit: Unit,
    fault: str,
    accessories: str = "",
    paid: bool = False,
    on: dt.date | None = None,
    by: Actor,
    now: dt.datetime,
) -> Custody:
    """The unit is in our hands, since today or since a past day `on`. The stay, with the number of its receipt.

    Refused without a fault, when we have it already, and for a day to come, before the delivery, or inside of or
    before another stay. A past stay that has ended is `record_stay`.
    """
    unit = _locked(unit)
    began = on or local_date(unit, now)
    stay = _new(unit, fault, accessories, paid, began, by, now)
    _check_days(unit, began, None, now)
    stay.save()
    return stay


@transaction.atomic
def give_back(
    *,
    custody: Custody,
    outcome: Outcome,
    work: str = "",
    replacement_serial: str = "",
    on: dt.date | None = None,
    by: Actor,
    now: dt.datetime,
) -> Custody:
    """The customer has the unit, or another one in its place, back: today, or on a past day `on`.

    Refused when it went back already, for a day to come or before the hand-in, and for the serial number of a
    replacement when nothing was replaced.
    """
    unit = _locked(custody.unit)
    custody = Custody.objects.get(pk=custody.pk)
    if custody.returned_on is not None:
        raise Refused(
            _("It went back on %(on)s already.") % {"on": date_format(custody.returned_on)}, code="custody_returned"
        )
    _end(custody, unit, outcome, work, replacement_serial, on or local_date(unit, now), by, now)
    _check_days(unit, custody.handed_in_on, custody.returned_on, now, but=custody)
    custody.save()
    return custody


@transaction.atomic
def record_stay(
    *,
    unit: Unit,
    fault: str,
    handed_in_on: dt.date,
    returned_on: dt.date,
    outcome: Outcome,
    work: str = "",
    replacement_serial: str = "",
    accessories: str = "",
    paid: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Custody:
    """A stay that is over and was not written down then. Refused as hand_in and give_back do."""
    unit = _locked(unit)
    stay = _new(unit, fault, accessories, paid, handed_in_on, by, now)
    _end(stay, unit, outcome, work, replacement_serial, returned_on, by, now)
    _check_days(unit, handed_in_on, returned_on, now)
    stay.save()
    return stay


def _locked(unit: Unit) -> Unit:
    rows = Unit.objects.select_for_update(of=("self",))
    return rows.select_related("purchase__customer", "delivery").get(pk=unit.pk)


def _new(unit: Unit, fault: str, accessories: str, paid: bool, began: dt.date, by: Actor, now: dt.datetime) -> Custody:
    if not fault.strip():
        raise Refused(_("Write down what the customer says is wrong."), code="fault_missing")
    return Custody(
        unit=unit,
        handed_in_at=_instant(unit, began, now),
        handed_in_on=began,
        fault=fault.strip(),
        accessories=accessories.strip(),
        paid=paid,
        received_by_id=by.user_id,
    )


def _end(
    stay: Custody, unit: Unit, outcome: Outcome, work: str, serial: str, ended: dt.date, by: Actor, now: dt.datetime
) -> None:
    if serial.strip() and outcome != Outcome.REPLACED:
        raise Refused(
            _("The serial number of a replacement is for units that were replaced."), code="serial_of_nothing"
        )
    if ended < stay.handed_in_on:
        days = {"on": date_format(ended), "handed_in": date_format(stay.handed_in_on)}
        raise Refused(
            _("The return (%(on)s) is before the hand-in (%(handed_in)s). Check both.") % days,
            code="return_before_hand_in",
        )
    stay.returned_at = max(_instant(unit, ended, now), stay.handed_in_at)
    stay.returned_on, stay.outcome = ended, outcome
    stay.work, stay.replacement_serial, stay.returned_by_id = work.strip(), serial.strip(), by.user_id


def _check_days(
    unit: Unit, began: dt.date, ended: dt.date | None, now: dt.datetime, *, but: Custody | None = None
) -> None:
    last = ended or began
    if last > local_date(unit, now):
        raise Refused(_("%(on)s has not come yet.") % {"on": date_format(last)}, code="custody_in_future")
    delivered = unit.delivery.delivered_on
    if delivered is not None and began < delivered:
        days = {"on": date_format(began), "delivered": date_format(delivered)}
        raise Refused(
            _("The hand-in (%(on)s) is before the delivery (%(delivered)s). Check both.") % days,
            code="hand_in_before_delivery",
        )
    for other in Custody.objects.filter(unit=unit):
        if but is None or other.pk != but.pk:
            _check_apart(began, ended, other)


def _check_apart(began: dt.date, ended: dt.date | None, other: Custody) -> None:
    """Two stays may share the day on which one ends and the other begins, and no more."""
    if ended is None and other.returned_on is None:
        raise Refused(
            _("It is in our hands already, since %(on)s.") % {"on": date_format(other.handed_in_on)},
            code="custody_open",
        )
    first, second = sorted([(began, ended or dt.date.max), (other.handed_in_on, other.returned_on or dt.date.max)])
    if second[0] >= first[1]:
        return
    if other.returned_on is None:
        sentence = _("It is in our hands since %(began)s, so this stay has to end before.")
    elif ended is None and began < other.handed_in_on:
        sentence = _(
            "It was in our hands from %(began)s to %(ended)s. An earlier stay is written down with both its days."
        )
    else:
        sentence = _("It was in our hands from %(began)s to %(ended)s already. Check the days.")
    days = {
        "began": date_format(other.handed_in_on),
        "ended": date_format(other.returned_on) if other.returned_on else "",
    }
    raise Refused(sentence % days, code="custody_overlap")


def _instant(unit: Unit, day: dt.date, now: dt.datetime) -> dt.datetime:
    """Now for today, noon for a day that is past, of which nobody told the hour."""
    if day == local_date(unit, now):
        return now
    return dt.datetime.combine(day, dt.time(12), zone_of(unit.purchase.customer.timezone))
