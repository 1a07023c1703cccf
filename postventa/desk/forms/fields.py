"""The small forms beside the conversation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import User
from postventa.desk.forms.spoken import SpokenForm
from tickets.states import Priority, Resolution, Status


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


class StateForm(forms.Form):
    to = forms.TypedChoiceField(label=_("State"), choices=Status.choices, coerce=Status)


class ResolutionForm(SpokenForm):
    resolution = forms.TypedChoiceField(
        label=_("How it was resolved"), choices=[("", "—"), *Resolution.choices], coerce=Resolution
    )
    text = forms.CharField(
        label=_("Last words to the customer"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
