"""Which product a case is about, when that is found out only after it was opened."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from customers.models import Unit
from tickets.actions._ledger import check_in_hand, locked, record
from tickets.actions._words import note_case
from tickets.actions.coverage import decide_for_another_unit
from tickets.models import Ticket
from tickets.states import EventKind


@transaction.atomic
def set_unit(*, ticket: Ticket, unit: Unit, by: Actor, now: dt.datetime) -> Ticket:
    """Say which of the customer's products the case is about, and decide what covers that one.

    Nothing is written when it is so already. Refused for a product of another customer, and for a case that is
    resolved or set aside.
    """
    ticket = locked(ticket)
    if ticket.unit_id == unit.pk:
        return ticket
    check_in_hand(ticket)
    if ticket.customer_id not in (unit.holder_id, unit.purchase.customer_id):
        raise Refused(_("This product was sold to another customer."), code="unit_of_another")
    if not ticket.is_active:
        raise Refused(
            _("This case is resolved. Open it again first, then say which product it is about."), code="resolved"
        )
    before, ticket.unit = ticket.unit_id, unit
    ticket.save(update_fields=["unit"])
    record(ticket, EventKind.UNIT, data={"from": before, "to": unit.pk}, by=by, now=now)
    note_case(ticket)
    decide_for_another_unit(ticket=ticket, by=by, now=now)
    return ticket
