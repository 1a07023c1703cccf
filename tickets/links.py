"""Signed links to one case: single-purpose, expiring, without personal data, only for the address they were sent to."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from tickets.models import Ticket

_SALT = "tickets.case-link"
MAX_AGE_DAYS = 60


def case_token(ticket: Ticket) -> str:
    """A token that opens this case, and nothing else, for MAX_AGE_DAYS or until the customer's address changes."""
    return signing.dumps([ticket.pk, _reader(ticket)], salt=_SALT, compress=False)


def ticket_of(token: str, *related: str) -> Ticket | None:
    """The case of a token; None when it is not ours, was changed, is too old or was sent to another address."""
    try:
        pk, reader = signing.loads(token, salt=_SALT, max_age=MAX_AGE_DAYS * 86_400)
    except signing.BadSignature:
        return None
    ticket = Ticket.objects.select_related("customer", *related).filter(pk=pk).first()
    return ticket if ticket and constant_time_compare(reader, _reader(ticket)) else None


def _reader(ticket: Ticket) -> str:
    """Whose link it is: an address that was wrong and has been mended must not go on opening the case."""
    return salted_hmac(_SALT, ticket.customer.email).hexdigest()[:12]


def case_url(ticket: Ticket) -> str:
    """The address to write in a letter to the customer."""
    return f"{settings.BASE_URL}/c/{case_token(ticket)}/"
