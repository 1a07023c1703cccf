"""Saying of a term of law whether it binds the company, or whether its text was read: with the reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import DeadlineRule


class SayingForm(forms.Form):
    """The reason, and the version of the text that was on the page."""

    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, rule: DeadlineRule, about: str) -> None:
        super().__init__(data, auto_id=f"{about}_{rule.pk}_%s", initial={"version": rule.version})
