"""Signed links to one case: single-purpose, expiring, without personal data."""

from __future__ import annotations

from django.conf import settings
from django.core import signing

from tickets.models import Ticket

_SALT = "tickets.case-link"
MAX_AGE_DAYS = 60


def case_token(ticket: Ticket) -> str:
    """A token that opens this case, and nothing else, for MAX_AGE_DAYS."""
    return signing.dumps(ticket.pk, salt=_SALT, compress=False)


def ticket_id_of(token: str) -> int | None:
    """The case of a token; None when it is not ours, was changed or is too old."""
    try:
        return signing.loads(token, salt=_SALT, max_age=MAX_AGE_DAYS * 86_400)
    except signing.BadSignature:
        return None


def case_url(ticket: Ticket) -> str:
    """The address to write in a letter to the customer."""
    return f"{settings.BASE_URL}/c/{case_token(ticket)}/"
