"""What would cover every unit if it failed on a day: read and decided in batches, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from customers.models import Unit
from warranties.decision import Decision
from warranties.queries import coverage_of_units

BATCH = 1000


def decided_units(on: date, *, batch: int = BATCH) -> Iterator[tuple[Unit, Decision]]:
    """Each delivered unit by its id with its decision. Holds one batch at a time; cost per unit does not grow."""
    units = Unit.objects.filter(delivery__delivered_on__isnull=False).select_related(
        "product", "delivery", "purchase__customer"
    )
    last = 0
    while found := list(units.filter(pk__gt=last).order_by("pk")[:batch]):
        decisions = coverage_of_units(found, on)
        for unit in found:
            yield unit, decisions[unit.pk]
        last = found[-1].pk
