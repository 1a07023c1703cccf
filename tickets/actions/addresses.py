"""A customer has another address, and what waits to be sent there opens their cases."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.actors import Actor
from core.models import OutgoingMessage, User
from core.states import Outgoing
from customers.actions import email as addresses
from tickets.links import relinked


@transaction.atomic
def change_email(*, account: User, email: str, by: Actor, now: dt.datetime) -> int:
    """As `customers.actions.email.change_email`, and refused so; letters that wait get links that open."""
    changed = addresses.change_email(account=account, email=email, by=by, now=now)
    for letter in OutgoingMessage.objects.filter(to=email, status=Outgoing.QUEUED, secret=False):
        letter.text, letter.html = relinked(letter.text, email), relinked(letter.html, email)
        letter.save(update_fields=["text", "html"])
    return changed
