"""The small forms beside the conversation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import CauseCode
from core.models import Team, User
from customers.models import Unit
from tickets.actions.fields import LONGEST_SUBJECT
from tickets.models import Ticket
from tickets.states import Kind, Priority, Status

# A moment that somebody types, by the clock of the page.
WHEN = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
OFFERED = 200  # a company may have bought thousands; the newest are offered


class AssigneeForm(forms.Form):
    assignee = forms.ModelChoiceField(label=_("Assignee"), queryset=User.objects.agents(), required=False)


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=lambda value: Priority(int(value))
    )


class TeamForm(forms.Form):
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), required=False)


class KindForm(forms.Form):
    kind = forms.TypedChoiceField(label=_("Kind"), choices=Kind.choices, coerce=Kind)


class CauseForm(forms.Form):
    cause = forms.ModelChoiceField(label=_("Cause"), queryset=CauseCode.objects.filter(active=True), required=False)


class SubjectForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)


class UnitForm(forms.Form):
    """Which of the customer's products a case is about."""

    unit = forms.ModelChoiceField(label=_("Product"), queryset=Unit.objects.none())

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data, auto_id="about_%s", initial={"unit": ticket.unit_id})
        bought = Unit.objects.of_customers([ticket.customer_id]).select_related("product", "purchase")
        offered = list(bought.order_by("-purchase__purchased_at", "pk")[:OFFERED])
        field = self.fields["unit"]
        field.queryset = bought  # type: ignore[attr-defined]
        field.choices = [("", "—"), *((unit.pk, _told(unit)) for unit in offered)]  # type: ignore[attr-defined]
        self.others = [unit for unit in offered if unit.pk != ticket.unit_id]


def _told(unit: Unit) -> str:
    """As a customer can tell two alike apart: by the order and the serial number."""
    return " · ".join(filter(None, [str(unit.product), unit.purchase.order_ref, unit.serial]))


class StateForm(forms.Form):
    to = forms.TypedChoiceField(label=_("State"), choices=Status.choices, coerce=Status)
