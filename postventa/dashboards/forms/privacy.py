"""A rule of retention: how long, and whether the nights act on it. A dispute: whose data it keeps, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from privacy.actions.rules import MOST_MONTHS
from privacy.models.hold import LONGEST_WHY
from privacy.queries import customer_by


class RetentionForm(forms.Form):
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=MOST_MONTHS)
    active = forms.BooleanField(
        label=_("The nights act on it"), help_text=_("What they forget cannot be brought back."), required=False
    )


class LiftForm(forms.Form):
    why = forms.CharField(label=_("How it ended"), max_length=LONGEST_WHY)


class HoldForm(forms.Form):
    customer = forms.CharField(
        label=_("Whose data"),
        max_length=254,
        help_text=_(
            "Their e-mail, their number in the shop, the reference of a case of theirs, or the number of their erasure."
        ),
    )
    why = forms.CharField(
        label=_("Which dispute"),
        max_length=LONGEST_WHY,
        help_text=_("The court or the office and its number are enough. Managers read it."),
    )

    def clean_customer(self) -> Customer:
        found = customer_by(self.cleaned_data["customer"])
        if found is None:
            raise forms.ValidationError(_("Nobody is known by that. Look at it again."))
        return found
