"""Signed links to one case, or to a complaint on its way: single-purpose, expiring, without personal data, only for the
address they were sent to.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from customers.models import Customer
from tickets.models import Filing, Ticket

_SALT = "tickets.case-link"
MAX_AGE_DAYS = 60
_FILING_SALT = "tickets.filing-link"
FILING_DAYS = 7
_WRITTEN = re.compile(r"/(?P<kind>[cf])/(?P<token>[\w:-]+)/")


def case_token(ticket: Ticket) -> str:
    """A token that opens this case, and nothing else, for MAX_AGE_DAYS or until the customer's address changes."""
    return signing.dumps([ticket.pk, reader_of(ticket.customer)], salt=_SALT, compress=False)


def ticket_of(token: str, *related: str) -> Ticket | None:
    """The case of a token; None when it is not ours, was changed, is too old or was sent to another address."""
    try:
        pk, reader = signing.loads(token, salt=_SALT, max_age=MAX_AGE_DAYS * 86_400)
    except signing.BadSignature:
        return None
    ticket = Ticket.objects.select_related("customer", *related).filter(pk=pk).first()
    return ticket if ticket and constant_time_compare(reader, reader_of(ticket.customer)) else None


def filing_token(filing: Filing) -> str:
    """A token that opens this complaint on its way, for FILING_DAYS or until the customer's address changes."""
    return signing.dumps([filing.pk, reader_of(filing.customer)], salt=_FILING_SALT, compress=False)


def filing_of(token: str) -> Filing | None:
    """The complaint of a token; None when it is not ours, was changed, is too old or was sent to another address."""
    try:
        pk, reader = signing.loads(token, salt=_FILING_SALT, max_age=FILING_DAYS * 86_400)
    except signing.BadSignature:
        return None
    filing = Filing.objects.select_related("customer").filter(pk=pk).first()
    return filing if filing and constant_time_compare(reader, reader_of(filing.customer)) else None


def relinked(words: str, email: str) -> str:
    """The words of a letter that goes to `email`, with its links to that reader's own cases made anew.

    Those that were made for an address that they had before open nothing any more.
    """
    return _WRITTEN.sub(lambda met: f"/{met['kind']}/{_anew(met['kind'], met['token'], email) or met['token']}/", words)


def _anew(kind: str, token: str, email: str) -> str | None:
    salt, days = (_SALT, MAX_AGE_DAYS) if kind == "c" else (_FILING_SALT, FILING_DAYS)
    try:
        pk, _reader_then = signing.loads(token, salt=salt, max_age=days * 86_400)
    except signing.BadSignature:
        return None
    if kind == "c":
        ticket = Ticket.objects.select_related("customer").filter(pk=pk, customer__email=email).first()
        return case_token(ticket) if ticket else None
    filing = Filing.objects.select_related("customer").filter(pk=pk, customer__email=email).first()
    return filing_token(filing) if filing else None


def reader_of(customer: Customer) -> str:
    """Whose link it is: an address that was wrong and has been mended must not go on opening what it opened."""
    return salted_hmac(_SALT, customer.email).hexdigest()[:12]


def case_url(ticket: Ticket) -> str:
    """The address to write in a letter to the customer."""
    return f"{settings.BASE_URL}/c/{case_token(ticket)}/"


def filing_url(filing: Filing) -> str:
    """The address to write in the letter with which somebody goes on later."""
    return f"{settings.BASE_URL}/f/{filing_token(filing)}/"
