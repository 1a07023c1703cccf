"""What customers are sent about surveys."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.actions.letters import post_letter
from core.models import OutgoingMessage
from followups.links import survey_url
from followups.models import Invitation
from followups.models.invitation import LINK_DAYS


def ask(invitation: Invitation, now: dt.datetime) -> OutgoingMessage | None:
    """Invite to the survey, in the case's language or the customer's; None when they have no e-mail."""
    ticket, delivery, customer = invitation.ticket, invitation.delivery, invitation.customer
    units = delivery.units.select_related("product").order_by("pk") if delivery else ()
    return post_letter(
        template="survey",
        to=customer.email,
        language=ticket.language if ticket else customer.language,
        context={
            "invitation": invitation,
            "customer": customer,
            "ticket": ticket,
            "products": [unit.product.name for unit in units],
            "action_url": survey_url(invitation),
            "action": _("Answer the survey"),
            "days": LINK_DAYS,
        },
        now=now,
    )
