"""Asking to be erased: nobody does it by a slip."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I have read this. Erase my data."),
        error_messages={"required": _("Please tick this first, so that we know that you mean it.")},
    )
