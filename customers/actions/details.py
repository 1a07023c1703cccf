"""Who a customer is and where: what they put right themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.models import User
from core.normal import plain_words
from core.states import Role
from customers.actions.correcting import write_correction
from customers.actions.known import check_known
from customers.models import Customer
from customers.queries import records_of


@dataclass(frozen=True)
class Details:
    """The facts that can be put right. The phone is in E.164, "" when there is none; the language is one of ours."""

    name: str
    phone: str
    address: str
    city: str
    postal_code: str
    language: str

    @classmethod
    def of(cls, customer: Customer) -> Details:
        return cls(**{name: getattr(customer, name) for name in cls.__dataclass_fields__})


@transaction.atomic
def change_details(*, customer: Customer, seen: Details, details: Details, by: Actor, now: dt.datetime) -> list[str]:
    """What differs from what they had `seen` is written on every record with their e-mail; the names of what changed.

    What they left as it was stays as it is on each: the shop may know them as a person and as a company. Each is traced
    as `write_correction`. The account is called as they are. Refused without a name ("name_missing"), and of who was
    forgotten ("forgotten").
    """
    check_known(customer)
    words = asdict(details)
    told = {name: plain_words(value) for name, value in words.items()}
    changed = [name for name, value in asdict(seen).items() if told[name] != value]
    if not told["name"]:
        raise Refused(_("Write your name: it is how we call you."), code="name_missing")
    for one in records_of(customer).order_by("pk").select_for_update(of=("self",), no_key=True) if changed else ():
        write_correction(customer=one, after={name: told[name] for name in changed}, by=by, now=now)
    _rename_account(customer.email, {name: told[name] for name in changed if name in ("name", "language")})
    return changed


def _rename_account(email: str, after: dict[str, str]) -> None:
    if email and after:
        if "name" in after:
            after["name"] = after["name"][:120]
        User.objects.filter(email=email, role=Role.CUSTOMER, is_staff=False).update(**after)
