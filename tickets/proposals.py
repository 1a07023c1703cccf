"""Solutions that we propose to a customer, on plain values: which there are, what goes with them, until when. Pure."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from remedies.states import ProposalState
from tickets.states import Resolution

FURTHEST = dt.timedelta(days=366)
MOST = Decimal("9999999999.99")

# What can be proposed, as what we would do. A refusal is no proposal: it has a form of its own.
OFFERED: dict[str, str | Promise] = {
    Resolution.REPAIRED: _("We repair it"),
    Resolution.REPLACED: _("We give you another one for it"),
    Resolution.PRICE_REDUCED: _("You keep it, and we return part of the price"),
    Resolution.REFUNDED: _("You give it back, and we return your money"),
    Resolution.COMPLETED: _("We complete the delivery or the installation"),
}
# With these goes money: with a lower price always, since nobody could say yes without knowing how much.
WITH_AMOUNT = (Resolution.PRICE_REDUCED, Resolution.REFUNDED)
NEEDS_AMOUNT = (Resolution.PRICE_REDUCED,)


def can_be_answered(state: str, open_until: dt.date | None, today: dt.date) -> bool:
    """Whether the customer may say yes or no; `today` and the last day are by the customer's clock."""
    return state == ProposalState.OPEN and (open_until is None or today <= open_until)
