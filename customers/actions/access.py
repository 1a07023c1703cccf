"""How a customer gets an account: the first time that they ask for a code."""

from __future__ import annotations

import datetime as dt

from core.models import User
from core.states import Role
from customers.models import Customer


def provision_account(*, email: str, now: dt.datetime) -> User | None:
    """The account of a known customer's e-mail, made if there was none; whatever account has it otherwise.

    Safe to call twice at once. The account has no password: it can only be entered by a code sent to that e-mail.
    """
    customer = Customer.objects.filter(email=email).order_by("-pk").first() if email else None
    if customer is None:
        return User.objects.filter(email=email).first()
    user, _created = User.objects.get_or_create(
        email=email,
        defaults={
            "name": customer.name[:120],
            "role": Role.CUSTOMER,
            "language": customer.language,
            "password": "!",
            "date_joined": now,
        },
    )
    return user
