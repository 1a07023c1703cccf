"""A unit gets a plan, is registered, or loses what it got by mistake, and the open cases are decided again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
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
def remove_cover(*, cover: Cover, reason: str, by: Actor, now: dt.datetime) -> None:
    """A mistake is mended; the open cases are decided again. Refused as `warranties.actions.covers` does."""
    covers.remove_cover(cover=cover, reason=reason, by=by, now=now)
    decide_again(unit=cover.unit, by=by, now=now)
