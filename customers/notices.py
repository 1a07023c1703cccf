"""What customers are told of the products that they register or hand on, by e-mail and in their language."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from core.actions.letters import post_letter
from customers.models import Customer, Registration, Unit


def tell_accepted(registration: Registration, now: dt.datetime) -> None:
    """It is theirs: where to find it."""
    address = f"{settings.BASE_URL}/portal/products/{registration.unit_id}/"
    _tell("registration_accepted", registration, address, now)


def tell_refused(registration: Registration, now: dt.datetime) -> None:
    """Why not, in the agent's words, and that they can tell us more."""
    address = f"{settings.BASE_URL}/portal/registrations/{registration.pk}/"
    _tell("registration_refused", registration, address, now)


def tell_handed_over(unit: Unit, customer: Customer, now: dt.datetime) -> None:
    """To who had it: it is with somebody else now, and what to do if that is wrong. Not with whom."""
    post_letter(
        template="registration_handed_over",
        to=customer.email,
        language=customer.language,
        context={"customer": customer, "unit": unit},
        now=now,
    )


def invite(unit: Unit, *, email: str, language: str, address: str, now: dt.datetime) -> None:
    """To who got it: the address at which they say that it is theirs. Not from whom."""
    post_letter(
        template="registration_invitation",
        to=email,
        language=language,
        context={"unit": unit, "action_url": address},
        now=now,
    )


def _tell(template: str, registration: Registration, address: str, now: dt.datetime) -> None:
    customer = registration.customer
    unit = registration.unit
    name = unit.product.name if unit else registration.product.name if registration.product else ""
    post_letter(
        template=template,
        to=customer.email,
        language=customer.language,
        context={
            "customer": customer,
            "registration": registration,
            "product": name or registration.product_words,
            "action_url": address,
        },
        now=now,
    )
