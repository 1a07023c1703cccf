"""Who does it: the `by=` of every action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from core.models import User


class ActorKind(models.TextChoices):
    STAFF = "staff", _("Staff")
    CUSTOMER = "customer", _("Customer")
    SYSTEM = "system", _("System")


@dataclass(frozen=True)
class Actor:
    """A person or the system. `email` is the address that a customer proved to own; empty for the others.

    `because` says why the system acts, as the ledger keeps it: {"automation": 3, "chain": [1, 3]}, {"step": 5}.
    """

    kind: str
    user_id: int | None = None
    email: str = ""
    is_manager: bool = False
    because: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def is_staff(self) -> bool:
        return self.kind == ActorKind.STAFF

    @property
    def is_customer(self) -> bool:
        return self.kind == ActorKind.CUSTOMER


SYSTEM = Actor(kind=ActorKind.SYSTEM)


def actor_of(user: User) -> Actor:
    """The actor behind a signed-in account."""
    if user.is_agent:
        return Actor(kind=ActorKind.STAFF, user_id=user.pk, is_manager=user.is_manager)
    return Actor(kind=ActorKind.CUSTOMER, user_id=user.pk, email=user.email)


def customer_by_link(email: str) -> Actor:
    """The actor behind a signed link: whoever reads the mail of that address."""
    return Actor(kind=ActorKind.CUSTOMER, email=email)
