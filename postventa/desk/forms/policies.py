"""A policy of times and the steps of its escalation: all of it is chosen, nobody writes JSON."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.actions.calendars import LONGEST_NAME
from core.errors import Refused
from core.models import WorkCalendar
from core.queries import calendars
from core.spans import read_span, span_text
from customers.models import Customer
from customers.states import CustomerKind
from tickets.models import SlaPolicy
from tickets.rules import MAX_TEXT
from tickets.states import Kind, Priority

TARGETS = ("first_reply", "next_reply", "resolution")
AT_FAULT = {"name_missing": "name", "name_taken": "name", "name_long": "name"}
BETWEEN = re.compile(r"[,;\n]")


class PolicyForm(forms.Form):
    """For which cases it is, by which hours, and how long they may take."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    calendar = forms.ModelChoiceField(label=_("Hours"), queryset=WorkCalendar.objects.all(), empty_label=None)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of case"), choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    priorities = forms.TypedMultipleChoiceField(
        label=_("Priorities"), choices=Priority.choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    customer_kind = forms.ChoiceField(
        label=_("Kind of customer"), choices=[("", pgettext_lazy("kind", "Any")), *CustomerKind.choices], required=False
    )
    customers = forms.CharField(
        label=_("Only these customers"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("Their references, between commas. Empty: all."),
    )
    first_reply = forms.CharField(label=_("First reply"), required=False, max_length=40)
    next_reply = forms.CharField(label=_("Next replies"), required=False, max_length=40)
    resolution = forms.CharField(label=_("Resolution"), required=False, max_length=40)
    active = forms.BooleanField(label=pgettext_lazy("policy", "Switched on"), required=False, initial=True)

    def __init__(self, data: Any = None, *, policy: SlaPolicy | None = None) -> None:
        super().__init__(data, auto_id="policy_%s", initial=_initial(policy) if policy else _new())

    def clean_customers(self) -> list[Customer]:
        refs = list(dict.fromkeys(ref.strip() for ref in BETWEEN.split(self.cleaned_data["customers"]) if ref.strip()))
        found = {customer.ref: customer for customer in Customer.objects.filter(ref__in=refs)}
        unknown = [ref for ref in refs if ref not in found]
        if unknown:
            raise forms.ValidationError(
                _("There is no customer with the reference %(refs)s."), params={"refs": ", ".join(unknown)}
            )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        """The targets in minutes: a day of theirs is a working day of the calendar."""
        given = self.cleaned_data
        day = calendars()[given["calendar"].pk].usual_day if "calendar" in given else 0
        for target in TARGETS:
            if day and given.get(target):
                try:
                    given[target] = read_span(given[target], day=day)
                except Refused as refusal:
                    self.add_error(target, str(refusal))
            else:
                given[target] = None
        return given


def target_text(minutes: int | None, day: int) -> str:
    """«45 h», or «45 h (5 d)» where it comes to whole days of the calendar; empty without a target."""
    if minutes is None:
        return ""
    hours = span_text(minutes)
    if minutes < day or minutes % day:
        return hours
    return gettext("%(hours)s (%(days)s)") % {"hours": hours, "days": span_text(minutes, day=day)}


def _new() -> dict[str, Any]:
    usual = WorkCalendar.objects.filter(is_default=True).first()
    return {"calendar": usual.pk if usual else None, "first_reply": "8 h", "next_reply": "8 h", "resolution": "5 d"}


def _initial(policy: SlaPolicy) -> dict[str, Any]:
    told = {
        name: getattr(policy, name) for name in ("name", "calendar", "kinds", "priorities", "customer_kind", "active")
    }
    targets = {name: span_text(minutes) if (minutes := getattr(policy, name)) else "" for name in TARGETS}
    return told | targets | {"customers": ", ".join(policy.customers.order_by("ref").values_list("ref", flat=True))}
