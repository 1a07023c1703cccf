"""The sale of a unit is completed, and the open cases about it are decided again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from customers.actions import units
from customers.models import Unit
from tickets.actions.coverage import decide_again


@transaction.atomic
def complete_sale(
    *,
    unit: Unit,
    used_term_months: int | None = None,
    digital_supply_months: int | None = None,
    changed_hands_on: dt.date | None = None,
    by: Actor,
    now: dt.datetime,
) -> Unit:
    """The sale is complete; the open cases are decided again on it. Refused as `customers.actions.units` does."""
    unit = units.complete_sale(
        unit=unit,
        used_term_months=used_term_months,
        digital_supply_months=digital_supply_months,
        changed_hands_on=changed_hands_on,
        by=by,
        now=now,
    )
    decide_again(unit=unit, by=by, now=now)
    return unit
