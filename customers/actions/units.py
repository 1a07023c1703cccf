"""What an agent may complete of one sold piece: facts of the sale that its order does not say."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers.models import Unit
from customers.states import Condition

USED = (Condition.USED, Condition.REFURBISHED)
DIGITAL = (Condition.DIGITAL_CONTENT, Condition.DIGITAL_ELEMENT)
LONGEST_MONTHS = 600


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
    """The three facts are as given; None takes one away. Saying the same again changes nothing.

    Refused for a term agreed for a product that was not sold used, for a digital supply of something without any, for
    months that nobody agrees on, and for a day on which it changed hands that is to come or before the purchase.
    """
    unit = Unit.objects.select_for_update(of=("self",)).select_related("purchase__customer").get(pk=unit.pk)
    _check_months(unit, used_term_months, digital_supply_months)
    if changed_hands_on is not None:
        _check_day(unit, changed_hands_on, now)
    unit.used_term_months = used_term_months
    unit.digital_supply_months = digital_supply_months
    unit.changed_hands_on = changed_hands_on
    unit.save(update_fields=["used_term_months", "digital_supply_months", "changed_hands_on"])
    return unit


def _check_months(unit: Unit, used: int | None, digital: int | None) -> None:
    """What is there already may stay: an import may have said since that the unit was sold otherwise."""
    used = None if used == unit.used_term_months else used
    digital = None if digital == unit.digital_supply_months else digital
    if used is not None and unit.condition not in USED:
        raise Refused(_("Only for a product sold used can a shorter term be agreed."), code="not_used")
    if digital is not None and unit.condition not in DIGITAL:
        raise Refused(_("This product was sold without a digital service."), code="not_digital")
    if any(months is not None and not 0 < months <= LONGEST_MONTHS for months in (used, digital)):
        raise Refused(_("Write the months as a number from 1 to %(most)s.") % {"most": LONGEST_MONTHS}, code="months")


def _check_day(unit: Unit, day: dt.date, now: dt.datetime) -> None:
    bought = unit.purchase.purchased_on
    if day > now.astimezone(zone_of(unit.purchase.customer.timezone)).date():
        raise Refused(_("%(on)s has not come yet.") % {"on": date_format(day)}, code="changed_hands_in_future")
    if day < bought:
        raise Refused(
            _("It cannot change hands before the purchase, on %(on)s.") % {"on": date_format(bought)},
            code="changed_hands_too_early",
        )
