from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.alternatives import LONGEST_TEXT
from tickets.models import Alternatives
from warranties.jurisdictions import country_name, every_jurisdiction


class AlternativesForm(forms.Form):
    """Who else can help a customer who does not agree, in both languages."""

    text_es = forms.CharField(label=_("In Spanish"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 7}))
    text_en = forms.CharField(label=_("In English"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 7}))

    def __init__(self, data: Any = None, *, row: Alternatives | None = None) -> None:
        initial = {"text_es": row.text_es, "text_en": row.text_en} if row else None
        super().__init__(data, auto_id="alternatives_%s", initial=initial)


class CountryForm(forms.Form):
    """For which country the next text is."""

    country = forms.ChoiceField(label=_("Another country"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="country_%s")
        named = sorted(((code, country_name(code)) for code in every_jurisdiction()), key=lambda pair: pair[1])
        self.fields["country"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
