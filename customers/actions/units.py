"""What an agent may complete of one sold piece: facts of the sale that its order does not say."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers.models import Unit
from customers.rules import LONGEST_MONTHS, has_digital_supply, may_agree_term


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
    """The three facts are as given; None takes one away. What they were before stays in the unit's trace.

    Saying the same again changes nothing. Refused for a term agreed for a product that was not sold used, for a
    digital supply of something without any, for months that nobody agrees on, for a day on which it changed hands
    that is to come or before the purchase, and for taking that day away from what somebody else holds.
    """
    unit = Unit.objects.locked().get(pk=unit.pk)
    given: dict[str, int | dt.date | None] = {
        "used_term_months": used_term_months,
        "digital_supply_months": digital_supply_months,
        "changed_hands_on": changed_hands_on,
    }
    before = {name: getattr(unit, name) for name, value in given.items() if getattr(unit, name) != value}
    if not before:
        return unit
    after = {name: given[name] for name in before}
    _check_months(unit, used_term_months, digital_supply_months)
    if "changed_hands_on" in after:
        _check_hands(unit, changed_hands_on, now)
    for name, value in after.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(after))
    note_change(
        noun="customers.unit", object_id=unit.pk, what="sale_completed", before=before, after=after, by=by, now=now
    )
    return unit


def _check_months(unit: Unit, used: int | None, digital: int | None) -> None:
    """What is there already may stay: an import may have said since that the unit was sold otherwise."""
    used = None if used == unit.used_term_months else used
    digital = None if digital == unit.digital_supply_months else digital
    if used is not None and not may_agree_term(unit.condition):
        raise Refused(_("Only for a product sold used can a shorter term be agreed."), code="not_used")
    if digital is not None and not has_digital_supply(unit.condition):
        raise Refused(_("This product was sold without a digital service."), code="not_digital")
    if any(months is not None and not 0 < months <= LONGEST_MONTHS for months in (used, digital)):
        raise Refused(_("Write the months as a number from 1 to %(most)s.") % {"most": LONGEST_MONTHS}, code="months")


def _check_hands(unit: Unit, day: dt.date | None, now: dt.datetime) -> None:
    if day is not None:
        check_hands_day(unit, day, now)
    elif unit.holder_id is not None:
        raise Refused(_("It is with somebody else now, so there is a day on which it changed hands."), code="held")


def check_hands_day(unit: Unit, day: dt.date, now: dt.datetime) -> None:
    """Refused for a day that is to come (`changed_hands_in_future`) or before the sale (`changed_hands_too_early`)."""
    bought = unit.purchase.purchased_on
    if day > now.astimezone(zone_of(unit.purchase.customer.timezone)).date():
        raise Refused(_("%(on)s has not come yet.") % {"on": date_format(day)}, code="changed_hands_in_future")
    if day < bought:
        raise Refused(
            _("It cannot change hands before the purchase, on %(on)s.") % {"on": date_format(bought)},
            code="changed_hands_too_early",
        )
