from __future__ import annotations

from django import forms

from postventa.desk.composer import Cursor

LARGEST = 2**63 - 1


class CursorForm(forms.Form):
    """Up to where a page shows its case."""

    seen = forms.IntegerField(min_value=0, max_value=LARGEST)
    told = forms.IntegerField(min_value=0, max_value=LARGEST)

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.cleaned_data["seen"], self.cleaned_data["told"])


class PresenceForm(CursorForm):
    """A sign of life of a page: whether somebody writes in it, or has just closed it."""

    writing = forms.BooleanField(required=False)
    left = forms.BooleanField(required=False)
