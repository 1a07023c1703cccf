"""A unit comes into our hands and goes back, and the open cases about it are decided again on its new history."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from customers.models import Unit
from tickets.actions.coverage import decide_again
from warranties.actions import custody as hands
from warranties.models import Custody
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
    """The unit is in our hands; its open cases are decided again. Refused as `warranties.actions.custody` does."""
    stay = hands.hand_in(unit=unit, fault=fault, accessories=accessories, paid=paid, on=on, by=by, now=now)
    decide_again(unit=unit, by=by, now=now)
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
    """The customer has it back; its open cases are decided again. Refused as `warranties.actions.custody` does."""
    stay = hands.give_back(
        custody=custody, outcome=outcome, work=work, replacement_serial=replacement_serial, on=on, by=by, now=now
    )
    decide_again(unit=stay.unit, by=by, now=now)
    return stay


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
    """A past stay is written down late; the open cases are decided again. Refused as `warranties.actions.custody`."""
    stay = hands.record_stay(
        unit=unit,
        fault=fault,
        handed_in_on=handed_in_on,
        returned_on=returned_on,
        outcome=outcome,
        work=work,
        replacement_serial=replacement_serial,
        accessories=accessories,
        paid=paid,
        by=by,
        now=now,
    )
    decide_again(unit=unit, by=by, now=now)
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
    """A slip is mended; the open cases are decided again on it. Refused as `warranties.actions.custody` does."""
    stay = hands.correct_stay(
        custody=custody,
        handed_in_on=handed_in_on,
        returned_on=returned_on,
        paid=paid,
        outcome=outcome,
        replacement_serial=replacement_serial,
        reason=reason,
        by=by,
        now=now,
    )
    decide_again(unit=stay.unit, by=by, now=now)
    return stay
