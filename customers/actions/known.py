"""Whether we still know who somebody is, held: nothing new is written down about who was forgotten."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from core import prepared
from core.errors import Refused
from customers.models import Customer

# What points at a customer holds them like this too: many at once, and only whoever forgets them has to wait.
_HELD = "SELECT erased_at IS NULL FROM customers_customer WHERE id = %s FOR KEY SHARE"


def is_known(customer: int | Customer | None) -> bool:
    """False of who was forgotten; of who is known, nobody forgets them until the end of the transaction.

    It is asked before anything else of theirs is held: who forgets a person holds them first, and what is theirs then.
    """
    with connection.cursor() as cursor:
        prepared.execute(cursor, _HELD, [customer.pk if isinstance(customer, Customer) else customer])
        found = cursor.fetchone()
    return bool(found and found[0])


def check_known(customer: int | Customer) -> None:
    """Refused ("forgotten") of who was forgotten; otherwise as `is_known`."""
    if not is_known(customer):
        raise Refused(
            _("We do not know any more who this was: their data were erased. Nothing of this was kept."),
            code="forgotten",
        )
