"""The forms that mend slips on a unit's passport: a stay, a plan or a registration written down by mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.desk.forms.units import PAID, UNDER_GUARANTEE, HandInForm, PastStayForm
from tickets.rules import MAX_TEXT
from warranties.models import Cover, Custody

OF_THE_END = ("returned_on", "outcome", "replacement_serial")


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=MAX_TEXT,
        help_text=_("Your colleagues read it in the history of the product. It stays: no personal data, please."),
    )


class CorrectionForm(forms.Form):
    """A stay as it should have been written down; of one that has not ended, only what is known of it."""

    handed_in_on = PastStayForm.base_fields["handed_in_on"]
    returned_on = PastStayForm.base_fields["returned_on"]
    paid = HandInForm.base_fields["paid"]
    outcome = PastStayForm.base_fields["outcome"]
    replacement_serial = PastStayForm.base_fields["replacement_serial"]
    reason = _reason()

    def __init__(self, *args: Any, stay: Custody, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"correct_{stay.pk}_%s", **kwargs)
        if stay.is_open:
            for name in OF_THE_END:
                del self.fields[name]
        known = {name: getattr(stay, name) for name in self.fields if name != "reason"}
        self.initial |= known | {"paid": PAID if stay.paid else UNDER_GUARANTEE}


class RemovalForm(forms.Form):
    """A plan or a registration that the unit never had."""

    reason = _reason()

    def __init__(self, *args: Any, cover: Cover, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"remove_{cover.pk}_%s", **kwargs)
