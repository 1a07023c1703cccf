"""What is forgotten of disputes: what was typed about them. That there was one, when and who said so stays."""

from __future__ import annotations

from collections.abc import Collection

from core.erased import ERASED
from privacy.models import Hold


def forget_holds(*, customers: Collection[int]) -> list[int]:
    """Empty the words of the holds of these customers that were lifted, in the caller's transaction; which."""
    lifted = Hold.objects.filter(customer__in=customers, lifted_at__isnull=False)
    lifted.update(why=ERASED, lifted_why=ERASED)
    return list(lifted.values_list("pk", flat=True))
