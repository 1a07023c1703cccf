"""What the customer is told about a case, by e-mail, in the case's language."""

from __future__ import annotations

import datetime as dt

from core.actions.letters import post_letter
from tickets.links import case_url
from tickets.models import Message, Ticket


def _tell(template: str, ticket: Ticket, now: dt.datetime, **context: object) -> None:
    post_letter(
        template=template,
        to=ticket.customer.email,
        language=ticket.language,
        context={"ticket": ticket, "customer": ticket.customer, "url": case_url(ticket), **context},
        now=now,
    )


def tell_received(ticket: Ticket, message: Message, now: dt.datetime) -> None:
    """The written receipt: reference, content, date and time (Ley 10/2025 art. 12.1, TRLGDCU art. 21.2)."""
    _tell("case_received", ticket, now, message=message)


def tell_replied(ticket: Ticket, message: Message, now: dt.datetime) -> None:
    """What we answered, with the link to go on."""
    _tell("case_replied", ticket, now, message=message)


def tell_resolved(ticket: Ticket, message: Message | None, now: dt.datetime) -> None:
    """How it was resolved, and that it can be opened again."""
    _tell("case_resolved", ticket, now, message=message)
