"""A symptom, in the customers' words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.actions.symptoms import LONGEST_CODE, LONGEST_WORDS
from catalog.models import CauseCode, ProductLine, Symptom

# Of which refusal which field is at fault.
AT_FAULT = {"code": "code", "words_missing": "words_es"}


class SymptomForm(forms.Form):
    """What customers read, and what the house makes of it. The line and the code of an old one stay."""

    line = forms.ModelChoiceField(label=_("Product line"), queryset=ProductLine.objects.all())
    words_es = forms.CharField(
        label=_("In Spanish"), max_length=LONGEST_WORDS, widget=forms.TextInput(attrs={"lang": "es"}),
        help_text=_("As a customer would say it: «No desagua», and not «Fallo de la bomba»."),
    )  # fmt: skip
    words_en = forms.CharField(
        label=_("In English"), max_length=LONGEST_WORDS, widget=forms.TextInput(attrs={"lang": "en"})
    )
    code = forms.SlugField(
        label=_("Code"), required=False, max_length=LONGEST_CODE, help_text=_("Without one it comes from the English.")
    )
    cause = forms.ModelChoiceField(
        label=_("What usually lies behind it"), queryset=CauseCode.objects.none(), required=False,
        empty_label=_("Unknown"), help_text=_("A hint to whoever looks at the case. It decides nothing."),
    )  # fmt: skip
    danger = forms.BooleanField(
        label=_("It is a danger"), required=False,
        help_text=_("Its cases come first, and the customer reads at once what to do."),
    )  # fmt: skip
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9999, initial=0)
    active = forms.BooleanField(label=_("Offered"), required=False, initial=True)

    def __init__(self, data: Any = None, *, symptom: Symptom | None = None, line: str = "") -> None:
        super().__init__(data, auto_id="symptom_%s", initial=_initial(symptom) if symptom else {"line": line})
        known = Q(active=True) | Q(pk=symptom.cause_id if symptom else None)
        self.fields["cause"].queryset = CauseCode.objects.filter(known)  # type: ignore[attr-defined]
        if symptom:
            for name in ("line", "code"):
                self.fields[name].disabled = True


def _initial(symptom: Symptom) -> dict[str, Any]:
    fields = ("line", "words_es", "words_en", "code", "cause", "danger", "position", "active")
    return {name: getattr(symptom, name) for name in fields}
