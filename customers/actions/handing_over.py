"""A product changes hands: its guarantees go with it, what was said about it stays with who said it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers import notices
from customers.actions.known import check_known, is_known
from customers.actions.units import check_hands_day
from customers.models import Customer, Unit
from customers.rules import ref_by_invitation

_INVITED = uuid.UUID("0d7a6f5c-52a0-4c6f-9f7f-2f1f3b8f6a11")


@transaction.atomic
def hand_over(*, unit: Unit, to: Customer, on: dt.date | None = None, by: Actor, now: dt.datetime) -> Unit:
    """The unit is `to`'s from that day on (today, or when it was given away); a trace stays, and who had it is told.

    The cases that the other one opened stay theirs. Refused when it is theirs already ("already_theirs"), and for a
    day that is to come or before the sale.
    """
    unit = Unit.objects.locked().get(pk=unit.pk)
    if _is_theirs(unit, to):
        raise Refused(_("This product is among their products already."), code="already_theirs")
    had = None if unit.is_released else unit.keeper
    day = on or (unit.changed_hands_on if unit.is_released else None) or _today(unit, now)
    check_hands_day(unit, day, now)
    _move(unit, "changed_hands", to, day, by, now)
    if had is not None and is_known(had):
        notices.tell_handed_over(unit, had, now)
    return unit


@transaction.atomic
def release_unit(
    *, unit: Unit, on: dt.date | None = None, invite: str = "", address: str = "", by: Actor, now: dt.datetime
) -> Unit:
    """Who has it gave or sold it on: it leaves their list, and a trace stays. Saying it again changes nothing.

    With `invite` (an e-mail in its normal form) its reader is asked to say at `address` that it is theirs, and can
    come in with that e-mail. Refused for one's own e-mail ("own_email"), and for a day to come or before the sale,
    and to a customer who was forgotten ("forgotten").
    """
    if by.is_customer:
        check_known(unit.keeper)
    unit = Unit.objects.locked().get(pk=unit.pk)
    if unit.is_released:
        return unit
    had = unit.keeper
    if invite and invite == had.email:
        raise Refused(
            _("This is your own e-mail. Write that of whoever has it now, or leave it empty."), code="own_email"
        )
    day = on or _today(unit, now)
    check_hands_day(unit, day, now)
    _move(unit, "released", None, day, by, now)
    if invite:
        _let_in(unit, invite, had)
        notices.invite(unit, email=invite, language=had.language, address=address, now=now)
    return unit


def _is_theirs(unit: Unit, to: Customer) -> bool:
    if unit.is_released:
        return False
    return unit.keeper == to or bool(to.email and unit.keeper.email == to.email)


def _today(unit: Unit, now: dt.datetime) -> dt.date:
    return now.astimezone(zone_of(unit.purchase.customer.timezone)).date()


def _move(unit: Unit, what: str, to: Customer | None, day: dt.date, by: Actor, now: dt.datetime) -> None:
    before = {"holder": unit.holder_id, "changed_hands_on": unit.changed_hands_on}
    unit.holder, unit.changed_hands_on = to, day
    unit.save(update_fields=["holder", "changed_hands_on"])
    after = {"holder": unit.holder_id, "changed_hands_on": day}
    note_change(noun="customers.unit", object_id=unit.pk, what=what, before=before, after=after, by=by, now=now)


def _let_in(unit: Unit, email: str, had: Customer) -> None:
    """Codes are sent to known e-mails only: whoever is invited becomes known by theirs, and by nothing else."""
    if not Customer.objects.filter(email=email).exists():
        ref = ref_by_invitation(uuid.uuid5(_INVITED, email))
        place = {"language": had.language, "country": had.country, "timezone": had.timezone}
        Customer.objects.get_or_create(ref=ref, defaults={"email": email, **place})
