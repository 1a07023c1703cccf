"""Who a person is in our books: the shop may know them by several numbers with one e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

from core.models import User
from core.states import Role
from customers.models import Customer


@dataclass(frozen=True)
class Person:
    """Every record with their e-mail, that address, and the accounts with which they come in."""

    customers: tuple[int, ...]
    email: str
    accounts: tuple[int, ...]

    @classmethod
    def of(cls, customer: Customer) -> Person:
        """Whoever this record is about; without an e-mail, the record alone."""
        if not customer.email:
            return cls(customers=(customer.pk,), email="", accounts=())
        same = Customer.objects.filter(email=customer.email).order_by("pk").values_list("pk", flat=True)
        accounts = User.objects.filter(email=customer.email, role=Role.CUSTOMER, is_staff=False)
        return cls(tuple(same), customer.email, tuple(accounts.order_by("pk").values_list("pk", flat=True)))
