"""Cases for tests, opened as customers open them: through the action, with its ledger, coverage and receipt."""

from __future__ import annotations

import datetime as dt

from core.actors import customer_by_link
from customers.models import Customer, Unit
from tests.factories import NOW, UnitFactory
from tickets.actions.opening import open_ticket
from tickets.models import Ticket
from tickets.states import Channel, Kind

WORDS = "La lavadora pierde agua por debajo desde el lunes."


def open_case(
    customer: Customer | None = None,
    unit: Unit | None = None,
    text: str = WORDS,
    now: dt.datetime = NOW,
    **kwargs: object,
) -> Ticket:
    """Open a case. Say a unit, or a customer for a question about no unit; with neither, both are made."""
    if customer is None and unit is None:
        unit = UnitFactory()
    customer = customer or unit.purchase.customer
    given: dict = {
        "kind": Kind.COMPLAINT if unit else Kind.QUESTION,
        "channel": Channel.PORTAL,
        "language": customer.language,
        "by": customer_by_link(customer.email),
    }
    return open_ticket(customer=customer, unit=unit, text=text, now=now, **(given | kwargs))
