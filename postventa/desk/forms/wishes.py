from __future__ import annotations

from typing import Any

from django import forms

from customers.states import ConsentTo, Standing


class WishForm(forms.Form):
    """One button of the card: to what, and whether they want it."""

    to = forms.TypedChoiceField(choices=ConsentTo.choices, coerce=ConsentTo)
    given = forms.ChoiceField(choices=[("yes", ""), ("no", "")])

    def clean_given(self) -> Any:
        return self.cleaned_data["given"] == "yes"


class StandingForm(forms.Form):
    """One button of the card: which standing, and whether it holds."""

    standing = forms.TypedChoiceField(choices=Standing.choices, coerce=Standing)
    holds = forms.ChoiceField(choices=[("yes", ""), ("no", "")])

    def clean_holds(self) -> Any:
        return self.cleaned_data["holds"] == "yes"
