"""A unit changes hands, and the open cases about it are decided again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from customers.actions import handing_over, registrations
from customers.models import Registration, Unit
from tickets.actions.coverage import decide_again


@transaction.atomic
def release_unit(
    *, unit: Unit, on: dt.date | None = None, invite: str = "", address: str = "", by: Actor, now: dt.datetime
) -> Unit:
    """It was given or sold on; the open cases are decided again. As `handing_over.release_unit`, and refused so."""
    unit = handing_over.release_unit(unit=unit, on=on, invite=invite, address=address, by=by, now=now)
    decide_again(unit=unit, by=by, now=now)
    return unit


@transaction.atomic
def accept_as_handed_over(
    *, registration: Registration, unit: Unit, on: dt.date | None = None, by: Actor, now: dt.datetime
) -> Registration:
    """The unit is with who registered it; the open cases are decided again. Refused as `customers.actions` does."""
    row = registrations.accept_as_handed_over(registration=registration, unit=unit, on=on, by=by, now=now)
    decide_again(unit=unit, by=by, now=now)
    return row
