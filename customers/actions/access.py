"""How a customer gets an account: the first time that they ask for a code."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from core.models import User
from core.states import Role
from customers.models import Customer


def provision_account(*, email: str, now: dt.datetime) -> User | None:
    """The account of a known customer's e-mail, made if there was none; whatever account has it otherwise.

    Safe to call twice at once. The account has no password: it can only be entered by a code sent to that e-mail.
    The same is asked of the database and written in it whoever has the e-mail; for nobody's it is undone.
    """
    customer = Customer.objects.filter(email=email).order_by("-pk").first() if email else None
    account = User(
        email=email,
        name=customer.name[:120] if customer else "",
        role=Role.CUSTOMER,
        language=customer.language if customer else "es",
        password="!",  # noqa: S106 (that of nobody)
        date_joined=now,
    )
    with transaction.atomic():
        without_waiting()
        User.objects.bulk_create([account], ignore_conflicts=True)
        if customer is None:
            transaction.set_rollback(True)
    return User.objects.filter(email=email).first()


def without_waiting() -> None:
    """This transaction does not wait for the disk when it ends, so that keeping it takes no longer than undoing it.

    What a power cut takes with it is asked for again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO OFF")
