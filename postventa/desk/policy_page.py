"""A policy in words: for which cases it is, and how long they may take."""

from __future__ import annotations

from django.utils.translation import ngettext

from customers.states import CustomerKind
from postventa.desk.forms.policies import TARGETS, PolicyForm, target_text
from tickets.models import SlaPolicy
from tickets.states import Kind, Priority


def conditions(row: SlaPolicy) -> list[str]:
    """What a case has to be, each in a few words; nothing when it is for all."""
    told = [str(Kind(kind).label) for kind in row.kinds] + [str(Priority(level).label) for level in row.priorities]
    if row.customer_kind:
        told.append(str(CustomerKind(row.customer_kind).label))
    count = len(row.customers.all())
    if count:
        told.append(ngettext("%(n)s customer", "%(n)s customers", count) % {"n": count})
    return told


def targets(row: SlaPolicy, day: int) -> list[tuple[str, str]]:
    """Each target that it has, by its name. `day`: minutes of a working day of its calendar."""
    fields = PolicyForm.base_fields
    return [(str(fields[name].label), target_text(getattr(row, name), day)) for name in TARGETS if getattr(row, name)]
