"""A unit comes into our hands and goes back: the days that suspend the terms of the law."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actions.audit import Plain, note_change
from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers.actions.known import check_known
from customers.models import Unit
from warranties.actions._reasons import check_reason
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

    Refused without a fault, when we have it already, and for a day to come, before the delivery (before the purchase
    where nothing was delivered yet), or inside of or before another stay. A past stay that has ended is `record_stay`.
    """
    check_known(unit.keeper)
    unit = Unit.objects.locked().get(pk=unit.pk)
    began = on or local_date(unit, now)
    stay = _new(unit, fault, accessories, paid, began, by, now)
    _check_hand_in(unit, began)
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

    Refused when it went back already, for a day to come or before the hand-in, for a stay of one day that is written
    down already, and for the serial number of a replacement when nothing was replaced. Never for a delivery that was
    written down after the hand-in: what we hold can always go back.
    """
    check_known(custody.unit.keeper)
    unit = Unit.objects.locked().get(pk=custody.unit_id)
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
    check_known(unit.keeper)
    unit = Unit.objects.locked().get(pk=unit.pk)
    stay = _new(unit, fault, accessories, paid, handed_in_on, by, now)
    _check_hand_in(unit, handed_in_on)
    _end(stay, unit, outcome, work, replacement_serial, returned_on, by, now)
    _check_days(unit, handed_in_on, returned_on, now)
    stay.save()
    return stay


@transaction.atomic
def correct_stay(
    *,
    custody: Custody,
    handed_in_on: dt.date,
    returned_on: dt.date | None = None,
    paid: bool,
    outcome: Outcome | None = None,
    replacement_serial: str = "",
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> Custody:
    """A stay was written down wrong: its days, who pays and how it ended are as given, and what they were is traced.

    Saying the same again changes nothing. Refused without a reason, for a stay that went back meanwhile, and as
    record_stay does. A unit is given back by `give_back` alone.
    """
    check_known(custody.unit.keeper)
    unit = Unit.objects.locked().get(pk=custody.unit_id)
    stay = Custody.objects.get(pk=custody.pk)
    check_reason(reason)
    if stay.is_open != (returned_on is None) or stay.is_open != (outcome is None):
        raise Refused(_("It was given back meanwhile. Look at the stay as it is now."), code="custody_returned")
    before = _facts(stay)
    if handed_in_on != stay.handed_in_on:
        _check_hand_in(unit, handed_in_on)
        stay.handed_in_on, stay.handed_in_at = handed_in_on, _instant(unit, handed_in_on, now)
    stay.paid = paid
    if returned_on is not None and outcome is not None:
        _put_end(stay, unit, outcome, replacement_serial, returned_on, now)
    after = _facts(stay)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return stay
    if {"handed_in_on", "returned_on"} & {*changed}:
        _check_days(unit, handed_in_on, returned_on, now, but=stay)
    stay.save()
    note_change(
        noun="customers.unit",
        object_id=unit.pk,
        what="stay_corrected",
        before={"stay": stay.pk, **{name: before[name] for name in changed}},
        after={"stay": stay.pk, **{name: after[name] for name in changed}},
        reason=reason,
        by=by,
        now=now,
    )
    return stay


def _facts(stay: Custody) -> dict[str, Plain]:
    """What can be corrected of a stay."""
    names = ("handed_in_on", "returned_on", "paid", "outcome", "replacement_serial")
    return {name: getattr(stay, name) for name in names}


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
    _put_end(stay, unit, outcome, serial, ended, now)
    stay.work, stay.returned_by_id = work.strip(), by.user_id


def _put_end(stay: Custody, unit: Unit, outcome: Outcome, serial: str, ended: dt.date, now: dt.datetime) -> None:
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
    at = stay.returned_at if stay.returned_at and ended == stay.returned_on else _instant(unit, ended, now)
    stay.returned_at, stay.returned_on = max(at, stay.handed_in_at), ended
    stay.outcome, stay.replacement_serial = outcome, serial.strip()


def _check_hand_in(unit: Unit, began: dt.date) -> None:
    """Refused for a day on which the customer had nothing to hand in."""
    delivered, purchased = unit.delivery.delivered_on, unit.purchase.purchased_on
    if delivered is not None and began < delivered:
        days = {"on": date_format(began), "delivered": date_format(delivered)}
        raise Refused(
            _("The hand-in (%(on)s) is before the delivery (%(delivered)s). Check both.") % days,
            code="hand_in_before_delivery",
        )
    if delivered is None and began < purchased:
        days = {"on": date_format(began), "purchased": date_format(purchased)}
        raise Refused(
            _("The hand-in (%(on)s) is before the purchase (%(purchased)s). Check both.") % days,
            code="hand_in_before_purchase",
        )


def _check_days(
    unit: Unit, began: dt.date, ended: dt.date | None, now: dt.datetime, *, but: Custody | None = None
) -> None:
    last = ended or began
    if last > local_date(unit, now):
        raise Refused(_("%(on)s has not come yet.") % {"on": date_format(last)}, code="custody_in_future")
    for other in Custody.objects.filter(unit=unit):
        if but is None or other.pk != but.pk:
            _check_apart(began, ended, other)


def _check_apart(began: dt.date, ended: dt.date | None, other: Custody) -> None:
    """Two stays may share the day on which one ends and the other begins, and no more; none is written down twice."""
    if ended is None and other.returned_on is None:
        raise Refused(
            _("It is in our hands already, since %(on)s.") % {"on": date_format(other.handed_in_on)},
            code="custody_open",
        )
    if ended is not None and (began, ended) == (other.handed_in_on, other.returned_on):
        days = {"began": date_format(began), "ended": date_format(ended)}
        raise Refused(
            _("A stay from %(began)s to %(ended)s is written down already. Check the days.") % days,
            code="custody_repeated",
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
