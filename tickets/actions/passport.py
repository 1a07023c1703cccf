"""A unit gets a plan, is registered, or its sale is completed, and the open cases about it are decided again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from customers.actions import units
from customers.models import Unit
from tickets.actions.coverage import decide_again
from warranties.actions import covers
from warranties.models import CommercialGuarantee, Cover, ServicePlan


@transaction.atomic
def add_plan(
    *,
    unit: Unit,
    plan: ServicePlan,
    starts_on: dt.date | None = None,
    reference: str = "",
    by: Actor,
    now: dt.datetime,
) -> Cover:
    """The unit has the plan; its open cases are decided again. Refused as `warranties.actions.covers` does."""
    cover = covers.add_plan(unit=unit, plan=plan, starts_on=starts_on, reference=reference, by=by, now=now)
    decide_again(unit=unit, by=by, now=now)
    return cover


@transaction.atomic
def register_guarantee(
    *,
    unit: Unit,
    guarantee: CommercialGuarantee,
    on: dt.date | None = None,
    reference: str = "",
    by: Actor,
    now: dt.datetime,
) -> Cover:
    """The unit is registered; its open cases are decided again. Refused as `warranties.actions.covers` does."""
    cover = covers.register_guarantee(unit=unit, guarantee=guarantee, on=on, reference=reference, by=by, now=now)
    decide_again(unit=unit, by=by, now=now)
    return cover


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
