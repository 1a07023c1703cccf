"""The small forms beside the conversation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import User
from customers.models import Unit
from postventa.desk.forms.spoken import SpokenForm
from tickets.models import Ticket
from tickets.states import Priority, Resolution, Status

OFFERED = 200  # a company may have bought thousands; the newest are offered


class AssigneeForm(forms.Form):
    assignee = forms.ModelChoiceField(
        label=_("Assignee"),
        queryset=User.objects.agents().order_by("name", "email"),
        required=False,
        empty_label=_("Nobody yet"),
        widget=forms.Select(attrs={"data-autosubmit": ""}),
    )


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        widget=forms.Select(attrs={"data-autosubmit": ""}),
    )


class UnitForm(forms.Form):
    """Which of the customer's products a case is about."""

    unit = forms.ModelChoiceField(label=_("Product"), queryset=Unit.objects.none())

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data, auto_id="about_%s", initial={"unit": ticket.unit_id})
        bought = Unit.objects.filter(purchase__customer=ticket.customer_id).select_related("product", "purchase")
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


class ResolutionForm(SpokenForm):
    resolution = forms.TypedChoiceField(
        label=_("How it was resolved"), choices=[("", "—"), *Resolution.choices], coerce=Resolution
    )
    text = forms.CharField(
        label=_("Last words to the customer"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
